"""All that the page of one loan shows, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import format_date
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending import scope
from atelier.lending.loans import finding, goods, instalments
from atelier.lending.loans.finding import Row
from atelier.lending.models import Instalment, LendingEvent, Loan, LoanArticle
from atelier.people import accounts
from atelier.people.models import Account
from atelier.stock.models import Article
from atelier.web.lending import words
from atelier.words import N_, Sentence


@dataclass(frozen=True, kw_only=True)
class Line:
    """What happened, by whom, and what there is to tell of it."""

    text: str
    at: datetime
    by: str | None
    detail: Sentence | None


@dataclass(frozen=True, kw_only=True)
class View:
    row: Row
    goods: Sequence[tuple[LoanArticle, Article]]
    instalments: Sequence[Instalment]
    story: Sequence[Line]
    #: Whether the borrower's name is this person's business.
    named: bool
    may_make: bool
    #: The loans that it goes on from, and goes on in.
    replaces: Loan | None
    replaced_by: Loan | None

    @property
    def open_cents(self) -> int:
        return sum(one.amount_cents for one in self.instalments if one.settled_at is None)

    @property
    def due_now(self) -> Sequence[Instalment]:
        today = date.today()
        return [one for one in self.instalments if one.settled_at is None and one.due_on <= today]


def of(session: Session, account: Account, loan: Loan) -> View:
    named = scope.may_see_names(account, loan.organisation_id)
    return View(
        row=finding.row_of(session, loan, date.today()),
        goods=things(session, loan),
        instalments=instalments.of(session, loan),
        story=_story(session, loan),
        named=named,
        may_make=named and account.may("loans.make"),
        replaces=session.get(Loan, loan.replaces_id) if loan.replaces_id else None,
        replaced_by=session.scalar(sa.select(Loan).where(Loan.replaces_id == loan.id)),
    )


def things(session: Session, loan: Loan) -> Sequence[tuple[LoanArticle, Article]]:
    """What went along."""
    lines = goods.lines(session, loan)
    wanted = sa.select(Article).where(Article.id.in_([line.article_id for line in lines]))
    known = {article.id: article for article in session.scalars(wanted)}
    return [(line, known[line.article_id]) for line in lines]


def _story(session: Session, loan: Loan) -> list[Line]:
    events = session.scalars(
        sa.select(LendingEvent).where(LendingEvent.loan_id == loan.id).order_by(LendingEvent.id)
    ).all()
    names = accounts.names(session, {event.account_id for event in events if event.account_id})
    device = session.get_one(Device, loan.device_id)
    return [
        Line(
            text=words.EVENTS.get(event.kind, event.kind),
            at=event.at,
            by=names.get(event.account_id or 0),
            detail=_detail(event, device),
        )
        for event in reversed(events)
    ]


def _detail(event: LendingEvent, device: Device) -> Sentence | None:
    told: Mapping[str, object] = event.data
    if event.kind == "handed_over" and device.name:
        return Sentence("%(name)s", {"name": device.name})
    if event.kind == "extended":
        until = date.fromisoformat(str(told["until"]))
        return Sentence(N_("tot %(day)s"), {"day": str(format_date(until, "d MMMM yyyy"))})
    if event.kind == "signed":
        return Sentence(words.SIGNED[str(told["how"])])
    if event.kind == "mistake":
        return Sentence("%(note)s", {"note": told["note"]})
    if event.kind in words.SETTLED:
        return Sentence(N_("maand %(number)s"), {"number": str(told["instalment"])})
    return None
