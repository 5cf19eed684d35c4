"""One unit of a reservation is promised a device, or waits again."""

import uuid

from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending import events
from atelier.lending.models import Reservation, ReservedUnit
from atelier.people.actor import Actor
from atelier.stock import holds
from atelier.stock.models import Hold, Place


def promise(
    session: Session, reservation: Reservation, unit: ReservedUnit, device: Device, *, actor: Actor
) -> None:
    """Raises Conflict where the device is promised to another."""
    desk = session.get_one(Place, reservation.place_id)
    hold = holds.make(session, device, desk, actor=actor, client_id=str(uuid.uuid4()))
    unit.hold_id = hold.id
    session.flush()
    events.record(session, reservation, "promised", actor=actor, unit=unit.number, device=device.id)


def let_go(session: Session, unit: ReservedUnit) -> None:
    """The unit waits again."""
    if unit.hold_id is not None:
        holds.resolve(session, session.get_one(Hold, unit.hold_id), "released")
    unit.hold_id = unit.picked_at = unit.ready_at = unit.keep_until = None
    session.flush()
