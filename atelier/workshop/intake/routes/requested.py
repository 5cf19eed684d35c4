"""What the pile page asks, checked field by field."""

from dataclasses import dataclass
from typing import Any

from atelier.errors import Invalid
from atelier.paging import LARGEST_KEY
from atelier.words import N_


@dataclass(frozen=True, kw_only=True)
class ScanRequest:
    """``donation``, ``place`` and ``device`` are ids; ``device`` and ``fresh`` a person chose."""

    id: str
    code: str
    donation: int
    place: int
    kind: str
    device: int | None = None
    fresh: bool = False

    @classmethod
    def read(cls, body: Any) -> "ScanRequest":
        """From JSON. Raises Invalid naming the field and what is expected."""
        if not isinstance(body, dict):
            raise Invalid(N_("De server begreep deze scan niet."), expected="JSON object")
        return cls(
            id=_text(body, "id"),
            code=_text(body, "code"),
            donation=_key(body, "donation"),
            place=_key(body, "place"),
            kind=_text(body, "kind"),
            device=_key(body, "device") if body.get("device") is not None else None,
            fresh=body.get("fresh") is True,
        )


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise Invalid(N_("De server begreep deze scan niet."), field=name, expected="string")
    return value


def _key(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST_KEY:
        raise Invalid(N_("De server begreep deze scan niet."), field=name, expected="id")
    return value
