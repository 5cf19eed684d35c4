"""How far each unit is: it follows from its promise, from where the device is, and its moments."""

from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.lending.models import Reservation, ReservedUnit
from atelier.stock.models import Hold, Holding, Place, PlaceKind, Transfer, TransferLine


class State(StrEnum):
    WAITING = "waiting"
    PROMISED = "promised"
    PICKED = "picked"
    IN_TRANSIT = "in_transit"
    #: It came, and lies on the shelf where what came is put: nobody at the desk saw it yet.
    ARRIVED = "arrived"
    READY = "ready"
    COLLECTED = "collected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


#: In these somebody still waits for it.
OPEN = (
    State.WAITING,
    State.PROMISED,
    State.PICKED,
    State.IN_TRANSIT,
    State.ARRIVED,
    State.READY,
)


def units(
    session: Session, reservations: Sequence[Reservation]
) -> dict[int, list[tuple[ReservedUnit, Hold | None, State]]]:
    """The units of each reservation with their promise and how far they are, in one query."""
    found: dict[int, list[tuple[ReservedUnit, Hold | None, State]]] = {
        one.id: [] for one in reservations
    }
    wanted = _every().where(ReservedUnit.reservation_id.in_(found))
    wanted = wanted.order_by(ReservedUnit.reservation_id, ReservedUnit.number)
    for unit, hold, place, desk_id, ready, packed in session.execute(wanted):
        state = _state(unit, place, desk_id, ready=ready, packed=packed)
        found[unit.reservation_id].append((unit, hold, state))
    return found


def state_of(session: Session, unit: ReservedUnit) -> State:
    """How far this one is now."""
    row = session.execute(_every().where(ReservedUnit.id == unit.id)).one()
    _, _, place, desk_id, ready, packed = row
    return _state(unit, place, desk_id, ready=ready, packed=packed)


def lies_ready() -> sa.ColumnElement[bool]:
    """Of a unit with its reservation and the ``Holding`` of its device: it is kept at its desk.

    What left the desk since it was put ready is not, though it came back.
    """
    return sa.and_(Holding.place_id == Reservation.place_id, ReservedUnit.ready_at >= Holding.since)


def is_packed() -> sa.ColumnElement[bool]:
    """As ``lies_ready``: it lies with what goes to its desk."""
    return (
        sa.select(TransferLine.id)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .where(
            TransferLine.device_id == Holding.device_id,
            TransferLine.settled_at.is_(None),
            Transfer.sent_at.is_(None),
            Transfer.to_place_id == Reservation.place_id,
        )
        .exists()
    )


def _every() -> sa.Select[ReservedUnit, Hold | None, Place | None, int, bool | None, bool]:
    return (
        sa.select(ReservedUnit, Hold, Place, Reservation.place_id, lies_ready(), is_packed())
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .outerjoin(Hold, Hold.id == ReservedUnit.hold_id)
        .outerjoin(Holding, Holding.device_id == Hold.device_id)
        .outerjoin(Place, Place.id == Holding.place_id)
    )


def _state(
    unit: ReservedUnit, place: Place | None, desk_id: int, *, ready: bool | None, packed: bool
) -> State:
    """``place``: where the promised device is now; None where none is promised."""
    if unit.resolution is not None:
        return State(unit.resolution)
    if unit.hold_id is None or place is None or not _is_within_reach(place):
        return State.WAITING
    if place.kind == PlaceKind.TRANSIT:
        return State.IN_TRANSIT
    if place.id == desk_id:
        return State.READY if ready else State.ARRIVED
    return State.PICKED if packed and unit.picked_at is not None else State.PROMISED


def _is_within_reach(place: Place) -> bool:
    """What is lost or gone is promised to nobody any more, though nobody said so yet."""
    return PlaceKind(place.kind).physical or place.kind == PlaceKind.TRANSIT
