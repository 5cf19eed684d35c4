"""Stations and their tokens: shown once, kept by nobody."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from atelier.db import db, now
from atelier.errors import Conflict, Forbidden, Invalid, NotSignedIn
from atelier.people import tokens
from atelier.people.models import Station
from atelier.people.roles import Role
from tests.factories import World, make_world
from tests.visits import Person, counted

TOKEN = re.compile(r"atelier_[\w-]{43}")


@pytest.fixture
def coordinator(app: APIFlask, world: World) -> Person:
    person = Person(app)
    person.sign_in(world.accounts[Role.COORDINATOR].login)
    return person


def make(person: Person, name: str = "Stick test") -> tuple[str, dict[str, str]]:
    form = {"name": name, "client_id": person.client_id("/stations/new")}
    page = person.post("/stations/new", form)
    assert page.status_code == 200
    (token,) = set(TOKEN.findall(page.text))
    return token, form


def test_the_token_is_shown_once_with_how_to_use_it(session: Session, coordinator: Person) -> None:
    form = {"name": "Stick test", "client_id": coordinator.client_id("/stations/new")}
    answer = coordinator.post("/stations/new", form)
    (token,) = set(TOKEN.findall(answer.text))
    assert "atelier-agent --send http://localhost --token-file token.txt" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Location" not in answer.headers
    assert tokens.authenticate(session, f"Bearer {token}", "reports").name == "Stick test"
    for path in ("/stations", "/stations/new"):
        assert token not in coordinator.get(path).text
    cookie = coordinator.client.get_cookie("session")
    assert cookie
    assert token not in cookie.value


def test_neither_database_nor_log_has_the_token(session: Session, coordinator: Person) -> None:
    with capture_logs() as lines:
        token, _ = make(coordinator)
    rows = session.execute(sa.select(Station.__table__)).all()
    assert token not in repr(rows)
    assert token not in repr(lines)
    assert [line["event"] for line in lines] == ["station_created"]


def test_the_same_form_twice_makes_one_station_with_the_last_token(
    session: Session, coordinator: Person
) -> None:
    first, form = make(coordinator)
    again = coordinator.post("/stations/new", form)
    (second,) = set(TOKEN.findall(again.text))
    assert first != second
    named = sa.select(sa.func.count()).where(Station.name == "Stick test")
    assert session.scalar(named) == 1
    assert tokens.authenticate(session, f"Bearer {second}", "reports")
    with pytest.raises(NotSignedIn):
        tokens.authenticate(session, f"Bearer {first}", "reports")


def test_a_token_in_use_is_not_replaced_by_sending_the_form_again(
    session: Session, coordinator: Person
) -> None:
    token, form = make(coordinator)
    tokens.authenticate(session, f"Bearer {token}", "reports")
    again = coordinator.post("/stations/new", form)
    assert again.status_code == 409
    assert "Dit station is al gemaakt" in again.text
    assert not TOKEN.search(again.text)
    assert tokens.authenticate(session, f"Bearer {token}", "reports")


def test_a_station_that_was_stopped_stays_so(
    session: Session, world: World, coordinator: Person
) -> None:
    address = f"/stations/{world.station.id}/revoke"
    question = coordinator.get(address)
    assert "Teststick" in question.text
    assert tokens.authenticate(session, f"Bearer {world.token}", "reports")
    with capture_logs() as lines:
        assert coordinator.post(address, {}).status_code == 302
        assert coordinator.post(address, {}).status_code == 302
    assert [line["event"] for line in lines] == ["station_revoked"]
    assert lines[0]["by"] == world.accounts[Role.COORDINATOR].id
    with pytest.raises(NotSignedIn):
        tokens.authenticate(session, f"Bearer {world.token}", "reports")
    assert "stopgezet" in coordinator.get("/stations").text


def test_a_station_of_another_organisation_does_not_exist(
    session: Session, coordinator: Person
) -> None:
    other = make_world(session, "Ander test-atelier").station
    other.name = "Andere stick"
    address = f"/stations/{other.id}/revoke"
    assert coordinator.get(address).status_code == 404
    assert coordinator.post(address, {}).status_code == 404
    assert other.revoked_at is None
    assert "Andere stick" not in coordinator.get("/stations").text


def test_only_who_manages_stations_gets_there(app: APIFlask, world: World) -> None:
    person = Person(app)
    person.sign_in(world.accounts[Role.VOLUNTEER].login)
    for path in ("/stations", "/stations/new", f"/stations/{world.station.id}/revoke"):
        assert person.get(path).status_code == 403
        assert person.post(path, {"name": "x"}).status_code in {403, 405}


@pytest.mark.parametrize("name", ["", "   ", "\x00\x1f"])
def test_a_station_needs_a_name(session: Session, world: World, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        tokens.create(session, organisation_id=world.organisation.id, name=name, by=None)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer atelier_x", "Bearer \xff\x00"]
)
def test_what_is_no_token_is_refused(session: Session, world: World, header: str | None) -> None:
    with pytest.raises(NotSignedIn):
        tokens.authenticate(session, header, "reports")


def test_a_token_does_only_what_it_is_for(session: Session, world: World) -> None:
    with pytest.raises(Forbidden):
        tokens.authenticate(session, f"Bearer {world.token}", "erasure")


def test_when_it_was_last_heard_is_noted_once_a_minute(session: Session, world: World) -> None:
    station = tokens.authenticate(session, f"bearer {world.token}", "reports")
    first = station.last_seen_at
    assert first
    tokens.authenticate(session, f"Bearer {world.token}", "reports")
    assert station.last_seen_at == first
    station.last_seen_at = now() - timedelta(minutes=2)
    session.flush()
    tokens.authenticate(session, f"Bearer {world.token}", "reports")
    assert station.last_seen_at >= first


def test_one_report_does_not_wait_for_another_to_note_it(app: APIFlask, world: World) -> None:
    """On PostgreSQL. SQLite has one writer at a time whatever we do."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    token = world.token
    db.session.commit()
    tokens.authenticate(db.session, f"Bearer {token}", "reports")
    db.session.flush()  # held, as by a report that is still being worked on
    with app.app_context():
        db.session.execute(sa.text("SET LOCAL lock_timeout = '500ms'"))
        station = tokens.authenticate(db.session, f"Bearer {token}", "reports")
        assert station.last_seen_at is None


def test_a_forgotten_token_is_a_new_station(session: Session, world: World) -> None:
    first, _ = tokens.create(
        session, organisation_id=world.organisation.id, name="Stick", by=None, client_id="one"
    )
    tokens.revoke(session, first)
    with pytest.raises(Conflict):
        tokens.create(
            session, organisation_id=world.organisation.id, name="Stick", by=None, client_id="one"
        )


def test_the_list_pages_and_asks_no_more_when_it_is_longer(
    session: Session, world: World, coordinator: Person
) -> None:
    fill(session, world, 3)
    few = queries(coordinator)
    fill(session, world, 30)
    assert queries(coordinator) == few <= 4
    page = tokens.page(session, world.organisation.id, size=20)
    rest = tokens.page(session, world.organisation.id, page.after, size=20)
    ids = [station.id for station in (*page.rows, *rest.rows)]
    assert ids == sorted(set(ids), reverse=True)
    assert len(ids) == 34
    assert rest.after is None


def fill(session: Session, world: World, count: int) -> None:
    for number in range(count):
        tokens.create(
            session, organisation_id=world.organisation.id, name=f"Stick {number}", by=None
        )
    session.commit()


def queries(person: Person) -> int:
    with counted(db.engine) as seen:
        assert person.get("/stations").status_code == 200
    return len([statement for statement in seen if statement.startswith("SELECT")])
