"""The bench: which machines are on, to whom, and at what cost."""

import pytest
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.people.roles import Role
from tests.atelier.web.bench.conftest import PutOn, Visit
from tests.factories import World, give_tag, make_world
from tests.machines import clear
from tests.reports import a_system
from tests.visits import Person, counted


def test_an_empty_bench_says_how_to_begin(person: Person) -> None:
    page = person.get("/bench").text
    assert "Er staat nu geen toestel aan." in page
    assert "Steek de stick in een toestel" in page


def test_a_machine_is_shown_with_what_it_does(
    person: Person, put_on: PutOn, session: Session, world: World
) -> None:
    machine = put_on(1)
    tag = give_tag(session, machine.device, actor=world.actor)
    order = machine.ordered("stress", wanted={"seconds": 600})
    machine.poll("working")
    machine.says(order, "running", fraction=0.58, left_s=250.0)
    page = person.get("/bench").text
    grouped = f"{tag.number[:4]} {tag.number[4:8]} {tag.number[8:]}"
    for words in (grouped, "Lenovo ThinkPad T470", "werkt", "Teststick", "10 min", "58 %"):
        assert words in page, words
    assert "1 toestel staat aan." in page
    assert "nog 4 min" in page
    assert f'href="/devices/{machine.device_id}#bench"' in page


def test_who_left_is_gone(person: Person, put_on: PutOn, session: Session) -> None:
    put_on(1)
    put_on(2).leave()
    assert "1 toestel staat aan." in person.get("/bench").text
    clear(session)
    assert "Er staat nu geen toestel aan." in person.get("/bench").text


def test_of_two_that_look_alike_a_person_chooses(visit: Visit, put_on: PutOn) -> None:
    put_on(1, system=a_system(1, serial="SAME-7"))
    rival = put_on(2, system=a_system(2, serial="SAME-7"))
    assert rival.device_id is None
    page = visit(Role.BENCH_WORKER).get("/bench").text
    assert f'href="/reports/{rival.report_id}"' in page
    page = visit(Role.VOLUNTEER).get("/bench").text
    assert "/reports/" not in page
    assert "Vraag een medewerker van de werkbank" in page


def test_another_workshop_sees_nothing(visit: Visit, put_on: PutOn, session: Session) -> None:
    other = make_world(session, "Ander test-atelier")
    machine = put_on(1)
    stranger = visit(owner=other)
    assert "Er staat nu geen toestel aan." in stranger.get("/bench").text
    assert stranger.get(f"/devices/{machine.device_id}/events").status_code == 404


def test_it_costs_the_same_for_three_and_for_thirty(person: Person, put_on: PutOn) -> None:
    few = cost(person, put_on, range(1, 4))
    many = cost(person, put_on, range(4, 31))
    assert "30 toestellen staan aan." in person.get("/bench").text
    assert few == many <= 5


def cost(person: Person, put_on: PutOn, numbers: range) -> int:
    for number in numbers:
        machine = put_on(number)
        machine.says(machine.ordered("stress"), "running", fraction=0.1)
    with counted(db.engine) as seen:
        assert person.get("/bench").status_code == 200
    return len([statement for statement in seen if statement.startswith("SELECT")])


@pytest.mark.parametrize("path", ["/bench", "/bench/events"])
def test_a_desk_has_no_bench(visit: Visit, path: str) -> None:
    assert visit(Role.DESK).get(path).status_code == 403
