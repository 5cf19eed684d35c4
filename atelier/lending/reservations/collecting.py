"""Who asked for a device comes for it: its reservation is done. Or that was a mistake."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.devices.models import Device
from atelier.lending import events
from atelier.lending.models import Reservation, ReservedUnit
from atelier.lending.reservations import allocating, asking, fulfilling, promising
from atelier.people.actor import Actor
from atelier.stock import holds
from atelier.stock.models import Place


def collect(session: Session, desk: Place, device: Device, *, actor: Actor, client_id: str) -> None:
    """What was reserved for this desk is collected now; harmless where it was not.

    ``client_id``: of the loan or the gift, by which ``bring_back`` knows what was collected.
    """
    hold = holds.live(session, device.id)
    if hold is None or hold.place_id != desk.id:
        return
    unit = fulfilling.unit_of(session, device)
    if unit is None:
        holds.resolve(session, hold, "collected")
    elif asking.resolve(session, unit, "collected"):
        reservation = session.get_one(Reservation, unit.reservation_id)
        events.record(
            session,
            reservation,
            "collected",
            actor=actor,
            client_id=_part(client_id),
            unit=unit.number,
        )


def bring_back(
    session: Session, organisation_id: int, device: Device, *, actor: Actor, client_id: str
) -> None:
    """It never left: what was collected with this loan or gift waits, and has the device again.

    For whoever holds the allocation (``atelier.locking``), once the device is where it was.
    """
    event = events.found(session, organisation_id, _part(client_id))
    if event is None or event.reservation_id is None:
        return
    reservation = session.get_one(Reservation, event.reservation_id)
    unit = session.scalars(
        sa.select(ReservedUnit)
        .where(
            ReservedUnit.reservation_id == reservation.id,
            ReservedUnit.number == event.data["unit"],
        )
        .with_for_update()
    ).one()
    unit.resolved_at = unit.resolution = None
    session.flush()
    events.record(session, reservation, "uncollected", actor=actor, unit=unit.number)
    promising.promise(session, reservation, unit, device, actor=actor)
    allocating.allocate(session, reservation.workshop_id, actor=actor)


def _part(client_id: str) -> str:
    return ids.part(client_id, "collected")
