"""Disks that went from one device to another: both histories say so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.identity import DISK_SERIAL, DISK_WWN, Identifier
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, DeviceIdentifier
from atelier.people.actor import Actor
from atelier.words import N_

#: A number that more devices carry than this is no disk that moved.
_FEW = 2


def tell_moved_disks(
    session: Session, device: Device, seen: Iterable[Identifier], *, actor: Actor, at: datetime
) -> None:
    """Writes down which disks in ``device`` were in another one until now.

    A device that was measured later keeps its disk.
    """
    disks = [one for one in seen if one.scheme in {DISK_WWN, DISK_SERIAL}]
    sources = _holders(session, device, disks)
    if len(sources) > _FEW:
        return
    move = _Move(session, actor, at)
    for source in sources:
        if source.diagnosed_at is None or source.diagnosed_at <= at:
            move.tell(source, device)
            move.leave(source, disks)
            devices.forget(session, source, disks)


def _holders(session: Session, device: Device, disks: list[Identifier]) -> list[Device]:
    values = {one.value for one in disks}
    rows = session.scalars(
        sa.select(Device)
        .join(DeviceIdentifier, DeviceIdentifier.device_id == Device.id)
        .where(
            DeviceIdentifier.organisation_id == device.organisation_id,
            DeviceIdentifier.value.in_(values),
            DeviceIdentifier.scheme.in_([DISK_WWN, DISK_SERIAL]),
            DeviceIdentifier.gone_at.is_(None),
            Device.id != device.id,
        )
        .distinct()
        .order_by(Device.id)
        .limit(_FEW + 1)
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class _Move:
    """Something that a report showed to have moved."""

    session: Session
    actor: Actor
    at: datetime

    def tell(self, source: Device, device: Device) -> None:
        """A line in either history."""
        came = N_("Schijf uit een ander toestel: %(other)s")
        left = N_("Schijf zit nu in een ander toestel: %(other)s")
        self._line(device, "disk_came", came, source)
        self._line(source, "disk_left", left, device)

    def leave(self, source: Device, disks: Iterable[Identifier]) -> None:
        """The device that they left has so many media less to erase."""
        there = history.state_of(self.session, source).media
        gone = {f"{one.scheme.removeprefix('disk_')}:{one.value}" for one in disks}
        if there and there & gone:
            self._record(source, facts.MEDIUM_SEEN, {"media": sorted(there - gone)})

    def _line(self, one: Device, kind: str, text: str, other: Device) -> None:
        data = {
            "kind": kind,
            "text": text,
            "values": {"other": devices.called(other)},
            "weight": "person",
            "device_id": other.id,
        }
        self._record(one, history.CHANGED, data)

    def _record(self, one: Device, kind: str, data: dict[str, Any]) -> None:
        history.record(self.session, one, kind, actor=self.actor, at=self.at, data=data)
