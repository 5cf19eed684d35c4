"""What is promised to a desk and still lies somewhere: by building, room and shelf."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.lifecycle import READY
from atelier.devices.models import Device
from atelier.lending.models import Reservation, ReservedUnit
from atelier.stock import tree
from atelier.stock.models import Hold, Holding, Place, PlaceKind, Transfer, TransferLine


@dataclass(frozen=True, kw_only=True)
class Line:
    device: Device
    reservation: Reservation
    unit: ReservedUnit
    #: The number of the transfer that it is packed in.
    packed_in: int | None

    @property
    def is_ready(self) -> bool:
        return self.device.next_step == READY


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """``path``: from the outside in."""

    place: Place
    path: str
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A building, or whatever stands by itself: all of it can leave together."""

    place: Place
    shelves: Sequence[Shelf]

    @property
    def to_pick(self) -> int:
        lines = [line for shelf in self.shelves for line in shelf.lines]
        return sum(line.is_ready and line.packed_in is None for line in lines)


def counts(session: Session, workshop_id: int) -> Sequence[tuple[Place, int, int]]:
    """Each desk with something promised that is not there: how many to pick, how many coming."""
    ready = sa.func.sum(
        sa.case((sa.and_(Device.next_step == READY, _packed().is_(None)), 1), else_=0)
    )
    rows = session.execute(
        _promised(workshop_id)
        .with_only_columns(Reservation.place_id, ready, sa.func.count())
        .group_by(Reservation.place_id)
    ).all()
    desks = {
        desk.id: desk
        for desk in session.scalars(sa.select(Place).where(Place.id.in_([row[0] for row in rows])))
    }
    found = [(desks[place_id], int(ready), total) for place_id, ready, total in rows]
    return sorted(found, key=lambda row: row[0].name.lower())


def of(session: Session, workshop_id: int, desk: Place) -> Sequence[Origin]:
    """In a number of queries that follows the depth of the tree, not what is in it."""
    rows = session.execute(
        _promised(workshop_id)
        .where(Reservation.place_id == desk.id)
        .with_only_columns(Device, Reservation, ReservedUnit, Holding.place_id, _packed())
        .order_by(Reservation.wanted_by, Reservation.id, ReservedUnit.number)
    ).unique()
    by_place: dict[int, list[Line]] = {}
    for device, reservation, unit, place_id, packed in rows:
        line = Line(device=device, reservation=reservation, unit=unit, packed_in=packed)
        by_place.setdefault(place_id, []).append(line)
    return _by_origin(session, by_place)


def packing(session: Session, workshop_id: int, desk: Place) -> Sequence[Transfer]:
    """The transfers to this desk that have not left."""
    return session.scalars(
        sa.select(Transfer)
        .where(
            Transfer.organisation_id == workshop_id,
            Transfer.to_place_id == desk.id,
            Transfer.sent_at.is_(None),
            Transfer.closed_at.is_(None),
        )
        .order_by(Transfer.id)
    ).all()


def _by_origin(session: Session, by_place: dict[int, list[Line]]) -> list[Origin]:
    found = session.scalars(sa.select(Place).where(Place.id.in_(by_place))).all()
    paths, roots = tree.paths(session, found), _roots(session, found)
    shelves = [
        Shelf(place=place, path=paths[place.id], lines=by_place[place.id]) for place in found
    ]
    shelves.sort(key=lambda shelf: shelf.path.lower())
    return [
        Origin(place=root, shelves=[one for one in shelves if roots[one.place.id].id == root.id])
        for root in sorted({one.id: one for one in roots.values()}.values(), key=lambda one: one.id)
    ]


def _roots(session: Session, found: Sequence[Place]) -> dict[int, Place]:
    """What each of these places is in, in the end; one query for each level of the tree."""
    tops = {place.id: place for place in found}
    while parents := {top.parent_id for top in tops.values() if top.parent_id}:
        wanted = sa.select(Place).where(Place.id.in_(parents))
        known = {place.id: place for place in session.scalars(wanted)}
        tops = {
            number: known[top.parent_id] if top.parent_id else top for number, top in tops.items()
        }
    return tops


def _promised(workshop_id: int) -> sa.Select[int]:
    """Promised, not at its desk, and where hands can reach it."""
    reachable = [kind.value for kind in PlaceKind if kind.physical]
    return (
        sa.select(ReservedUnit.id)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .join(Hold, Hold.id == ReservedUnit.hold_id)
        .join(Device, Device.id == Hold.device_id)
        .join(Holding, Holding.device_id == Device.id)
        .join(Place, Place.id == Holding.place_id)
        .where(
            Reservation.workshop_id == workshop_id,
            ReservedUnit.resolved_at.is_(None),
            Holding.place_id != Reservation.place_id,
            Place.kind.in_(reachable),
        )
    )


def _packed() -> sa.ScalarSelect[int]:
    return (
        sa.select(Transfer.number)
        .join(TransferLine, TransferLine.transfer_id == Transfer.id)
        .where(TransferLine.device_id == Device.id, TransferLine.settled_at.is_(None))
        .scalar_subquery()
    )
