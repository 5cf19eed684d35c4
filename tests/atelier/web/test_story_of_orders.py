"""What the page of a device tells of the orders that were given for it."""

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.bench import orders
from atelier.devices import history
from atelier.people.actor import SYSTEM
from atelier.people.roles import Role
from atelier.web.devices import story
from tests.atelier.api.conftest import Machine
from tests.factories import World
from tests.reports import a_disk
from tests.visits import Person


@pytest.fixture
def machine(app: APIFlask, session: Session, world: World) -> Machine:
    made = Machine(app.test_client(), world)
    made.report()
    made.poll()
    return made


def lines(session: Session, machine: Machine) -> list[tuple[str, bool, list[str]]]:
    told = story.tell(session, history.events_of(session, machine.device()))
    return [(line.text, line.folded, [str(each) for each in line.details]) for line in told]


def test_what_was_asked_and_what_came_of_it(session: Session, machine: Machine) -> None:
    disk = a_disk(1)
    done = machine.ordered("self_test", disk=f"serial:{disk.serial}")
    machine.says(done, "done", result={"passed": True})
    failed = machine.ordered("stress")
    machine.says(failed, "failed", reason="wrong")
    withdrawn = machine.ordered("reboot")
    orders.stop(session, machine.world.organisation.id, withdrawn, by=SYSTEM)
    assert lines(session, machine)[:6] == [
        ("Herstarten: teruggenomen", False, []),
        ("Opdracht gegeven: Herstarten", True, []),
        ("Geheugen en processor testen: er is iets stuk", False, []),
        ("Opdracht gegeven: Geheugen en processor testen", True, []),
        ("Schijf testen: klaar", False, [f"schijf {disk.model}"]),
        ("Opdracht gegeven: Schijf testen", True, [f"schijf {disk.model}"]),
    ]


def test_the_page_says_it(app: APIFlask, session: Session, world: World, machine: Machine) -> None:
    machine.says(machine.ordered("stress"), "done")
    coordinator = world.accounts[Role.COORDINATOR]
    number = machine.device().id
    person = Person(app)
    person.sign_in(coordinator.login)
    page = person.get(f"/devices/{number}").text
    assert "Geheugen en processor testen: klaar" in page
    assert "Opdracht gegeven: Geheugen en processor testen" in page


def test_a_kind_and_a_reason_that_are_newer_than_this_page(
    session: Session, machine: Machine
) -> None:
    device = machine.device()
    data = {"kind": "polish", "state": "failed", "reason": "too_shiny"}
    history.record(session, device, history.ORDER_ENDED, actor=SYSTEM, data=data)
    assert lines(session, machine)[0] == ("polish: niet gelukt", False, [])
