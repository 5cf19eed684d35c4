"""Which devices have to come in, and from where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from atelier.devices.inspections import SOON, Word, word_for
from atelier.devices.models import Device
from atelier.lending.models import Loan
from atelier.paging import Page, cut
from atelier.stock.models import Holding, Place

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``place``: where it is. ``desk``: which lent it; ``loan``: while it is with a borrower."""

    device: Device
    until: date
    word: Word
    place: Place | None
    desk: Place | None
    loan: Loan | None


def page(
    session: Session,
    workshop_id: int,
    desks: Sequence[int] | None,
    today: date,
    *,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """The earliest first. ``desks``: only what stands there or was lent there; None: everything.

    ``after``: the device that the page before ended with.
    """
    wanted = _wanted(workshop_id, desks, today)
    last = session.get(Device, after) if after else None
    if last is not None and last.organisation_id == workshop_id and last.inspect_by:
        reached = sa.tuple_(sa.literal(last.inspect_by), sa.literal(last.id))
        wanted = wanted.where(sa.tuple_(Device.inspect_by, Device.id) > reached)
    found = session.execute(wanted.limit(size + 1)).all()
    rows = [_row(today, *row) for row in found]
    return cut(rows, [row.device.id for row in rows], size)


def all_rows(
    session: Session, workshop_id: int, desks: Sequence[int] | None, today: date
) -> Iterator[Row]:
    """As ``page``, whole, for an export."""
    rows = session.execute(_wanted(workshop_id, desks, today).execution_options(yield_per=200))
    for row in rows:
        yield _row(today, *row)


def _wanted(
    workshop_id: int, desks: Sequence[int] | None, today: date
) -> sa.Select[Device, Place | None, Place | None, Loan | None]:
    desk = aliased(Place)
    wanted = (
        sa.select(Device, Place, desk, Loan)
        .outerjoin(Holding, Holding.device_id == Device.id)
        .outerjoin(Place, Place.id == Holding.place_id)
        .outerjoin(Loan, sa.and_(Loan.device_id == Device.id, Loan.ended_at.is_(None)))
        .outerjoin(desk, desk.id == Loan.place_id)
        .where(
            Device.organisation_id == workshop_id,
            Device.inspect_by <= today + SOON,
            Device.merged_into_id.is_(None),
            Device.next_step != "gone",
        )
        .order_by(Device.inspect_by, Device.id)
    )
    if desks is None:
        return wanted
    return wanted.where(sa.or_(Holding.place_id.in_(desks), Loan.place_id.in_(desks)))


def _row(
    today: date, device: Device, place: Place | None, desk: Place | None, loan: Loan | None
) -> Row:
    until = device.inspect_by or today
    word = word_for(until, today)
    return Row(device=device, until=until, word=word, place=place, desk=desk, loan=loan)
