"""What can still be promised: it lies somewhere, is ready or on its way to it, and is nobody's."""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.lifecycle import READY
from atelier.devices.models import Device
from atelier.lending import fitting
from atelier.lending.fitting import Candidate, Wish
from atelier.stock.models import Hold, Holding, Place, PlaceKind, TransferLine

#: At the bench, measured, and on their way to ready: these may be promised too.
COMING = ("erase", "image", "check")
_ENOUGH = 200
_MOST_WISHES = 40
_LIE_SOMEWHERE = [
    kind.value for kind in PlaceKind if kind.physical and kind is not PlaceKind.EQUIPMENT
]
_SORT = (
    Device.kind,
    Device.software,
    Device.memory_bytes,
    Device.screen_inches,
    Device.grade,
    Device.disk_bytes,
    Device.next_step,
    Holding.place_id,
)


def of(workshop_id: int, steps: Collection[str] = (READY, *COMING)) -> sa.Select[Device, int]:
    """Devices at one of these steps that nobody was promised, with the number of their place."""
    return (
        sa.select(Device, Holding.place_id)
        .join(Holding, Holding.device_id == Device.id)
        .where(
            Device.organisation_id == workshop_id,
            Device.next_step.in_(steps),
            Device.merged_into_id.is_(None),
            *nobodys(),
        )
    )


def nobodys() -> list[sa.ColumnElement[bool]]:
    """Of a ``Device`` with its ``Holding``: it lies somewhere, not promised and not packed.

    As lists of numbers, for they are short: a workshop has a hundred times as many devices.
    """
    somewhere = sa.select(Place.id).where(Place.kind.in_(_LIE_SOMEWHERE))
    taken: sa.CompoundSelect[Any] = sa.union_all(
        sa.select(Hold.device_id).where(Hold.resolved_at.is_(None)),
        sa.select(TransferLine.device_id).where(
            TransferLine.settled_at.is_(None), TransferLine.device_id.is_not(None)
        ),
    )
    return [Holding.place_id.in_(somewhere), Device.id.not_in(taken)]


def among(session: Session, workshop_id: int, device_ids: Iterable[int]) -> set[int]:
    """Which of these devices are free, in one query."""
    numbers = list(device_ids)
    if not numbers:
        return set()  # which a database would look for among all that are free
    wanted = of(workshop_id).where(Device.id.in_(numbers))
    return set(session.scalars(wanted.with_only_columns(Device.id)))


def candidates(
    session: Session,
    workshop_id: int,
    wishes: Collection[Wish],
    steps: Collection[str],
    most: int,
) -> list[Candidate]:
    """At one of these steps, what may do for one of these wishes.

    Of all that no rule tells apart the first ``most``: who chooses so many needs no more.
    """
    number = sa.func.row_number().over(partition_by=_SORT, order_by=Device.id)
    numbered = (
        of(workshop_id, steps)
        .where(_may_do_for_one(wishes))
        .with_only_columns(Device.id, *_SORT, number.label("number"))
        .subquery()
    )
    rows = session.execute(sa.select(numbered).where(numbered.c.number <= most))
    return [_candidate(row) for row in rows]


def suited(session: Session, workshop_id: int, wish: Wish) -> list[Candidate]:
    """Some that may do for it, what is ready first: enough to choose from."""
    wanted = (
        of(workshop_id)
        .where(_may_do(wish))
        .order_by(Device.next_step != READY, Device.memory_bytes, Device.id)
        .limit(_ENOUGH)
    )
    return [_candidate(row) for row in session.execute(wanted.with_only_columns(Device.id, *_SORT))]


def _candidate(row: sa.Row[*tuple[object, ...]]) -> Candidate:
    return Candidate(
        device_id=row.id,
        kind=row.kind,
        memory_bytes=row.memory_bytes,
        disk_bytes=row.disk_bytes,
        screen_inches=row.screen_inches,
        grade=row.grade,
        image=row.software,
        ready=row.next_step == READY,
        place_id=row.place_id,
    )


def _may_do_for_one(wishes: Collection[Wish]) -> sa.ColumnElement[bool]:
    """By their kinds, which an index knows; and by each wish, unless there are too many."""
    different = set(wishes)
    kinds = Device.kind.in_(sorted({wish.kind for wish in different}))
    if len(different) > _MOST_WISHES:
        return kinds
    return sa.and_(kinds, sa.or_(*(_may_do(wish) for wish in different)))


def _may_do(wish: Wish) -> sa.ColumnElement[bool]:
    """What ``fitting.fits`` asks at least, for the database."""
    share, asked = fitting.LEAST_SHARE, [Device.kind == wish.kind]
    if wish.memory_bytes:
        asked.append(Device.memory_bytes >= int(wish.memory_bytes * share))
    if wish.disk_bytes:
        asked.append(Device.disk_bytes >= int(wish.disk_bytes * share))
    if wish.screen_inches:
        asked.append(Device.screen_inches >= wish.screen_inches)
    if wish.grade:
        asked.append(Device.grade <= wish.grade)
    if wish.image:
        asked.append(sa.or_(Device.next_step != READY, Device.software == wish.image))
    return sa.and_(*asked)
