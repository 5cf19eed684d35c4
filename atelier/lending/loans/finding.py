"""Loans found: one, or those of some desks in the order in which they are due."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.errors import NotFound
from atelier.lending.models import Borrower, Loan
from atelier.paging import Page, cut
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.people.text import tidy
from atelier.stock import desks
from atelier.stock.models import Place
from atelier.words import N_

PAGE_SIZE = 50
#: From so many days before its end a loan is *due soon*.
SOON = timedelta(days=28)
_MOST_DIGITS = 9
UNKNOWN = N_("Deze uitlening bestaat niet (meer). Kies een andere in de lijst.")


class Due(StrEnum):
    LATER = "later"
    SOON = "soon"
    OVERDUE = "overdue"
    ENDED = "ended"


class Which(StrEnum):
    """What a list is narrowed to; *due* has the overdue ones in it."""

    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"
    ALL = "all"


@dataclass(frozen=True)
class Search:
    """A number, a tag or a reference; or a name, of whom its own organisation lends to."""

    text: str
    organisation_id: int

    @classmethod
    def read(cls, text: str, organisation_id: int) -> "Search":
        return cls(tidy(text)[:80], organisation_id)


@dataclass(frozen=True, kw_only=True)
class Row:
    loan: Loan
    device: Device
    borrower: Borrower
    place: Place
    due: Due


def due_of(loan: Loan, today: date) -> Due:
    if loan.ended_at is not None:
        return Due.ENDED
    if loan.due_on < today:
        return Due.OVERDUE
    return Due.SOON if loan.due_on <= today + SOON else Due.LATER


def organisations_of(session: Session, account: Account) -> list[int]:
    """Whose loans this person deals with: a coordinator also with those that are served."""
    if account.role == Role.DESK:
        return [account.organisation_id]
    return desks.workshops(session, account.organisation_id)


def get(session: Session, account: Account, loan_id: int) -> Loan:
    """Raises NotFound, also for a loan that is none of this person's business."""
    loan = session.get(Loan, loan_id)
    if loan is None or loan.organisation_id not in organisations_of(session, account):
        raise NotFound(UNKNOWN)
    return loan


def row_of(session: Session, loan: Loan, today: date) -> Row:
    return Row(
        loan=loan,
        device=session.get_one(Device, loan.device_id),
        borrower=session.get_one(Borrower, loan.borrower_id),
        place=session.get_one(Place, loan.place_id),
        due=due_of(loan, today),
    )


def page(
    session: Session,
    place_ids: Collection[int],
    which: Which,
    *,
    today: date,
    search: Search | None = None,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """Those of these desks, the first due first; *all*: the newest first. Two queries.

    ``after``: the key of the last loan seen. Which loans these are is asked first, of few columns:
    a desk has thousands, and what belongs to them is wanted of one page only.
    """
    wanted = _selected(place_ids, which, today, search)
    last = session.get(Loan, after) if after else None
    if which is Which.ALL:
        wanted = wanted.order_by(Loan.id.desc())
        wanted = wanted.where(Loan.id < last.id) if last else wanted
    else:
        wanted = wanted.order_by(Loan.due_on, Loan.id)
        key = sa.tuple_(Loan.due_on, Loan.id)
        reached = sa.tuple_(sa.literal(last.due_on), sa.literal(last.id)) if last else None
        wanted = wanted.where(key > reached) if reached is not None else wanted
    numbers = session.scalars(wanted.limit(size + 1)).all()
    found = cut(numbers, numbers, size)
    rows = {row.loan.id: row for row in _rows(session, _of(found.rows), today)}
    return Page([rows[number] for number in found.rows], found.after)


def everything(
    session: Session,
    place_ids: Collection[int],
    which: Which,
    *,
    today: date,
    search: Search | None = None,
) -> Iterator[Row]:
    """All that the list shows, read page by page."""
    after: int | None = None
    while True:
        part = page(session, place_ids, which, today=today, search=search, after=after, size=500)
        yield from part.rows
        if part.after is None:
            return
        after = part.after


def counts(session: Session, place_ids: Collection[int], today: date) -> dict[Due, int]:
    """How many are overdue, due soon and later, in one query."""
    overdue = sa.func.sum(sa.case((Loan.due_on < today, 1), else_=0))
    soon = sa.func.sum(sa.case((Loan.due_on.between(today, today + SOON), 1), else_=0))
    late, near, total = session.execute(
        sa.select(overdue, soon, sa.func.count()).where(
            Loan.place_id.in_(place_ids), Loan.ended_at.is_(None)
        )
    ).one()
    late, near = int(late or 0), int(near or 0)
    found = {Due.OVERDUE: late, Due.SOON: near, Due.LATER: total - late - near}
    return {due: count for due, count in found.items() if count}


def of_borrower(session: Session, borrower: Borrower, today: date) -> list[Row]:
    """Those that are out, the first due first."""
    wanted = _joined().where(Loan.borrower_id == borrower.id, Loan.ended_at.is_(None))
    return list(_rows(session, wanted.order_by(Loan.due_on, Loan.id), today))


def _selected(
    place_ids: Collection[int], which: Which, today: date, search: Search | None
) -> sa.Select[int]:
    wanted = sa.select(Loan.id).where(Loan.place_id.in_(place_ids))
    if which is not Which.ALL:
        wanted = wanted.where(Loan.ended_at.is_(None))
    if which is Which.DUE:
        wanted = wanted.where(Loan.due_on <= today + SOON)
    if which is Which.OVERDUE:
        wanted = wanted.where(Loan.due_on < today)
    if not (search and search.text):
        return wanted
    wanted = wanted.join(Device, Device.id == Loan.device_id)
    return wanted.join(Borrower, Borrower.id == Loan.borrower_id).where(_like(search))


def _of(numbers: Collection[int]) -> sa.Select[Loan, Device, Borrower, Place]:
    return _joined().where(Loan.id.in_(numbers))


def _joined() -> sa.Select[Loan, Device, Borrower, Place]:
    return (
        sa.select(Loan, Device, Borrower, Place)
        .join(Device, Device.id == Loan.device_id)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .join(Place, Place.id == Loan.place_id)
    )


def _like(search: Search) -> sa.ColumnElement[bool]:
    joined = search.text.replace(" ", "")
    named = sa.func.lower(Borrower.name).contains(search.text.lower(), autoescape=True)
    said: list[sa.ColumnElement[bool]] = [
        sa.func.lower(Borrower.reference).startswith(search.text.lower(), autoescape=True),
        sa.and_(Borrower.organisation_id == search.organisation_id, named),
    ]
    if joined.isdecimal():
        said.append(Device.tag == joined)
        if len(joined) < _MOST_DIGITS:
            said.append(Loan.number == int(joined))
    return sa.or_(*said)


def _rows(
    session: Session, wanted: sa.Select[Loan, Device, Borrower, Place], today: date
) -> Sequence[Row]:
    return [
        Row(loan=loan, device=device, borrower=borrower, place=place, due=due_of(loan, today))
        for loan, device, borrower, place in session.execute(wanted).unique()
    ]
