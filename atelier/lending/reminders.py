"""Whom to remind that a loan ends, and what became of each word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.devices.models import Device
from atelier.lending import events
from atelier.lending.days import day_of
from atelier.lending.models import Borrower, Loan, Reminder
from atelier.paging import Page, cut
from atelier.people.actor import Actor
from atelier.settings import Lending
from atelier.stock.models import Place

#: After so many tries a person has to call.
MOST_TRIES = 5
PAGE_SIZE = 50
#: No word takes so long to send.
_LONGEST = timedelta(hours=1)
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


class Call(NamedTuple):
    """Somebody has to call: ``reminder`` is the last one that could not be sent."""

    reminder: Reminder
    loan: Loan
    borrower: Borrower
    device: Device


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
    began = day_of(loan.started_at)
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


def to_call(
    session: Session, desk_ids: Collection[int], after: int | None = None, size: int = PAGE_SIZE
) -> Page[Call]:
    """Whom these desks have to call themselves, the first due first: each loan once, in one query.

    No way to write, or it went wrong too often. ``after``: the key of the last loan seen.
    """
    latest = (
        sa.select(sa.func.max(Reminder.id))
        .join(Loan, Loan.id == Reminder.loan_id)
        .where(Loan.place_id.in_(desk_ids), Loan.ended_at.is_(None), _has_to_be_called())
        .group_by(Reminder.loan_id)
    )
    wanted = (
        sa.select(Reminder, Loan, Borrower, Device)
        .join(Loan, Loan.id == Reminder.loan_id)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .join(Device, Device.id == Loan.device_id)
        .where(Reminder.id.in_(latest))
        .order_by(Loan.due_on, Loan.id)
        .limit(size + 1)
    )
    if last := session.get(Loan, after) if after else None:
        reached = sa.tuple_(sa.literal(last.due_on), sa.literal(last.id))
        wanted = wanted.where(sa.tuple_(Loan.due_on, Loan.id) > reached)
    found = [Call(*row) for row in session.execute(wanted).unique()]
    return cut(found, [call.loan.id for call in found], size)


def called(session: Session, loan: Loan, *, actor: Actor, client_id: str) -> bool:
    """Whether somebody still had to: of several who say that they called, one counts.

    Twice with one ``client_id`` (UUID) is once. What was not sent before is said now as well.
    """
    session.refresh(loan, with_for_update=True)
    known = events.known(session, loan.organisation_id, ids.checked(client_id))
    if known or loan.ended_at is not None:
        return False
    done = session.execute(
        sa.update(Reminder)
        .where(
            Reminder.loan_id == loan.id,
            Reminder.due_on == loan.due_on,
            sa.or_(Reminder.channel == "call", Reminder.tries >= MOST_TRIES),
            Reminder.sent_at.is_(None),
        )
        .values(sent_at=now())
        .returning(Reminder.id)
    ).all()
    if done:
        due = loan.due_on.isoformat()
        events.record(session, loan, "called", actor=actor, client_id=client_id, due_on=due)
    return bool(done)


def start_over(session: Session, borrower: Borrower) -> None:
    """Another way to reach this borrower: what was not said yet is planned anew, by that way."""
    running = sa.select(Loan.id).where(Loan.borrower_id == borrower.id, Loan.ended_at.is_(None))
    session.execute(
        sa.delete(Reminder).where(Reminder.loan_id.in_(running), Reminder.sent_at.is_(None))
    )


def take(session: Session, reminder_id: int) -> bool:
    """Whether it is to be sent by who asks: of several, one. For once this is committed.

    Who took it and never told how it went (``took``) was stopped: then it is tried again.
    """
    stopped = sa.or_(Reminder.taken_at.is_(None), Reminder.taken_at < now() - _LONGEST)
    done = session.execute(
        sa.update(Reminder)
        .where(Reminder.id == reminder_id, Reminder.sent_at.is_(None), stopped)
        .values(taken_at=now())
        .returning(Reminder.id)
    ).first()
    return done is not None


def took(session: Session, reminder_id: int, trouble: str | None) -> None:
    """How a try went: None: it was handed over."""
    session.execute(
        sa.update(Reminder)
        .where(Reminder.id == reminder_id)
        .values(
            taken_at=None,
            tries=Reminder.tries + 1,
            trouble=trouble[:200] if trouble else None,
            sent_at=now() if trouble is None else None,
        )
    )


def _has_to_be_called() -> sa.ColumnElement[bool]:
    return sa.and_(
        Loan.due_on == Reminder.due_on,
        Reminder.sent_at.is_(None),
        sa.or_(Reminder.channel == "call", Reminder.tries >= MOST_TRIES),
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
