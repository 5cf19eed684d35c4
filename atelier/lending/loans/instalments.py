"""What is due each month, and what became of it: recorded here, collected elsewhere."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import months
from atelier.db import now
from atelier.lending import events
from atelier.lending.days import day_of
from atelier.lending.models import Borrower, Instalment, Loan
from atelier.people.actor import Actor

_DAY = timedelta(days=1)


def plan(session: Session, loan: Loan, start: date, until: date) -> None:
    """One for each month that begins before ``until``; none where the loan is free.

    Those that are planned already stay: so an extension adds only what is new. A loan that goes on
    with an earlier one counts from when the first of them began: its first month is the next one
    that begins, and what was paid ahead, or said to need no paying, stays so.
    """
    if not loan.price_cents:
        return
    earlier = _earlier(session, loan)
    root = day_of(earlier[-1].started_at) if earlier else start
    had = months.begun(root, start + _DAY) if earlier else 0
    settled = _settled(session, earlier)
    planned = sa.select(sa.func.max(Instalment.number)).where(Instalment.loan_id == loan.id)
    first = (session.scalar(planned) or 0) + 1
    rows = [
        {
            "loan_id": loan.id,
            "number": number,
            "due_on": due_on,
            "amount_cents": loan.price_cents,
        }
        for number in range(first, months.begun(root, until) - had + 1)
        if (due_on := months.add(root, had + number - 1)) not in settled
    ]
    if rows:
        session.execute(sa.insert(Instalment), rows)


def of(session: Session, loan: Loan) -> Sequence[Instalment]:
    return session.scalars(
        sa.select(Instalment).where(Instalment.loan_id == loan.id).order_by(Instalment.number)
    ).all()


def owed(session: Session, borrower: Borrower) -> int:
    """In cents: what is open of all loans of this borrower, due or not."""
    owing = (
        sa.select(sa.func.coalesce(sa.func.sum(Instalment.amount_cents), 0))
        .join(Loan, Loan.id == Instalment.loan_id)
        .where(Loan.borrower_id == borrower.id, Instalment.settled_at.is_(None))
    )
    return session.scalar(owing) or 0


def settle(
    session: Session, loan: Loan, number: int, how: Literal["paid", "waived"], *, actor: Actor
) -> bool:
    """Whether it was still open: of several who settle it, one does."""
    done = session.execute(
        sa.update(Instalment)
        .where(
            Instalment.loan_id == loan.id,
            Instalment.number == number,
            Instalment.settled_at.is_(None),
        )
        .values(settled_at=now(), settled_by_id=actor.account_id, settled_how=how)
        .returning(Instalment.id)
    ).first()
    if done is not None:
        events.record(session, loan, how, actor=actor, instalment=number)
    return done is not None


def waive_rest(session: Session, loan: Loan, today: date, *, actor: Actor) -> None:
    """What would have come due later need not be paid: the loan ended."""
    session.execute(
        sa.update(Instalment)
        .where(
            Instalment.loan_id == loan.id,
            Instalment.due_on > today,
            Instalment.settled_at.is_(None),
        )
        .values(settled_at=now(), settled_by_id=actor.account_id, settled_how="waived")
    )


def _earlier(session: Session, loan: Loan) -> list[Loan]:
    """Those that this one goes on with, the last one first."""
    found: list[Loan] = []
    while loan.replaces_id is not None:
        loan = session.get_one(Loan, loan.replaces_id)
        found.append(loan)
    return found


def _settled(session: Session, loans: Sequence[Loan]) -> set[date]:
    """The months that people settled; not what needed no paying because a loan ended."""
    wanted = (
        sa.select(Instalment.due_on)
        .join(Loan, Loan.id == Instalment.loan_id)
        .where(
            Loan.id.in_([loan.id for loan in loans]),
            sa.or_(Instalment.settled_how == "paid", Instalment.settled_at < Loan.ended_at),
        )
    )
    return set(session.scalars(wanted)) if loans else set()
