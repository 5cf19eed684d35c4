"""What the pile page asks, checked field by field."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from atelier.db import now
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
    scrap: bool = False
    settles: str | None = None
    after: str | None = None
    scanned_at: datetime | None = None

    @classmethod
    def read(cls, body: Any) -> "ScanRequest":
        """From JSON. Raises Invalid naming the field and what is expected."""
        body = _object(body)
        return cls(
            id=_text(body, "id"),
            code=_text(body, "code"),
            donation=_key(body, "donation"),
            place=_key(body, "place"),
            kind=_text(body, "kind"),
            device=_key(body, "device") if body.get("device") is not None else None,
            fresh=body.get("fresh") is True,
            scrap=body.get("scrap") is True,
            settles=_text(body, "settles") if body.get("settles") is not None else None,
            after=_text(body, "after") if body.get("after") is not None else None,
            scanned_at=_moment(body),
        )


@dataclass(frozen=True, kw_only=True)
class AlongRequest:
    """What bears no tag: so many of ``article`` at ``place``, or ``weight_g`` of ``scrap``."""

    id: str
    donation: int
    place: int
    article: int | None = None
    quantity: int = 1
    scrap: str | None = None
    weight_g: int | None = None
    scanned_at: datetime | None = None

    @classmethod
    def read(cls, body: Any) -> "AlongRequest":
        """From JSON. Raises Invalid naming the field and what is expected."""
        body = _object(body)
        scrap = body.get("article") is None
        return cls(
            id=_text(body, "id"),
            donation=_key(body, "donation"),
            place=_key(body, "place"),
            article=None if scrap else _key(body, "article"),
            quantity=_key(body, "quantity") if body.get("quantity") is not None else 1,
            scrap=_text(body, "scrap") if scrap else None,
            weight_g=_key(body, "weight_g") if scrap else None,
            scanned_at=_moment(body),
        )


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Invalid(N_("De server begreep deze scan niet."), expected="JSON object")
    return body


#: Older than this, the clock of the device that scanned is wrong.
_LONGEST_WAIT = timedelta(days=60)


def _moment(body: dict[str, Any]) -> datetime | None:
    """When it was scanned (milliseconds since 1970); a clock that is clearly wrong says nothing."""
    told = body.get("at")
    if not isinstance(told, int) or isinstance(told, bool) or not 0 < told < 1e14:
        return None
    moment = datetime.fromtimestamp(told / 1000, UTC)
    return moment if now() - _LONGEST_WAIT < moment <= now() + timedelta(minutes=5) else None


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
