"""Whom a desk has to call, on both databases: each loan once, and counted once."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import months, settings
from atelier.lending import borrowers, reminders
from atelier.lending.loans import changing, ending
from atelier.lending.models import Borrower, LendingEvent, Loan, Reminder
from atelier.stock.models import Place
from tests.atelier.lending.conftest import Lend, Ready
from tests.factories import World

TODAY = date.today()
DAY = timedelta(days=1)
RULES = settings.load().lending


@pytest.fixture
def loan(lend: Lend, at_desk: Ready) -> Loan:
    """It began a year ago and ends in three days."""
    made = lend(at_desk())
    made.started_at -= timedelta(days=365)
    made.due_on = TODAY + 3 * DAY
    return made


def plan(session: Session, loan: Loan, today: date = TODAY, **can: bool) -> int:
    ways = {"has_mail": False, "has_sms": False, **can}
    return reminders.plan(session, loan.organisation_id, RULES, today, **ways)


def waiting(session: Session, desk: Place) -> list[int]:
    return [call.loan.id for call in reminders.to_call(session, [desk.id]).rows]


def call(session: Session, world: World, loan: Loan, client_id: str = "") -> bool:
    client_id = client_id or str(uuid.uuid4())
    return reminders.called(session, loan, actor=world.actor, client_id=client_id)


def test_each_loan_once_and_counted_once(
    session: Session, world: World, desk: Place, loan: Loan
) -> None:
    for today in (TODAY, TODAY + 3 * DAY):
        assert plan(session, loan, today) == 1
    assert waiting(session, desk) == [loan.id]
    client_id = str(uuid.uuid4())
    told = [call(session, world, loan, one) for one in (client_id, client_id, "")]
    assert told == [True, False, False]
    assert waiting(session, desk) == []
    counted = sa.select(sa.func.count()).where(LendingEvent.kind == "called")
    assert session.scalar(counted) == 1


def test_by_key_the_first_due_first(
    session: Session, desk: Place, neighbour: Place, loan: Loan, lend: Lend, at_desk: Ready
) -> None:
    other = lend(at_desk(kind="tablet"))
    other.started_at -= timedelta(days=365)
    other.due_on = TODAY - DAY
    assert plan(session, loan) == 2
    first = reminders.to_call(session, [desk.id], size=1)
    assert [one.loan.id for one in first.rows] == [other.id]
    rest = reminders.to_call(session, [desk.id], first.after, size=1)
    assert ([one.loan.id for one in rest.rows], rest.after) == ([loan.id], None)
    assert waiting(session, neighbour) == []


@pytest.mark.parametrize("how", ["extended", "ended"])
def test_what_is_over_is_not_called_about(
    session: Session, world: World, desk: Place, loan: Loan, how: str
) -> None:
    plan(session, loan)
    with_id: dict[str, Any] = {"actor": world.actor, "client_id": str(uuid.uuid4())}
    if how == "extended":
        changing.extend(session, loan, months.add(loan.due_on, 6), **with_id)
    else:
        ending.take_back(session, loan, desk, ending.Back(), **with_id)
    assert waiting(session, desk) == []
    assert call(session, world, loan) is False


def test_another_way_to_reach_somebody_starts_over(
    session: Session, world: World, desk: Place, loan: Loan
) -> None:
    plan(session, loan)
    borrower = session.get_one(Borrower, loan.borrower_id)
    told = {"name": "Proef Persoon", "language": "nl", "actor": world.actor}
    borrowers.change(session, borrower, contact="015 00 00 00", **told)
    assert waiting(session, desk) == [loan.id]
    borrowers.change(session, borrower, contact="lener@example.org", **told)
    assert waiting(session, desk) == []
    assert plan(session, loan, has_mail=True) == 1
    (word,) = reminders.open_words(session)
    assert (word.channel, word.to) == ("mail", "lener@example.org")


def test_what_was_said_stays_said(session: Session, world: World, loan: Loan) -> None:
    plan(session, loan)
    call(session, world, loan)
    reminders.start_over(session, session.get_one(Borrower, loan.borrower_id))
    assert plan(session, loan) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Reminder)) == 1
