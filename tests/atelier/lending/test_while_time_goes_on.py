"""What time does by itself, and what is told or planned, while somebody else is at it.

Only PostgreSQL locks rows one by one.
"""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import jobs, letters, settings
from atelier.db import db
from atelier.devices import history, inspections
from atelier.devices.lifecycle import READY, facts
from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.lending import borrowers, events, visits
from atelier.lending.fitting import Wish
from atelier.lending.loans import ending
from atelier.lending.models import Borrower, Loan, Reminder, Visit
from atelier.lending.reservations import asking, fulfilling
from atelier.stock import holds, ledger
from atelier.stock.ledger import telling
from atelier.stock.models import Place
from tests.atelier.lending.conftest import DEFAULTS, Ask, Lend, Ready
from tests.atelier.lending.racing import PATIENCE_S, Meeting, new, race
from tests.factories import World, tell

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

TODAY = date.today()


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Meeting:
    return Meeting(monkeypatch)


def test_the_tick_and_who_asks(
    app: APIFlask, meeting: Meeting, session: Session, world: World, desk: Place, at_desk: Ready
) -> None:
    overdue(session, world, at_desk())
    numbers, actor = (desk.id,), world.actor
    meeting.before(fulfilling, "expire")
    meeting.before(holds, "keep_still")

    def tick(session: Session) -> None:
        jobs.run(session, settings.load(), TODAY)

    def asks(session: Session) -> None:
        asking.ask(
            session,
            desk=session.get_one(Place, numbers[0]),
            wish=Wish(kind="screen"),
            quantity=1,
            wanted_by=TODAY,
            actor=actor,
            client_id=new(),
        )

    assert race(app, tick, asks) == [None, None]


def test_what_is_overdue_waits_for_what_is_told_meanwhile(
    app: APIFlask, session: Session, world: World, ready: Ready
) -> None:
    """Else it would be kept as it was before that was told."""
    device = ready()
    overdue(session, world, device)
    session.commit()
    history.record(session, device, facts.FAULT_OPENED, actor=world.actor, data=FAULT)
    told, number = device.next_step, world.organisation.id
    found: list[int] = []

    def catch_up() -> None:
        with app.app_context(), Session(db.engine) as other:
            found.append(inspections.catch_up(other, number, TODAY))
            other.commit()

    thread = threading.Thread(target=catch_up)
    thread.start()
    thread.join(PATIENCE_S)
    assert thread.is_alive()
    session.commit()
    thread.join(20)
    session.expire_all()
    assert (found, device.next_step) == ([1], told)


FAULT = {"fault": "x", "blocking": True, "words": "stuk"}


def test_moved_while_something_is_told_of_it(
    app: APIFlask, meeting: Meeting, world: World, at_desk: Ready
) -> None:
    numbers, actor = (at_desk().id, world.shelf.id), world.actor
    meeting.before(telling, "tell")
    meeting.before(history, "refresh")

    def move(session: Session) -> None:
        it, to = session.get_one(Device, numbers[0]), session.get_one(Place, numbers[1])
        ledger.post(session, it, to, reason="moved", actor=actor, client_id=new())

    def report(session: Session) -> None:
        it = session.get_one(Device, numbers[0])
        history.record(session, it, facts.FAULT_OPENED, actor=actor, data=FAULT)

    assert race(app, move, report) == [None, None]


def test_what_leaves_the_desk_as_its_days_run_out_stays_promised(
    app: APIFlask,
    monkeypatch: pytest.MonkeyPatch,
    session: Session,
    world: World,
    at_desk: Ready,
    ask: Ask,
) -> None:
    device, reservation = at_desk(), ask()
    (unit,) = asking.open_units(session, reservation)
    fulfilling.make_ready(session, unit, DEFAULTS, actor=world.actor, today=TODAY)
    session.commit()
    real, numbers, actor = fulfilling.keep_promised, (device.id, world.shelf.id), world.actor

    def move_first(session: Session, units: Any) -> None:
        with Session(db.engine) as other:
            it, to = other.get_one(Device, numbers[0]), other.get_one(Place, numbers[1])
            ledger.post(other, it, to, reason="moved", actor=actor, client_id=new())
            other.commit()
        real(session, units)

    monkeypatch.setattr(fulfilling, "keep_promised", move_first)
    late = TODAY + timedelta(days=60)
    assert fulfilling.expire(session, world.organisation.id, today=late) == 0
    session.expire_all()
    assert unit.resolved_at is None


def test_a_visit_closed_and_planned_again(
    app: APIFlask, meeting: Meeting, session: Session, world: World, at_desk: Ready, lend: Lend
) -> None:
    wanted = visits.Plan(kind="set_up", planned_on=TODAY, address="Straat 1")
    loan = lend(at_desk())
    number = visits.plan(session, loan, wanted, actor=world.actor, client_id=new()).id
    actor = world.actor
    meeting.before(events, "record")
    meeting.before(visits, "_refuse")

    def done(session: Session) -> None:
        visits.finish(session, session.get_one(Visit, number), "done", actor=actor)

    def away(session: Session) -> None:
        visit = session.get_one(Visit, number)
        visits.again(session, visit, TODAY, "", actor=actor, client_id=new())

    raised = race(app, done, away)
    assert {type(error).__name__ for error in raised} <= {"Conflict", "NoneType"}


def test_forgotten_as_a_visit_is_planned(
    app: APIFlask, session: Session, world: World, at_desk: Ready, lend: Lend
) -> None:
    """Nobody goes to whom nobody knows any more."""
    loan = lend(at_desk())
    ending.write_off(session, loan, "lost", actor=world.actor, client_id=new())
    session.commit()
    borrowers.forget(session, session.get_one(Borrower, loan.borrower_id), actor=world.actor)
    wanted = visits.Plan(kind="fetch", planned_on=TODAY, address="Straat 1")
    number, actor = loan.id, world.actor
    raised: list[Exception] = []

    def plan() -> None:
        with app.app_context(), Session(db.engine) as other:
            try:
                there = other.get_one(Loan, number)
                visits.plan(other, there, wanted, actor=actor, client_id=new())
            except Conflict as error:
                raised.append(error)
            other.commit()

    thread = threading.Thread(target=plan)
    thread.start()
    thread.join(PATIENCE_S)
    session.commit()
    thread.join(20)
    assert len(raised) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 0


def test_two_ticks_send_each_word_once(
    app: APIFlask,
    meeting: Meeting,
    monkeypatch: pytest.MonkeyPatch,
    session: Session,
    at_desk: Ready,
    lend: Lend,
) -> None:
    loan = lend(at_desk())
    session.get_one(Borrower, loan.borrower_id).contact = "lener@example.org"
    session.add(Reminder(loan_id=loan.id, due_on=loan.due_on, days=0, channel="mail"))
    sent: list[str] = []

    def keep(*_: Any, to: str, **__: Any) -> None:
        sent.append(to)

    monkeypatch.setattr(letters, "mail", keep)
    meeting.before(letters, "mail")

    def send(session: Session) -> None:
        jobs.send(session, settings.load())

    assert race(app, send, send) == [None, None]
    assert sent == ["lener@example.org"]


def overdue(session: Session, world: World, device: Device) -> None:
    """Its inspection is since yesterday; what is kept of it is from before."""
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    tell(session, world, device, facts.INSPECTION_DUE, plan="yearly", valid_until=yesterday)
    device.next_step = READY
    session.flush()
