"""The rules as data: thresholds and tables read from ``config/verdicts.toml``."""

from dataclasses import dataclass
from pathlib import Path


class RulesError(ValueError):
    """The rules file is wrong; the message says where, and what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that ``judge`` weighs by."""


def load_rules(path: Path) -> Rules:
    """Read and check the rules; raises `RulesError` with the place and what is expected."""
    if not path.is_file():
        raise RulesError(f"{path}: no such file")
    return Rules()
