"""How far each unit is: it follows from its promise, from where the device is, and its moments."""

from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.lending.models import Reservation, ReservedUnit
from atelier.stock.models import Hold, Holding, Place, PlaceKind


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


def state_of(unit: ReservedUnit, desk_id: int, place: Place | None) -> State:
    """``place``: where the promised device is now; None where none is promised."""
    if unit.resolution is not None:
        return State(unit.resolution)
    if unit.hold_id is None or place is None or not _is_within_reach(place):
        return State.WAITING
    if unit.ready_at is not None:
        return State.READY
    if place.kind == PlaceKind.TRANSIT:
        return State.IN_TRANSIT
    if place.id == desk_id:
        return State.ARRIVED
    return State.PICKED if unit.picked_at is not None else State.PROMISED


def units(
    session: Session, reservations: Sequence[Reservation]
) -> dict[int, list[tuple[ReservedUnit, Hold | None, State]]]:
    """The units of each reservation with their promise and how far they are, in one query."""
    desks = {one.id: one.place_id for one in reservations}
    found: dict[int, list[tuple[ReservedUnit, Hold | None, State]]] = {one: [] for one in desks}
    rows = session.execute(
        sa.select(ReservedUnit, Hold, Place)
        .outerjoin(Hold, Hold.id == ReservedUnit.hold_id)
        .outerjoin(Holding, Holding.device_id == Hold.device_id)
        .outerjoin(Place, Place.id == Holding.place_id)
        .where(ReservedUnit.reservation_id.in_(desks))
        .order_by(ReservedUnit.reservation_id, ReservedUnit.number)
    )
    for unit, hold, place in rows:
        state = state_of(unit, desks[unit.reservation_id], place)
        found[unit.reservation_id].append((unit, hold, state))
    return found


def _is_within_reach(place: Place) -> bool:
    """What is lost or gone is promised to nobody any more, though nobody said so yet."""
    return PlaceKind(place.kind).physical or place.kind == PlaceKind.TRANSIT
