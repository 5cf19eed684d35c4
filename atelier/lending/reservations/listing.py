"""Reservations found: one, those of some desks, and those who wait in their turn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.errors import NotFound
from atelier.lending.models import LendingEvent, Reservation, ReservedUnit
from atelier.lending.reservations import standing
from atelier.lending.reservations.asking import UNKNOWN
from atelier.lending.reservations.standing import State
from atelier.paging import Page, cut
from atelier.stock.models import Hold, Place

PAGE_SIZE = 30
#: Of whom somebody waits for some: few, however long the history of all the others.
_OPEN = sa.select(ReservedUnit.reservation_id).where(ReservedUnit.resolved_at.is_(None))


class Which(StrEnum):
    """What a list is narrowed to; *open*: somebody still waits for some of it."""

    OPEN = "open"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """``device``: the one that is promised, or that was."""

    unit: ReservedUnit
    state: State
    device: Device | None


@dataclass(frozen=True, kw_only=True)
class Row:
    reservation: Reservation
    place: Place
    units: Sequence[Unit]

    def counts(self) -> dict[State, int]:
        """How many units are how far, in the order of the way."""
        found = [one.state for one in self.units]
        return {state: found.count(state) for state in State if state in found}

    @property
    def is_open(self) -> bool:
        return any(one.state in standing.OPEN for one in self.units)


def page(
    session: Session,
    place_ids: Collection[int],
    which: Which = Which.OPEN,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """Those of these desks, the newest first."""
    wanted = sa.select(Reservation).where(Reservation.place_id.in_(place_ids))
    if which is not Which.ALL:
        of_open = Reservation.id.in_(_OPEN)
        wanted = wanted.where(of_open if which is Which.OPEN else ~of_open)
    if after is not None:
        wanted = wanted.where(Reservation.id < after)
    found = session.scalars(wanted.order_by(Reservation.id.desc()).limit(size + 1)).all()
    rows = rows_of(session, found[:size])
    return Page(rows, found[size - 1].id if len(found) > size else None)


def get(session: Session, place_ids: Collection[int], reservation_id: int) -> Row:
    """Raises NotFound for one of another desk."""
    found = session.get(Reservation, reservation_id)
    if found is None or found.place_id not in place_ids:
        raise NotFound(UNKNOWN)
    (row,) = rows_of(session, [found])
    return row


def unit(row: Row, number: int) -> Unit:
    """Raises NotFound."""
    found = next((one for one in row.units if one.unit.number == number), None)
    if found is None:
        raise NotFound(UNKNOWN)
    return found


def rows_of(session: Session, found: Sequence[Reservation]) -> list[Row]:
    """With their desks, units and devices, in a fixed number of queries."""
    units = standing.units(session, found)
    promised = {hold.device_id for those in units.values() for _, hold, _ in those if hold}
    devices = {
        device.id: device
        for device in session.scalars(sa.select(Device).where(Device.id.in_(promised))).unique()
    }
    desks = {one.place_id for one in found}
    places = {
        place.id: place for place in session.scalars(sa.select(Place).where(Place.id.in_(desks)))
    }
    return [
        Row(
            reservation=one,
            place=places[one.place_id],
            units=[
                Unit(unit=part, state=state, device=devices.get(hold.device_id) if hold else None)
                for part, hold, state in units[one.id]
            ],
        )
        for one in found
    ]


def waiting(
    session: Session, workshop_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Row]:
    """Those of whom some wait, in the order in which they will be served."""
    turn = (Reservation.wanted_by, Reservation.made_at, Reservation.id)
    wanted = sa.select(Reservation).where(Reservation.workshop_id == workshop_id, _waits())
    last = session.get(Reservation, after) if after else None
    if last is not None and last.workshop_id == workshop_id:
        reached = sa.tuple_(
            *(
                sa.literal(value, column.type)
                for value, column in zip((last.wanted_by, last.made_at, last.id), turn, strict=True)
            )
        )
        wanted = wanted.where(sa.tuple_(*turn) > reached)
    found = session.scalars(wanted.order_by(*turn).limit(size + 1)).all()
    return cut(rows_of(session, found[:size]), [one.id for one in found], size)


def before(session: Session, reservation: Reservation) -> int:
    """How many units of this kind wait with an earlier turn."""
    turn = (Reservation.wanted_by, Reservation.made_at, Reservation.id)
    reached = sa.tuple_(
        sa.literal(reservation.wanted_by, sa.Date()),
        sa.literal(reservation.made_at, Reservation.made_at.type),
        sa.literal(reservation.id),
    )
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(ReservedUnit)
            .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
            .where(
                Reservation.workshop_id == reservation.workshop_id,
                Reservation.kind == reservation.kind,
                ReservedUnit.resolved_at.is_(None),
                ReservedUnit.hold_id.is_(None),
                sa.tuple_(*turn) < reached,
            )
        )
        or 0
    )


def waiting_by_kind(session: Session, workshop_id: int) -> dict[str, int]:
    """How many units wait, by kind of device."""
    rows = session.execute(
        sa.select(Reservation.kind, sa.func.count())
        .join(ReservedUnit, ReservedUnit.reservation_id == Reservation.id)
        .where(
            Reservation.workshop_id == workshop_id,
            ReservedUnit.resolved_at.is_(None),
            ReservedUnit.hold_id.is_(None),
        )
        .group_by(Reservation.kind)
    )
    return dict(rows.all())


def story(session: Session, reservation: Reservation) -> Sequence[LendingEvent]:
    """What happened to it, the newest first."""
    return session.scalars(
        sa.select(LendingEvent)
        .where(LendingEvent.reservation_id == reservation.id)
        .order_by(LendingEvent.id.desc())
        .limit(200)
    ).all()


def promised_to(session: Session, device: Device) -> Reservation | None:
    """The reservation whose unit this device is promised to."""
    return session.scalar(
        sa.select(Reservation)
        .join(ReservedUnit, ReservedUnit.reservation_id == Reservation.id)
        .join(Hold, Hold.id == ReservedUnit.hold_id)
        .where(
            Hold.device_id == device.id,
            Hold.resolved_at.is_(None),
            ReservedUnit.resolved_at.is_(None),
        )
    )


def _waits() -> sa.ColumnElement[bool]:
    return Reservation.id.in_(_OPEN.where(ReservedUnit.hold_id.is_(None)))
