"""All that the page of one loan shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import today
from atelier.lending import scope, visits
from atelier.lending.loans import finding, goods, instalments, photos
from atelier.lending.loans.finding import Row
from atelier.lending.models import Instalment, Loan, LoanArticle, LoanPhoto, Visit
from atelier.people import accounts
from atelier.people.models import Account
from atelier.stock.models import Article, Desk, Place
from atelier.web.lending import loan_story

Taken = tuple[LoanPhoto, str]


@dataclass(frozen=True, kw_only=True)
class View:
    row: Row
    goods: Sequence[tuple[LoanArticle, Article]]
    instalments: Sequence[Instalment]
    story: Sequence[loan_story.Line]
    #: Whether the borrower's name is this person's business.
    named: bool
    may_make: bool
    #: The loans that it goes on from, and goes on in.
    replaces: Loan | None
    replaced_by: Loan | None
    #: Those at home that are still to be made.
    visits: Sequence[Visit]
    #: As it went out, and as it came back: each with the name of whoever took it.
    photos_out: Sequence[Taken]
    photos_back: Sequence[Taken]
    #: Where the borrower can go on learning, and how to reach them.
    helper: Place | None
    helper_details: Desk | None

    @property
    def open_cents(self) -> int:
        return sum(one.amount_cents for one in self.instalments if one.settled_at is None)

    @property
    def due_now(self) -> Sequence[Instalment]:
        day = today()
        return [one for one in self.instalments if one.settled_at is None and one.due_on <= day]

    @property
    def other_months(self) -> Sequence[Instalment]:
        """Settled, or due later."""
        now = {one.id for one in self.due_now}
        return [one for one in self.instalments if one.id not in now]


def of(session: Session, account: Account, loan: Loan) -> View:
    named = scope.may_see_names(account, loan.organisation_id)
    out, back = _photos(session, loan) if named else ([], [])
    helped_at = loan.helped_at_id
    return View(
        row=finding.row_of(session, loan, today()),
        goods=things(session, loan),
        instalments=instalments.of(session, loan),
        story=loan_story.of(session, loan),
        named=named,
        may_make=named and account.may("loans.make"),
        replaces=session.get(Loan, loan.replaces_id) if loan.replaces_id else None,
        replaced_by=session.scalar(sa.select(Loan).where(Loan.replaces_id == loan.id)),
        visits=visits.of_loan(session, loan) if named else (),
        photos_out=out,
        photos_back=back,
        helper=session.get(Place, helped_at) if helped_at else None,
        helper_details=session.get(Desk, helped_at) if helped_at else None,
    )


def things(session: Session, loan: Loan) -> Sequence[tuple[LoanArticle, Article]]:
    """What went along."""
    lines = goods.lines(session, loan)
    wanted = sa.select(Article).where(Article.id.in_([line.article_id for line in lines]))
    known = {article.id: article for article in session.scalars(wanted)}
    return [(line, known[line.article_id]) for line in lines]


def _photos(session: Session, loan: Loan) -> tuple[list[Taken], list[Taken]]:
    """Those from before the loan ended, and those from after."""
    taken = photos.of(session, loan)
    names = accounts.names(session, {one.account_id for one in taken if one.account_id})
    told = [(one, names.get(one.account_id or 0, "")) for one in taken]
    is_back = [loan.ended_at is not None and one.at >= loan.ended_at for one in taken]
    out = [one for one, back in zip(told, is_back, strict=True) if not back]
    return out, [one for one, back in zip(told, is_back, strict=True) if back]
