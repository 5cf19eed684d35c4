"""POST /api/agent/v1/pairings, and the page where a person types the code."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from atelier.db import db
from atelier.people import tokens
from atelier.people.models import Pairing, Station
from atelier.people.roles import Role
from diagnostics.wire import decode, encode
from diagnostics.wire.pairing import Standing, new_code
from tests.factories import World, make_world
from tests.pairing import FINGERPRINT, PEM, Machine
from tests.visits import Person

PATH = "/api/agent/v1/pairings"


@pytest.fixture
def network(app: APIFlask) -> Person:
    """Where a machine asks from: no cookie, no token."""
    return Person(app, address="192.0.2.50")


@pytest.fixture
def coordinator(app: APIFlask, world: World) -> Person:
    person = Person(app)
    person.sign_in(world.accounts[Role.COORDINATOR].login)
    return person


def send(network: Person, path: str, body: bytes, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return network._open("POST", path, data=body, headers=named)


def ask(network: Person, machine: Machine) -> TestResponse:
    return send(network, PATH, encode(machine.asked()))


def standing(network: Person, machine: Machine, wait_s: float = 0) -> Standing:
    answer = network._open(
        "POST", f"{PATH}/{machine.id}", json={"secret": machine.secret, "wait_s": wait_s}
    )
    assert answer.status_code == 200
    return decode(Standing, answer.data)


def type_code(person: Person, code: str, **more: str) -> TestResponse:
    form = {"client_id": person.client_id("/stations/pair"), "code": code, "name": "Werkbank 2"}
    return person.post("/stations/pair", {**form, **more}, follow_redirects=True)


def test_from_the_machines_screen_to_its_token(
    network: Person, coordinator: Person, session: Session
) -> None:
    machine = Machine()
    answer = ask(network, machine)
    assert (answer.status_code, answer.json["state"]) == (200, "waiting")
    assert "Set-Cookie" not in answer.headers
    page = type_code(coordinator, machine.code)
    assert "Testmerk Testtoestel is gekoppeld als Werkbank 2" in page.text
    assert page.request.path == "/stations"
    found = standing(network, machine)
    token = machine.token(found)
    assert token not in page.text
    assert tokens.authenticate(session, f"Bearer {token}", "reports").name == "Werkbank 2"


def test_it_is_described_as_it_is(client: FlaskClient, network: Person) -> None:
    schemas = client.get("/api/openapi.json").json["components"]["schemas"]
    machine = Machine()
    sent = json.loads(encode(machine.asked()))
    assert set(schemas["Asked"]["properties"]) == set(sent)
    assert set(schemas["Standing"]["properties"]) == set(ask(network, machine).json)


def test_no_page_tells_who_is_waiting(network: Person, coordinator: Person) -> None:
    machine = Machine()
    ask(network, machine)
    for path in ("/stations", "/stations/pair"):
        page = coordinator.get(path).text
        assert machine.id not in page
        assert "Testtoestel" not in page


def test_a_wrong_code_keeps_what_was_typed_and_is_counted(
    network: Person, coordinator: Person
) -> None:
    machine = Machine()
    ask(network, machine)
    for _ in range(5):
        page = type_code(coordinator, new_code())
        assert page.status_code == 404
        assert "Geen enkel toestel toont deze code" in page.text
        assert 'value="Werkbank 2"' in page.text
    closed = type_code(coordinator, machine.code)
    assert closed.status_code == 429
    assert "Wacht 15 minuten" in closed.text
    assert standing(network, machine).state == "waiting"


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        ("", "Werkbank 2", "Typ de code"),
        ("ABC", "Werkbank 2", "Een code heeft 8 letters en cijfers"),
        ("ABCD EFGH", "", "Geef het station een naam"),
        ("ABCD EFGH", "\x1f", "Geef het station een naam"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    coordinator: Person, code: str, name: str, words: str
) -> None:
    page = type_code(coordinator, code, name=name)
    assert page.status_code == 422
    assert words in page.text


def test_a_server_that_does_not_know_its_certificate_lets_the_machine_wait(
    network: Person, coordinator: Person
) -> None:
    machine = Machine(seen_certificate="ab" * 32)
    ask(network, machine)
    page = type_code(coordinator, machine.code)
    assert page.status_code == 409
    assert "om agents.certificate in te stellen" in page.text
    assert standing(network, machine).state == "waiting"


def test_a_refusal_is_remembered_though_the_page_says_no(
    app: APIFlask, network: Person, coordinator: Person, tmp_path: Path
) -> None:
    path = tmp_path / "server.pem"
    path.write_text(PEM)
    chosen = app.extensions["atelier"]
    agents = chosen.agents.model_copy(update={"certificate": str(path)})
    app.extensions["atelier"] = chosen.model_copy(update={"agents": agents})
    between, ours = Machine(seen_certificate="ab" * 32), Machine(seen_certificate=FINGERPRINT)
    for machine in (between, ours):
        ask(network, machine)
    page = type_code(coordinator, between.code)
    assert page.status_code == 409
    assert "zag een ander certificaat" in page.text
    assert standing(network, between).state == "refused"
    assert "is gekoppeld" in type_code(coordinator, ours.code).text
    assert ours.token(standing(network, ours))


def test_only_who_manages_stations_types_codes(app: APIFlask, world: World) -> None:
    person = Person(app)
    person.sign_in(world.accounts[Role.BENCH_WORKER].login)
    assert person.get("/stations/pair").status_code == 403
    assert person.post("/stations/pair", {"code": new_code()}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 50_000,
        b"{}",
        b'{"id": 5}',
        encode(Machine().asked()).replace(b'"name":"', b'"name":["').replace(b'testel"', b'"]'),
        encode(Machine().asked(id="nothing")),
        encode(Machine().asked(secret_hash="")),
    ],
)
def test_nonsense_is_refused_precisely(network: Person, session: Session, body: bytes) -> None:
    answer = send(network, PATH, body)
    assert answer.status_code in {400, 422}
    assert answer.json["error"]["code"] in {"not_json", "malformed", "invalid"}
    assert answer.json["error"]["message"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Pairing)) == 0


def test_too_much_is_refused(network: Person) -> None:
    assert send(network, PATH, b" " * 300_000).status_code == 413


@pytest.mark.parametrize("enquiry", [{}, {"secret": 5}, {"secret": "x", "wait_s": "long"}, []])
def test_an_enquiry_without_a_secret(network: Person, enquiry: Any) -> None:
    answer = network._open("POST", f"{PATH}/{uuid.uuid4()}", json=enquiry)
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize("pairing_id", [str(uuid.UUID(int=7)), "nothing", "%F0%9F%92%A9", "a%00b"])
def test_an_enquiry_after_nothing(network: Person, pairing_id: str) -> None:
    answer = network._open("POST", f"{PATH}/{pairing_id}", json={"secret": "x", "wait_s": 20})
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")


def test_who_waits_hears_at_once_and_holds_nobody_up(
    app: APIFlask, network: Person, world: World
) -> None:
    machine = Machine()
    ask(network, machine)
    login = world.accounts[Role.COORDINATOR].login
    db.session.commit()
    with meanwhile(lambda: standing(Person(app), machine, wait_s=25)) as waiting:
        time.sleep(1.5)  # by now it waits
        began = time.monotonic()
        person = Person(app)
        person.sign_in(login)
        assert "is gekoppeld" in type_code(person, machine.code).text
        found = waiting.result(timeout=10)
    assert found.state == "approved"
    assert time.monotonic() - began < 10
    assert machine.token(found)


def test_who_waits_for_nothing_is_answered_in_time(network: Person) -> None:
    machine = Machine()
    ask(network, machine)
    began = time.monotonic()
    assert standing(network, machine, wait_s=2).state == "waiting"
    assert 2 <= time.monotonic() - began < 5


def test_many_ask_at_once(app: APIFlask, world: World, session: Session) -> None:
    machines = [Machine() for _ in range(8)]
    bodies = [encode(machine.asked()) for machine in machines for _ in range(2)]
    session.commit()
    start = threading.Barrier(len(bodies))

    def one(body: bytes) -> int:
        person = Person(app, address="192.0.2.60")
        start.wait(timeout=20)
        return send_alone(person, body).status_code

    with ThreadPoolExecutor(len(bodies)) as pool:
        assert set(pool.map(one, bodies)) == {200}
    session.expire_all()
    assert session.scalar(sa.select(sa.func.count()).select_from(Pairing)) == len(machines)


def test_two_people_type_the_same_code(app: APIFlask, network: Person, world: World) -> None:
    other = make_world(db.session, "Ander test-atelier")
    machine = Machine()
    ask(network, machine)
    db.session.commit()
    people = []
    for here in (world, other):
        person = Person(app)
        person.sign_in(here.accounts[Role.COORDINATOR].login)
        people.append(person)
    forms = [
        {"client_id": p.client_id("/stations/pair"), "code": machine.code, "name": "Werkbank 2"}
        for p in people
    ]
    tried = [p.post("/stations/pair", f) for p, f in zip(people, forms, strict=True)]
    assert [answer.status_code for answer in tried] == [302, 404]
    named = sa.select(sa.func.count()).where(Station.name == "Werkbank 2")
    assert db.session.scalar(named) == 1


def send_alone(person: Person, body: bytes) -> TestResponse:
    return person.client.post(PATH, data=body, environ_base={"REMOTE_ADDR": person.address})


@contextmanager
def meanwhile(work: Any) -> Iterator[Any]:
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(work)
