"""People and machines that act at the same moment, on both databases."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.bench import hearing, orders, sweeping
from atelier.bench.models import Order, OrderWord
from atelier.db import db, now
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.identity import medium_id
from atelier.devices.models import Event
from atelier.errors import AtelierError
from atelier.people.actor import SYSTEM
from atelier.people.models import Station
from atelier.workshop.diagnosis import measured
from tests.atelier.bench.conftest import Issue, OnBench, PutOn, a_word
from tests.reports import a_disk

COUNT = 20


def at_once(app: APIFlask, acts: Sequence[Callable[[], str]]) -> Counter[str]:
    """Each in a thread, transaction and session of its own; what each came to."""
    ready = threading.Barrier(len(acts))
    outcomes: Counter[str] = Counter()

    def run(act: Callable[[], str]) -> None:
        with app.app_context():
            ready.wait()
            try:
                outcome = act()
                db.session.commit()
            except AtelierError as error:
                db.session.rollback()
                outcome = error.code
            outcomes[outcome] += 1

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def machine(session: Session, put_on: PutOn) -> OnBench:
    made = put_on(1)
    session.commit()
    return made


def asked(machine: OnBench, kind: str, client_id: str) -> Callable[[], str]:
    where = machine.device.organisation_id, machine.device.id
    disk = medium_id(a_disk(1)) if kind == "self_test" else None
    machine.session.rollback()  # SQLite: what the test holds would keep the others waiting

    def act() -> str:
        device = devices.get(db.session, *where)
        measured.issue_order(
            db.session, device, kind=kind, disk=disk, by=SYSTEM, client_id=client_id
        )
        return "issued"

    return act


@pytest.mark.parametrize("kind", ["self_test", "stress"])
def test_one_order_though_many_ask(
    app: APIFlask, session: Session, machine: OnBench, kind: str
) -> None:
    acts = [asked(machine, kind, str(uuid.uuid4())) for _ in range(COUNT)]
    assert at_once(app, acts) == {"issued": 1, "busy": COUNT - 1}
    assert session.scalar(sa.select(sa.func.count()).select_from(Order)) == 1


def test_one_form_sent_many_times(app: APIFlask, session: Session, machine: OnBench) -> None:
    client_id = str(uuid.uuid4())
    assert at_once(app, [asked(machine, "stress", client_id)] * COUNT) == {"issued": COUNT}
    assert session.scalar(sa.select(sa.func.count()).select_from(Order)) == 1
    told = sa.select(sa.func.count()).where(Event.kind == history.ORDER_ISSUED)
    assert session.scalar(told) == 1


def test_words_that_come_together(
    app: APIFlask, session: Session, machine: OnBench, issue: Issue
) -> None:
    """Progress, an end said three times over, and a person who stops it, all at once."""
    order = issue(machine).id
    organisation_id, station_id = machine.station.organisation_id, machine.station.id
    session.commit()
    last = a_word("done", number=COUNT, boot_id=machine.boot_id)
    words = [a_word("running", number=n, boot_id=machine.boot_id) for n in range(1, COUNT)]

    def says(word: object) -> Callable[[], str]:
        def act() -> str:
            station = db.session.get_one(Station, station_id)
            return hearing.hear(db.session, station, order, word).state

        return act

    def stop() -> str:
        orders.stop(db.session, organisation_id, order, by=SYSTEM)
        return "stop"

    at_once(app, [*map(says, words), *[says(last)] * 3, stop])
    session.rollback()
    session.expire_all()
    found = session.get_one(Order, (organisation_id, order))
    assert found.state in {"done", "failed"}
    assert found.state == "done" or found.reason == "withdrawn"
    told = sa.select(sa.func.count()).where(Event.kind == history.ORDER_ENDED)
    assert session.scalar(told) == 1
    rows = session.scalars(sa.select(OrderWord.state)).all()
    assert rows.count("done") == 1
    assert len(rows) <= COUNT


def test_a_sweep_waits_for_nobody_who_writes_of_a_device(
    app: APIFlask, session: Session, put_on: PutOn, issue: Issue
) -> None:
    """Who speaks of one device sweeps the orders of others: two of them never wait crosswise."""
    order, other = (issue(put_on(number)) for number in range(2))
    order.due_at = other.due_at = now()
    organisation_id, device_id = order.organisation_id, order.device_id
    session.commit()
    swept: list[list[str]] = []

    def sweep() -> None:
        with app.app_context():
            sweeping.sweep(db.session, organisation_id)
            db.session.commit()
            by_device = sa.select(Order.state).order_by(Order.device_id)
            swept.append(list(db.session.scalars(by_device)))

    if session.get_bind().dialect.name == "postgresql":  # on SQLite nobody else writes meanwhile
        history.hold(session, devices.get(session, organisation_id, device_id))
        thread = threading.Thread(target=sweep, daemon=True)
        thread.start()
        thread.join(60)
        session.commit()
        assert swept.pop() == ["issued", "failed"]
    sweep()
    assert swept == [["failed", "failed"]]


def test_sweeps_do_not_wait_for_each_other(
    app: APIFlask, session: Session, put_on: PutOn, issue: Issue
) -> None:
    for number in range(10):
        machine = put_on(number)
        order = issue(machine)
        if number % 2:
            machine.says(order, "running")
        order.due_at = now()
    session.commit()
    (organisation_id,) = set(session.scalars(sa.select(Order.organisation_id)))
    session.rollback()

    def sweep() -> str:
        sweeping.sweep(db.session, organisation_id)
        return "swept"

    assert at_once(app, [sweep] * COUNT) == {"swept": COUNT}
    assert Counter(session.scalars(sa.select(Order.state))) == {"lost": 5, "failed": 5}
