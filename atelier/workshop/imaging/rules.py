"""Which image suits which device, as data: ``config/suggestions.toml``."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, PositiveFloat, ValidationError, model_validator

from atelier.edge import settings
from atelier.settings import rules_path
from diagnostics.wire.imaging import System

Why = Literal["school", "senior", "kiosk", "adult", "little_memory", "everybody", "windows_licence"]


class RulesError(ValueError):
    """The file is wrong; the message says where, and what is expected."""


class Row(BaseModel):
    """The file says what each field means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image: str | None = None
    system: System | None = None
    uses: frozenset[Literal["school", "adult", "senior", "parts"]] | None = None
    grades: frozenset[Literal["A", "B", "C", "D"]] | None = None
    kinds: frozenset[Literal["laptop", "desktop", "all_in_one"]] | None = None
    memory_gb: PositiveFloat | None = None
    memory_gb_at_most: PositiveFloat | None = None
    windows_licence: Literal[True] | None = None
    reason: Why

    @model_validator(mode="after")
    def _is_about_one_thing(self) -> Self:
        if (self.image is None) is (self.system is None):
            raise ValueError("give either image or system")
        return self


class Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    suggest: tuple[Row, ...] = ()


def load(path: Path) -> Rules:
    """Raises RulesError."""
    try:
        return Rules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise RulesError(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesError(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RulesError(f"{path}: {where}: {first['msg']}") from error


def in_force() -> Rules:
    """Those of the running application."""
    return _loaded(rules_path(settings().rules.suggestions))


@cache
def _loaded(path: Path) -> Rules:
    return load(path)
