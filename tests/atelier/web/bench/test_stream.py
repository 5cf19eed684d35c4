"""Streams of events: what changed, without a transaction or a dead page in between."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import edge
from atelier.db import db
from atelier.people import service
from atelier.people.roles import Role
from atelier.web.bench import stream
from tests.atelier.web.bench.conftest import PutOn, Visit
from tests.factories import World, make_world
from tests.rules import translations
from tests.visits import Person


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "_PAUSE_S", 0.05)
    monkeypatch.setattr(stream, "_FRESH_S", 0.0)
    translations.compile_all()


@contextmanager
def listening(person: Person, path: str) -> Iterator[Iterator[str]]:
    """The events of a stream, one by one; what the server does for them is its own context."""
    context = Context()
    environ = {"REMOTE_ADDR": person.address}
    answer = context.run(person.client.get, path, environ_base=environ)
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    chunks = iter(answer.response)

    def events() -> Iterator[str]:
        while True:
            try:
                yield context.run(next, chunks).decode()
            except StopIteration:
                return

    try:
        yield events()
    finally:
        context.run(answer.close)


def next_part(events: Iterator[str]) -> str:
    return next(event for event in events if event.startswith("event: part"))


def test_it_begins_with_how_it_is_and_goes_on_with_what_changes(
    visit: Visit, put_on: PutOn, session: Session
) -> None:
    with listening(visit(), "/bench/events") as events:
        assert next(events).startswith("retry:")
        assert "Er staat nu geen toestel aan." in next_part(events)
        session.commit()
        machine = put_on(1)
        assert "1 toestel staat aan." in next_part(events)
        machine.poll()  # which changes nothing that is shown
        order = machine.ordered("stress")
        assert "wacht op het toestel" in next_part(events)
        machine.says(order, "running", fraction=0.25)
        assert "25 %" in next_part(events)


def test_nothing_is_held_between_two_looks(visit: Visit, session: Session) -> None:
    session.commit()
    with listening(visit(), "/bench/events") as events:
        next_part(events)
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_it_ends_by_itself_and_leaves_its_place(
    visit: Visit, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "_PAUSE_S", 0.5)
    before = edge._PLACES._value  # type: ignore[attr-defined]
    session.commit()
    with listening(visit(), "/bench/events") as events:
        next_part(events)
        next(events)
        assert edge._PLACES._value == before - 1  # type: ignore[attr-defined]
    assert edge._PLACES._value == before  # type: ignore[attr-defined]


def test_with_no_place_left_it_looks_once(
    visit: Visit, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def acquire(self, blocking: bool = True) -> bool:
            return False

    monkeypatch.setattr(edge, "_PLACES", Full())
    session.commit()
    with listening(visit(), "/bench/events") as events:
        assert len(list(events)) == 2


def test_a_device_is_followed_with_what_it_may_be_asked(
    visit: Visit, put_on: PutOn, session: Session
) -> None:
    machine = put_on(1)
    path = f"/devices/{machine.device_id}/events"
    with listening(visit(Role.VOLUNTEER), path) as events:
        assert 'name="order"' not in next_part(events)
    with listening(visit(), path) as events:
        part = next_part(events)
        assert 'value="self_test:short:' in part
        assert "csrf" not in part
        machine.leave()
        assert "data-empty" in next_part(events)


def test_what_is_made_for_one_is_good_for_all_who_see_the_same(
    app: APIFlask, visit: Visit, put_on: PutOn, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "_FRESH_S", 60.0)
    machine = put_on(1)
    other = make_world(session, "Ander test-atelier")
    session.commit()
    path = f"/devices/{machine.device_id}/events"
    with listening(visit(), path) as events:
        first = next_part(events)
    machine.leave()
    with listening(visit(), path) as events:
        assert next_part(events) == first
    with listening(visit(Role.VOLUNTEER), path) as events:
        assert 'name="order"' not in next_part(events)
    with listening(visit(), "/bench/events") as events:
        assert "geen toestel" in next_part(events)
    put_on(2)
    with listening(visit(owner=other), "/bench/events") as events:
        assert "geen toestel" in next_part(events)
    assert len(app.extensions["atelier_bench_parts"]) == 4


def test_it_is_in_the_language_of_the_page(visit: Visit, world: World, session: Session) -> None:
    world.accounts[Role.BENCH_WORKER].language = "fr"
    session.commit()
    with listening(visit(), "/bench/events") as events:
        assert "Aucun appareil" in next_part(events)


def test_who_was_signed_out_meanwhile_hears_nothing_more(
    visit: Visit, world: World, session: Session, put_on: PutOn
) -> None:
    account = world.accounts[Role.BENCH_WORKER]
    with listening(visit(), "/bench/events") as events:
        next_part(events)
        service.end_sessions(account)
        session.commit()
        put_on(1)
        assert list(events) == []


def test_who_may_no_longer_see_it_hears_nothing_more(
    visit: Visit, world: World, session: Session, put_on: PutOn
) -> None:
    account = world.accounts[Role.BENCH_WORKER]
    machine = put_on(1)
    for path in ("/bench/events", f"/devices/{machine.device_id}/events"):
        account.role = Role.BENCH_WORKER
        session.commit()
        with listening(visit(), path) as events:
            next_part(events)
            account.role = Role.DESK
            session.commit()
            machine.poll(doing="working")
            assert list(events) == []


def test_it_is_no_sign_of_a_person(app: APIFlask, visit: Visit, session: Session) -> None:
    person = visit()
    assert "session=" in person.get("/bench").headers["Set-Cookie"]
    session.commit()
    with listening(person, "/bench/events") as events:
        next_part(events)
