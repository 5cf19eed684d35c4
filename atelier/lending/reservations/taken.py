"""What lay ready at a desk, and was taken from there: whoever was to come for it has to hear it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.models import LendingEvent, Reservation, ReservedUnit
from atelier.stock.models import Place

TAKEN = "taken"
_MOST = 10


@dataclass(frozen=True, kw_only=True)
class Taken:
    """``why``: in the words of the coordinator who took it."""

    device: Device
    reservation: Reservation
    why: str


def from_desk(session: Session, desk: Place) -> Sequence[Taken]:
    """The newest first, as long as nothing else lies ready instead; in one query."""
    told = LendingEvent.data
    rows = session.execute(
        sa.select(Device, Reservation, LendingEvent)
        .select_from(ReservedUnit)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .join(LendingEvent, LendingEvent.reservation_id == Reservation.id)
        .join(Device, Device.id == told["device"].as_integer())
        .where(
            Reservation.place_id == desk.id,
            ReservedUnit.resolved_at.is_(None),
            ReservedUnit.ready_at.is_(None),
            LendingEvent.kind == TAKEN,
            told["unit"].as_integer() == ReservedUnit.number,
            told["ready"].as_boolean(),
        )
        .order_by(LendingEvent.id.desc())
        .limit(_MOST)
    ).unique()
    return [
        Taken(device=device, reservation=reservation, why=event.data["why"])
        for device, reservation, event in rows
    ]
