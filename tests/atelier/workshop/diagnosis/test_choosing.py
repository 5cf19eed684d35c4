"""In doubt a person chooses, once, and what follows from it is decided at once."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import Conflict, NotFound
from atelier.people.actor import Actor
from atelier.people.roles import Role
from atelier.workshop.diagnosis import choosing, config, questions, service
from atelier.workshop.diagnosis.models import StoredReport
from tests.atelier.workshop.diagnosis.conftest import Send
from tests.factories import World, make_world
from tests.reports import a_system, body

SHARED = "BATCH-2209-A"


def of_a_batch(number: int) -> bytes:
    return body(number, system=a_system(number, serial=SHARED))


def choose(session: Session, world: World, report: StoredReport, device: Device | None) -> Device:
    by = Actor(account_id=world.accounts[Role.BENCH_WORKER].id)
    chosen = choosing.choose(session, report, device, actor=by, rules=config.rules())
    session.commit()
    return chosen


@pytest.fixture
def known(send: Send) -> Device:
    device = send(of_a_batch(1)).device
    assert device
    return device


@pytest.fixture
def asked(send: Send, known: Device) -> service.Outcome:
    return send(of_a_batch(2))


def test_a_doubt_is_a_question_and_no_device(
    session: Session, known: Device, asked: service.Outcome
) -> None:
    assert (asked.state, asked.device) == ("choice", None)
    question = questions.read(asked.report.question or {})
    (candidate,) = question.candidates
    assert candidate.key == known.id
    assert [(one.scheme, one.value) for one in candidate.agreeing] == [("system_serial", SHARED)]
    assert {one.scheme for one in candidate.differing} >= {"system_uuid", "board_serial", "mac"}
    assert question.description.name == "Lenovo ThinkPad T470"
    assert session.scalar(sa.select(sa.func.count()).select_from(Device)) == 1


def test_asking_again_changes_nothing(send: Send, asked: service.Outcome, session: Session) -> None:
    again = send(of_a_batch(2))
    assert again.state == "choice"
    assert again.report is not asked.report


def test_this_one(
    session: Session, world: World, known: Device, asked: service.Outcome, send: Send
) -> None:
    assert choose(session, world, asked.report, known) is known
    assert (asked.report.state, asked.report.device_id) == ("chosen", known.id)
    last = [e for e in history.events_of(session, known) if e.kind == facts.DIAGNOSED][-1]
    assert last.account_id == world.accounts[Role.BENCH_WORKER].id
    assert last.station_id == world.station.id
    assert send(of_a_batch(2)).device is known


def test_a_new_one(
    session: Session, world: World, known: Device, asked: service.Outcome, send: Send
) -> None:
    made = choose(session, world, asked.report, None)
    assert made is not known
    assert made.name == "Lenovo ThinkPad T470"
    assert send(of_a_batch(2)).device is made
    assert send(of_a_batch(1)).device is known


def test_fifty_machines_with_one_serial_ask_once(
    session: Session, world: World, known: Device, send: Send
) -> None:
    waiting = [send(of_a_batch(number)) for number in range(2, 51)]
    assert {one.state for one in waiting} == {"choice"}
    choose(session, world, waiting[30].report, None)
    assert choosing.how_many(session, world.organisation.id) == 0
    owners = {one.report.device_id for one in waiting}
    assert len(owners) == 49
    assert known.id not in owners
    assert [send(of_a_batch(number)).state for number in (1, 2, 50, 51)] == [
        "known",
        "known",
        "known",
        "new",
    ]


def test_two_reports_of_one_waiting_machine_become_one_device(
    session: Session, world: World, asked: service.Outcome, send: Send
) -> None:
    again = send(of_a_batch(2))
    made = choose(session, world, again.report, None)
    assert asked.report.device_id == again.report.device_id == made.id
    assert asked.report.state == "known"


def test_the_first_answer_counts(
    session: Session, world: World, known: Device, asked: service.Outcome
) -> None:
    made = choose(session, world, asked.report, None)
    assert choose(session, world, asked.report, None) is made
    assert choose(session, world, asked.report, made) is made
    with pytest.raises(Conflict, match="Iemand koos al"):
        choose(session, world, asked.report, known)


def test_a_device_of_somebody_else_cannot_be_chosen(
    session: Session, world: World, asked: service.Outcome
) -> None:
    other = make_world(session, "Ander atelier")
    theirs = devices.create(
        session, organisation_id=other.organisation.id, kind="laptop", actor=other.actor
    )
    session.commit()
    with pytest.raises(NotFound):
        choose(session, world, asked.report, theirs)
    with pytest.raises(NotFound):
        choosing.get(session, other.organisation.id, asked.report.id)


def test_the_list_pages_by_key(session: Session, world: World, known: Device, send: Send) -> None:
    sent = [send(of_a_batch(number)).report.id for number in range(2, 9)]
    found: list[str] = []
    while page := choosing.waiting(
        session, world.organisation.id, after=found[-1] if found else None, count=3
    ):
        found += [one.id for one in page]
    assert found == sent
