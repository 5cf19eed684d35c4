"""A device that a person looks at, because it cannot measure itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices import cache, history, recognition
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts, kinds
from atelier.devices.models import Device, Event
from atelier.people.actor import Actor

Condition = Literal["good", "worn", "broken", "unknown"]

CONDITIONS: tuple[Condition, ...] = ("good", "worn", "broken", "unknown")
#: The one medium of a phone or tablet: its storage is soldered in.
BUILT_IN = "built-in"

_SOLDERED = frozenset({kinds.TABLET, kinds.SMARTPHONE})
_WITH_A_SCREEN = kinds.ALL - {kinds.DESKTOP, kinds.OTHER}
_WITH_A_BATTERY = frozenset({kinds.LAPTOP, kinds.TABLET, kinds.SMARTPHONE})
_GB, _GIB = 10**9, 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person saw; sizes in GB. ``has_disk`` is None when they could not tell."""

    parts: Mapping[str, Condition] = field(default_factory=dict)
    maker: str = ""
    model: str = ""
    memory_gb: int | None = None
    storage_gb: int | None = None
    has_disk: bool | None = None


def parts_of(kind: str) -> tuple[str, ...]:
    """What there is to look at on a device of this kind."""
    there = {"screen": kind in _WITH_A_SCREEN, "battery": kind in _WITH_A_BATTERY, "buttons": True}
    return tuple(part for part, has in there.items() if has)


def asks_for_a_disk(kind: str) -> bool:
    return kind in kinds.MAY_HOLD_DATA - _SOLDERED


def record(session: Session, device: Device, seen: Seen, *, actor: Actor, client_id: str) -> None:
    """Writes the diagnosis; the same ``client_id`` writes once."""
    recognition.hold(session, device.organisation_id)
    if _written(session, device, client_id):
        return
    if seen.maker.strip() or seen.model.strip():
        devices.correct(
            session, device, kind=device.kind, maker=seen.maker, model=seen.model, actor=actor
        )
    at = now()
    cache.keep_sizes(
        session,
        device,
        memory_bytes=seen.memory_gb * _GIB if seen.memory_gb else None,
        disk_bytes=seen.storage_gb * _GB if seen.storage_gb else None,
        diagnosed_at=at,
    )
    data = {"by_hand": dict(seen.parts), **_media(session, device, seen)}
    history.record(
        session, device, facts.DIAGNOSED, actor=actor, data=data, at=at, client_id=client_id
    )


def _media(session: Session, device: Device, seen: Seen) -> dict[str, Any]:
    """The media in it. What a report told by number is not replaced by somebody's yes."""
    if device.kind in _SOLDERED:
        return {"media": [BUILT_IN]}
    if device.kind == kinds.SCREEN or seen.has_disk is False:
        return {"media": []}
    if seen.has_disk and not history.state_of(session, device).media:
        return {"media": [BUILT_IN]}
    return {}


def _written(session: Session, device: Device, client_id: str) -> bool:
    known = sa.select(Event.id).where(
        Event.organisation_id == device.organisation_id, Event.client_id == client_id
    )
    return session.scalar(known) is not None
