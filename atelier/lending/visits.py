"""Visits at home: planned, done, and the address forgotten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from atelier import ids, months
from atelier.db import now, today
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.lending import events
from atelier.lending.models import Borrower, Loan, LoanArticle, Visit
from atelier.paging import Page, cut
from atelier.people.actor import SYSTEM, Actor
from atelier.people.text import tidy
from atelier.stock.models import Article, Place
from atelier.words import N_

Kind = Literal["bring", "set_up", "fetch"]
Done = Literal["done", "cancelled", "away"]
PAGE_SIZE = 50
KINDS = ("bring", "set_up", "fetch")
_CLOSED = N_("Dit bezoek is al afgesloten. Plan een nieuw bezoek.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    kind: Kind
    planned_on: date
    address: str
    moment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A visit with all that whoever goes has to know. ``goods``: what goes along, name and number.

    ``helper``: the desk where the borrower can go on learning.
    """

    visit: Visit
    loan: Loan
    borrower: Borrower
    device: Device
    desk: Place
    helper: Place | None
    goods: Sequence[tuple[str, int]]


def plan(session: Session, loan: Loan, wanted: Plan, *, actor: Actor, client_id: str) -> Visit:
    """The same ``client_id`` (UUID of the form) plans one.

    Raises Invalid for a day in the past or no address, Conflict where the loan has ended.
    """
    client_id = ids.checked(client_id)
    _hold(session, loan)
    if known := _by_client_id(session, loan, client_id):
        return known
    _refuse(session, loan, wanted)
    visit = Visit(
        organisation_id=loan.organisation_id,
        client_id=client_id,
        loan_id=loan.id,
        kind=wanted.kind,
        planned_on=wanted.planned_on,
        moment=_moment(wanted),
        address=_address(wanted),
        made_by_id=actor.account_id,
    )
    session.add(visit)
    session.flush()
    day = wanted.planned_on.isoformat()
    events.record(session, loan, "visit_planned", actor=actor, visit=visit.id, day=day)
    return visit


def change(session: Session, visit: Visit, wanted: Plan, *, actor: Actor) -> None:
    """What was written down wrongly, put right; the same again changes nothing.

    Raises as ``plan``, but for a day that stays as it was, and Conflict where the visit was closed
    meanwhile.
    """
    loan = session.get_one(Loan, visit.loan_id)
    _hold(session, loan)
    session.refresh(visit)
    if visit.done_at is not None:
        raise Conflict(_CLOSED)
    _refuse(session, loan, wanted, planned_on=visit.planned_on)
    visit.kind, visit.planned_on = wanted.kind, wanted.planned_on
    visit.moment, visit.address = _moment(wanted), _address(wanted)
    if not session.is_modified(visit):
        return
    session.flush()
    day = wanted.planned_on.isoformat()
    events.record(session, loan, "visit_changed", actor=actor, visit=visit.id, day=day)


def again(
    session: Session, visit: Visit, planned_on: date, moment: str, *, actor: Actor, client_id: str
) -> Visit:
    """Nobody was at home: the same visit on another day, to the same address.

    Twice with one ``client_id`` (UUID) is once. Raises as ``plan``, Conflict where the visit was
    closed meanwhile.
    """
    loan = session.get_one(Loan, visit.loan_id)
    _hold(session, loan)
    session.refresh(visit)
    if known := _by_client_id(session, loan, ids.checked(client_id)):
        return known
    if visit.done_at is not None:
        raise Conflict(_CLOSED)
    kind = cast(Kind, visit.kind)
    wanted = Plan(kind=kind, planned_on=planned_on, address=visit.address or "", moment=moment)
    _refuse(session, loan, wanted)
    finish(session, visit, "away", actor=actor)
    return plan(session, loan, wanted, actor=actor, client_id=client_id)


def finish(session: Session, visit: Visit, how: Done, *, actor: Actor) -> bool:
    """Whether it was still open; from now on nobody knows the address any more, or the moment."""
    loan = session.get_one(Loan, visit.loan_id)
    session.refresh(loan, with_for_update=True)
    done = session.execute(
        sa.update(Visit)
        .where(Visit.id == visit.id, Visit.done_at.is_(None))
        .values(done_at=now(), done_by_id=actor.account_id, done_how=how, address=None, moment="")
        .returning(Visit.loan_id)
    ).first()
    session.refresh(visit)
    if done is not None:
        events.record(session, loan, f"visit_{how}", actor=actor, visit=visit.id)
    return done is not None


def get(session: Session, organisation_ids: Sequence[int], visit_id: int) -> Visit:
    """Raises NotFound for one of another organisation."""
    visit = session.get(Visit, visit_id)
    if visit is None or visit.organisation_id not in organisation_ids:
        raise NotFound(N_("Dit bezoek bestaat niet (meer)."))
    return visit


def of_loan(session: Session, loan: Loan) -> Sequence[Visit]:
    """Those that are still to be made, the earliest first."""
    wanted = sa.select(Visit).where(Visit.loan_id == loan.id, Visit.done_at.is_(None))
    return session.scalars(wanted.order_by(Visit.planned_on, Visit.id)).all()


def page(
    session: Session, desk_ids: Collection[int], after: int | None = None, size: int = PAGE_SIZE
) -> Page[Row]:
    """Those that these desks still have to make, the earliest first, in two queries.

    ``after``: the key of the last visit seen.
    """
    wanted = _joined().where(Visit.done_at.is_(None), Loan.place_id.in_(desk_ids))
    if last := session.get(Visit, after) if after else None:
        reached = sa.tuple_(sa.literal(last.planned_on), sa.literal(last.id))
        wanted = wanted.where(sa.tuple_(Visit.planned_on, Visit.id) > reached)
    wanted = wanted.order_by(Visit.planned_on, Visit.id).limit(size + 1)
    rows = session.execute(wanted).unique().all()
    goods = _goods(session, [loan.id for _, loan, *_ in rows])
    found = [_row(row, goods) for row in rows]
    return cut(found, [row.visit.id for row in found], size)


def row_of(session: Session, visit: Visit) -> Row:
    row = session.execute(_joined().where(Visit.id == visit.id)).unique().one()
    return _row(row, _goods(session, [visit.loan_id]))


def until(session: Session, desk_ids: Collection[int], day: date) -> int:
    """How many these desks still have to make on that day or before it."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(Visit)
        .join(Loan, Loan.id == Visit.loan_id)
        .where(Visit.done_at.is_(None), Visit.planned_on <= day, Loan.place_id.in_(desk_ids))
    )
    return session.scalar(wanted) or 0


def forget_late(session: Session, organisation_id: int, today: date) -> int:
    """Addresses that nobody needs any more: how many visits were called off.

    Of visits that nobody closed in a month, and of those to bring or set up what is back already.
    """
    is_late = Visit.planned_on < months.add(today, -1)
    is_idle = sa.and_(Loan.ended_at.is_not(None), Visit.kind != "fetch")
    open_ones = session.scalars(
        sa.select(Visit)
        .join(Loan, Loan.id == Visit.loan_id)
        .where(
            Visit.organisation_id == organisation_id,
            Visit.done_at.is_(None),
            sa.or_(is_late, is_idle),
        )
        .order_by(Visit.loan_id, Visit.id)
    ).all()
    return sum(finish(session, visit, "cancelled", actor=SYSTEM) for visit in open_ones)


def call_off(session: Session, borrower: Borrower, *, actor: Actor) -> int:
    """All that are still to be made to this borrower; how many."""
    open_ones = session.scalars(
        sa.select(Visit)
        .join(Loan, Loan.id == Visit.loan_id)
        .where(Loan.borrower_id == borrower.id, Visit.done_at.is_(None))
        .order_by(Visit.loan_id, Visit.id)
    ).all()
    return sum(finish(session, visit, "cancelled", actor=actor) for visit in open_ones)


def _joined() -> sa.Select[Visit, Loan, Borrower, Device, Place, Place]:
    desk, helper = aliased(Place), aliased(Place)
    return (
        sa.select(Visit, Loan, Borrower, Device, desk, helper)
        .join(Loan, Loan.id == Visit.loan_id)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .join(Device, Device.id == Loan.device_id)
        .join(desk, desk.id == Loan.place_id)
        .outerjoin(helper, helper.id == Loan.helped_at_id)
    )


def _row(row: Any, goods: Mapping[int, Sequence[tuple[str, int]]]) -> Row:
    visit, loan, borrower, device, desk, helper = row
    return Row(
        visit=visit,
        loan=loan,
        borrower=borrower,
        device=device,
        desk=desk,
        helper=helper,
        goods=goods.get(loan.id, ()),
    )


def _goods(session: Session, loan_ids: Collection[int]) -> Mapping[int, Sequence[tuple[str, int]]]:
    """What went along with these loans and did not come back: name and number, by loan."""
    there = LoanArticle.quantity - LoanArticle.returned
    rows = session.execute(
        sa.select(LoanArticle.loan_id, Article.name, there)
        .join(Article, Article.id == LoanArticle.article_id)
        .where(LoanArticle.loan_id.in_(loan_ids), there > 0)
        .order_by(Article.name)
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for loan_id, name, quantity in rows:
        found.setdefault(loan_id, []).append((name, quantity))
    return found


def _hold(session: Session, loan: Loan) -> None:
    """Nobody forgets the borrower, or changes the loan, until this transaction ends."""
    borrower = session.get_one(Borrower, loan.borrower_id)
    session.refresh(borrower, with_for_update={"read": True, "key_share": True})
    session.refresh(loan, with_for_update=True)


def _by_client_id(session: Session, loan: Loan, client_id: str) -> Visit | None:
    return session.scalar(
        sa.select(Visit).where(
            Visit.organisation_id == loan.organisation_id, Visit.client_id == client_id
        )
    )


def _moment(wanted: Plan) -> str:
    return tidy(wanted.moment)[:40]


def _address(wanted: Plan) -> str:
    return tidy(wanted.address)[:200]


def _refuse(session: Session, loan: Loan, wanted: Plan, planned_on: date | None = None) -> None:
    """``planned_on``: the day it was planned on already, which may be past."""
    if loan.ended_at is not None and wanted.kind != "fetch":
        raise Conflict(N_("Uitlening %(number)s is al afgesloten."), number=loan.number)
    if session.get_one(Borrower, loan.borrower_id).forgotten_at is not None:
        raise Conflict(N_("Deze lener is vergeten. We weten niet meer wie het is."))
    if wanted.kind not in KINDS:
        raise Invalid(N_("Kies waarvoor het bezoek is."), field="kind")
    day = today()
    if wanted.planned_on < day and wanted.planned_on != planned_on:
        raise Invalid(
            N_("Die dag is voorbij. Kies vandaag of een dag die nog komt."), field="planned_on"
        )
    if wanted.planned_on > months.add(day, 12):
        raise Invalid(N_("Die dag is te ver weg. Kijk het jaar na."), field="planned_on")
    if not tidy(wanted.address):
        raise Invalid(N_("Schrijf het adres."), field="address")
