"""The list of disks to deal with, and what people decide there."""

import re
import uuid
from dataclasses import replace

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.bench import orders
from atelier.demo import evidence as made
from atelier.people.actor import Actor
from atelier.people.roles import Role
from atelier.workshop.erasure.models import Matter
from tests.erasures import ask, flawless, on_the_bench, tell, worker
from tests.factories import World
from tests.machines import Machine
from tests.reports import a_disk
from tests.visits import Person

REASON = "Twee slechte sectoren buiten elke partitie"


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    """Its disk is erased with exceptions."""
    found = on_the_bench(session, world)
    order = ask(session, found, worker(world))[0]
    tell(found, order, made.with_bad_sectors(flawless(session, order)))
    return found


def matter(session: Session) -> Matter:
    session.rollback()
    return session.scalars(sa.select(Matter)).one()


def visit(app: APIFlask, world: World, role: Role) -> Person:
    person = Person(app)
    person.sign_in(world.accounts[role].login)
    return person


def shown(person: Person, number: int) -> str:
    """The evidence that the page asks to accept."""
    found = re.search(r'name="evidence" value="(\d+)"', person.get(f"/erasures/{number}").text)
    assert found
    return found.group(1)


def doom(person: Person, number: int) -> None:
    form = {"reason": REASON, "client_id": str(uuid.uuid4())}
    answer = person.post(f"/erasures/{number}/destroy", form, follow_redirects=True)
    assert "Moet vernietigd worden" in answer.text


def test_it_stands_in_the_list_and_on_the_page_of_its_device(
    app: APIFlask, session: Session, world: World, machine: Machine
) -> None:
    person = visit(app, world, Role.BENCH_WORKER)
    number = matter(session).id
    assert "Gewist met uitzonderingen" in person.get("/erasures").text
    page = person.get(f"/devices/{machine.device_id}").text
    assert f"/erasures/{number}" in page
    assert "Schijf gewist, maar niet alles ging goed" in page
    assert "Bekijk bij Wissen wat er met deze schijf moet." in page
    page = person.get(f"/erasures/{number}").text
    assert "Sommige plaatsen konden niet overschreven worden." in page
    assert "Een coördinator beslist" in page
    assert "Aanvaard" not in page


def test_a_coordinator_accepts_with_a_reason_that_stays(
    app: APIFlask, session: Session, world: World, machine: Machine
) -> None:
    person = visit(app, world, Role.COORDINATOR)
    number = matter(session).id
    refused = person.post(f"/erasures/{number}/accept", {"reason": " "})
    assert refused.status_code == 422
    assert matter(session).is_open
    person.post(f"/erasures/{number}/accept", {"reason": REASON, "evidence": shown(person, number)})
    assert matter(session).closed_how == "accepted"
    assert "Er is niets af te handelen." in person.get("/erasures").text
    page = person.get(f"/devices/{machine.device_id}").text
    assert "Gewist met uitzonderingen: aanvaard" in page
    assert f"reden: {REASON}" in page


@pytest.mark.parametrize("full", [False, True])
def test_what_was_read_back_too_little_is_not_said_to_be_read_back(
    app: APIFlask, session: Session, world: World, full: bool
) -> None:
    """Who accepts it has to know what that is."""
    found = on_the_bench(session, world)
    order = ask(session, found, worker(world), full=full)[0]
    told = made.with_bad_sectors(flawless(session, order))
    assert told.verification is not None
    few = {"method": "sampled", "strata": 1000, "samples": 2000, "seed": "ab", "confidence": 0.9}
    check = replace(told.verification, **few) if full else told.verification
    tell(found, order, replace(told, verification=check))
    person = visit(app, world, Role.COORDINATOR)
    page = person.get(f"/erasures/{matter(session).id}").text
    assert ("De schijf is gewist, maar niet genoeg nagelezen." in page) is full
    assert ("De rest van de schijf is gewist en nagelezen." in page) is not full


def test_evidence_that_was_put_aside_is_named(
    app: APIFlask, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world)
    order = ask(session, machine, worker(world))[0]
    machine.says(order, "running")
    order.state = "lost"
    session.commit()
    orders.give_up(session, order.organisation_id, order.id, by=Actor())
    session.commit()
    tell(machine, order, flawless(session, order), version=99)
    person = visit(app, world, Role.BENCH_WORKER)
    page = person.get(f"/erasures/{matter(session).id}").text
    assert "Het bewijs kwam pas nadat iemand de opdracht had afgesloten." in page
    page = person.get(f"/devices/{machine.device_id}").text
    assert "Er kwam nog een bewijs van wissen: te laat" in page


def test_only_the_result_that_was_shown_is_accepted(
    app: APIFlask, session: Session, world: World, machine: Machine
) -> None:
    person = visit(app, world, Role.COORDINATOR)
    number = matter(session).id
    form = {"reason": REASON, "evidence": shown(person, number)}
    again = ask(session, machine, worker(world))[0]
    tell(machine, again, made.with_bad_sectors(flawless(session, again)))
    for stale in (form, {"reason": REASON}, {"reason": REASON, "evidence": "²"}):
        answer = person.post(f"/erasures/{number}/accept", stale)
        assert (answer.status_code, matter(session).is_open) == (422, True)
        assert "Er kwam intussen een nieuw resultaat." in answer.text
        assert REASON in answer.text
    person.post(f"/erasures/{number}/accept", {**form, "evidence": shown(person, number)})
    assert matter(session).closed_how == "accepted"


def test_destroying_red_label_and_two_people(
    app: APIFlask, session: Session, world: World, machine: Machine
) -> None:
    coordinator, person = (visit(app, world, r) for r in (Role.COORDINATOR, Role.BENCH_WORKER))
    number = matter(session).id
    assert person.get(f"/erasures/{number}/label.pdf").status_code == 404
    doom(coordinator, number)
    label = person.get(f"/erasures/{number}/label.pdf")
    assert (label.mimetype, label.data[:5]) == ("application/pdf", b"%PDF-")
    assert (
        "tweede mens"
        in person.post(f"/erasures/{number}/destroyed", {}, follow_redirects=True).text
    )
    again = person.post(f"/erasures/{number}/destroyed", {})
    assert (again.status_code, matter(session).is_open) == (422, True)
    assert "tweede mens" in again.text
    coordinator.post(f"/erasures/{number}/destroyed", {})
    assert matter(session).closed_how == "destroyed"
    page = person.get(f"/devices/{machine.device_id}").text
    assert "Schijf vernietigd, door twee mensen bevestigd" in page


@pytest.mark.parametrize("what", ["accept", "destroy"])
def test_a_bench_worker_decides_nothing(
    app: APIFlask, session: Session, world: World, machine: Machine, what: str
) -> None:
    person = visit(app, world, Role.BENCH_WORKER)
    form = {"reason": REASON, "client_id": str(uuid.uuid4())}
    answer = person.post(f"/erasures/{matter(session).id}/{what}", form)
    assert answer.status_code == 403
    assert matter(session).is_open
    assert not matter(session).is_to_be_destroyed


def test_a_disk_that_cannot_be_erased_is_put_on_the_list(
    app: APIFlask, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world, 2, disks=(a_disk(2, read_only=True),))
    coordinator = visit(app, world, Role.COORDINATOR)
    page = coordinator.get(f"/devices/{machine.device_id}").text
    assert "Op deze schijf kan niet geschreven worden." in page
    assert "Laat vernietigen" in page
    medium = f"serial:{a_disk(2).serial}"
    coordinator.post(f"/devices/{machine.device_id}/disks/destroy", {"medium": medium})
    assert (matter(session).kind, matter(session).medium) == ("unable", medium)
    doom(coordinator, matter(session).id)


def test_a_disk_that_is_not_there_is_not_put_on_the_list(
    app: APIFlask, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world, 2)
    coordinator = visit(app, world, Role.COORDINATOR)
    address = f"/devices/{machine.device_id}/disks/destroy"
    assert coordinator.post(address, {"medium": "serial:GONE"}).status_code == 409
    assert session.scalars(sa.select(Matter)).all() == []
