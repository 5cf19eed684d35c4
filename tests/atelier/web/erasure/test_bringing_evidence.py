"""Evidence by hand: the file from the stick, sent from any computer."""

import io
import json
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.demo import evidence as made
from atelier.people.roles import Role
from atelier.workshop.erasure.models import Brought, StoredEvidence
from diagnostics import wire
from tests.brought import at_bench
from tests.erasures import can_sanitize, on_the_bench
from tests.factories import World
from tests.machines import Machine
from tests.reports import a_system, body
from tests.visits import Person

ADDRESS = "/erasures/upload"


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    return on_the_bench(session, world, disks=(can_sanitize(),))


@pytest.fixture
def person(app: APIFlask, world: World) -> Person:
    return visit(app, world, Role.BENCH_WORKER)


def visit(app: APIFlask, world: World, role: Role) -> Person:
    found = Person(app)
    found.sign_in(world.accounts[role].login)
    return found


def send(person: Person, content: bytes, **fields: Any) -> Any:
    form = {"file": (io.BytesIO(content), "erasure.json"), **fields}
    return person.post(ADDRESS, form, follow_redirects=True)


def kept(session: Session) -> list[StoredEvidence]:
    session.rollback()
    return list(session.scalars(sa.select(StoredEvidence)))


@pytest.mark.parametrize("role", [Role.BENCH_WORKER, Role.COORDINATOR])
def test_it_stands_in_the_history_with_where_it_was_made_and_who_sent_it(
    app: APIFlask, session: Session, world: World, machine: Machine, role: Role
) -> None:
    person = visit(app, world, role)
    told = at_bench(typed_name="Testnaam <b>")
    page = send(person, wire.encode(told)).text
    for words in (
        "Bewijs ontvangen: de schijf is gewist en nagelezen.",
        "Schijf gewist",
        "aan het toestel zelf gewist, zonder opdracht",
        "naam aan het toestel getypt: Testnaam &lt;b&gt;",
        f"bewijs gestuurd door Test {role.value}",
    ):
        assert words in page, words
    assert "Schijf gewist</strong> <small>" in page, "who sent it is not who did it"
    brought = session.scalars(sa.select(Brought)).one()
    assert brought.account_id == world.accounts[role].id
    assert "Dit bewijs hadden we al." in send(person, wire.encode(told)).text
    assert len(kept(session)) == 1


def test_what_is_not_known_is_said_as_that(person: Person, machine: Machine) -> None:
    page = send(person, wire.encode(at_bench(clock_sure=False))).text
    assert "De klok van het toestel klopte niet: we weten niet wanneer dit was." in page
    assert "wie het deed, is niet bekend" in page
    assert "wanneer is niet bekend: de klok van het toestel klopte niet" in page


def test_with_exceptions_and_not_erased_are_said_as_that(
    person: Person, session: Session, machine: Machine
) -> None:
    page = send(person, wire.encode(made.with_bad_sectors(at_bench()))).text
    assert "Bewijs ontvangen: gewist met uitzonderingen." in page
    page = send(person, wire.encode(made.stopped(at_bench(), 0.4))).text
    assert "Bewijs ontvangen: de schijf is niet gewist." in page


def test_a_machine_that_is_not_known_yet(person: Person, session: Session, world: World) -> None:
    answer = send(person, wire.encode(at_bench()))
    assert answer.status_code == 422
    assert "Dit toestel kennen we nog niet." in answer.text
    assert "Bewaar het bestand." in answer.text
    assert kept(session) == []


def test_where_numbers_do_not_tell_the_tag_does(
    person: Person, session: Session, world: World
) -> None:
    silent = a_system(1, serial=None, uuid=None, board_serial=None)
    machine = on_the_bench(session, world, disks=(can_sanitize(),), system=silent, network=())
    told = wire.encode(at_bench(machine=wire.Machine(report_id="1")))
    assert "Typ ook het etiket van het toestel." in send(person, told).text
    assert "Dat is geen etiket." in send(person, told, code="42").text
    assert kept(session) == []
    answer = send(person, told, code=machine.device.tag)
    assert "Bewijs ontvangen" in answer.text
    assert kept(session)[0].device_id == machine.device_id


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "het is geen JSON"),
        (b"\x89PNG\r\n", "het is geen JSON"),
        (b"{}", "Dit is geen bewijs van wissen."),
        (body(1), "Dit is een rapport van een toestel."),
        (b" " * 300_000, "te groot"),
        (json.dumps(made.as_result(at_bench()) | {"level": None}).encode(), "met zichzelf"),
    ],
)
def test_any_other_file_says_what_is_wrong(
    person: Person, session: Session, machine: Machine, content: bytes, said: str
) -> None:
    answer = send(person, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert kept(session) == []


def test_without_a_file(person: Person) -> None:
    answer = person.post(ADDRESS, {})
    assert (answer.status_code, "Kies eerst een bestand." in answer.text) == (422, True)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DESK])
def test_not_for_everybody(
    app: APIFlask, session: Session, world: World, machine: Machine, role: Role
) -> None:
    person = visit(app, world, role)
    assert person.get(ADDRESS).status_code == 403
    assert send(person, wire.encode(at_bench())).status_code == 403
    assert kept(session) == []
