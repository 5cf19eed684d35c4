"""Whom to remind that a loan ends, and what became of each word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.lending.models import Borrower, Loan, Reminder
from atelier.settings import Lending
from atelier.stock.models import Place

#: After so many tries a person has to call.
MOST_TRIES = 5
Channel = Literal["mail", "sms", "call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one reminder says, and to whom. ``days``: left until the end; 0: it is today or past."""

    reminder_id: int
    channel: Channel
    to: str
    language: str
    desk: str
    number: int
    due_on: date


def plan(
    session: Session,
    organisation_id: int,
    rules: Lending,
    today: date,
    *,
    has_mail: bool,
    has_sms: bool,
) -> int:
    """Notes who is to be reminded today, each once for each day of ``rules.remind_days``."""
    farthest = today + timedelta(days=max(rules.remind_days, default=0))
    rows = session.execute(
        sa.select(Loan, Borrower.contact)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .where(
            Loan.organisation_id == organisation_id,
            Loan.ended_at.is_(None),
            Loan.due_on <= farthest,
        )
        .order_by(Loan.id)
    ).all()
    known = _known(session, [loan.id for loan, _ in rows])
    fresh = []
    for loan, contact in rows:
        days = due_step(loan, rules.remind_days, today)
        if days is not None and (loan.id, loan.due_on, days) not in known:
            channel = _channel(contact, has_mail=has_mail, has_sms=has_sms)
            fresh.append(Reminder(loan_id=loan.id, due_on=loan.due_on, days=days, channel=channel))
    session.add_all(fresh)
    session.flush()
    return len(fresh)


def due_step(loan: Loan, steps: Sequence[int], today: date) -> int | None:
    """The step that has been reached; None: none yet, or it was when the loan began."""
    left = (loan.due_on - today).days
    reached = [days for days in steps if days >= left]
    if not reached:
        return None
    days = min(reached)
    began = loan.started_at.date()
    return days if loan.due_on - timedelta(days=days) > began else None


def open_words(session: Session) -> Sequence[Word]:
    """What still has to be sent, the oldest first; of loans that go on."""
    rows = session.execute(
        sa.select(Reminder, Loan, Borrower, Place.name)
        .join(Loan, Loan.id == Reminder.loan_id)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .join(Place, Place.id == Loan.place_id)
        .where(
            Reminder.sent_at.is_(None),
            Reminder.channel != "call",
            Reminder.tries < MOST_TRIES,
            Loan.ended_at.is_(None),
            Loan.due_on == Reminder.due_on,
            Borrower.contact.is_not(None),
        )
        .order_by(Reminder.id)
    )
    return [
        Word(
            reminder_id=reminder.id,
            channel="mail" if reminder.channel == "mail" else "sms",
            to=borrower.contact or "",
            language=borrower.language,
            desk=desk,
            number=loan.number,
            due_on=loan.due_on,
        )
        for reminder, loan, borrower, desk in rows
    ]


def to_call(session: Session, organisation_ids: Sequence[int]) -> Sequence[tuple[Reminder, Loan]]:
    """Whom the desks have to call themselves: no way to write, or it went wrong too often."""
    rows = session.execute(
        sa.select(Reminder, Loan)
        .join(Loan, Loan.id == Reminder.loan_id)
        .where(
            Loan.organisation_id.in_(organisation_ids),
            Loan.ended_at.is_(None),
            Loan.due_on == Reminder.due_on,
            Reminder.sent_at.is_(None),
            sa.or_(Reminder.channel == "call", Reminder.tries >= MOST_TRIES),
        )
        .order_by(Loan.due_on, Reminder.id)
        .limit(200)
    )
    return [(reminder, loan) for reminder, loan in rows]


def took(session: Session, reminder_id: int, trouble: str | None) -> None:
    """How a try went: None: it was handed over, or somebody called."""
    session.execute(
        sa.update(Reminder)
        .where(Reminder.id == reminder_id)
        .values(
            tries=Reminder.tries + 1,
            trouble=trouble[:200] if trouble else None,
            sent_at=now() if trouble is None else None,
        )
    )


def _known(session: Session, loan_ids: Sequence[int]) -> set[tuple[int, date, int]]:
    rows = session.execute(
        sa.select(Reminder.loan_id, Reminder.due_on, Reminder.days).where(
            Reminder.loan_id.in_(loan_ids)
        )
    )
    return {(loan, due, days) for loan, due, days in rows}


def _channel(contact: str | None, *, has_mail: bool, has_sms: bool) -> Channel:
    if contact and "@" in contact:
        return "mail" if has_mail else "call"
    return "sms" if contact and has_sms else "call"
