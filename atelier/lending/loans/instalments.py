"""What is due each month, and what became of it: recorded here, collected elsewhere."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import months
from atelier.db import now
from atelier.lending import events
from atelier.lending.models import Instalment, Loan
from atelier.people.actor import Actor


def plan(session: Session, loan: Loan, start: date, until: date) -> None:
    """One for each month that begins before ``until``; none where the loan is free.

    Those that are planned already stay: so an extension adds only what is new.
    """
    if not loan.price_cents:
        return
    planned = sa.select(sa.func.max(Instalment.number)).where(Instalment.loan_id == loan.id)
    first = (session.scalar(planned) or 0) + 1
    session.add_all(
        Instalment(
            loan_id=loan.id,
            number=number,
            due_on=months.add(start, number - 1),
            amount_cents=loan.price_cents,
        )
        for number in range(first, months.begun(start, until) + 1)
    )
    session.flush()


def of(session: Session, loan: Loan) -> Sequence[Instalment]:
    return session.scalars(
        sa.select(Instalment).where(Instalment.loan_id == loan.id).order_by(Instalment.number)
    ).all()


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
