"""A fault is told once, closed once, and read whoever told of it."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import faults, history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event
from atelier.errors import Invalid
from tests.factories import World, make_ready, tell


@pytest.fixture
def device(session: Session, world: World) -> Device:
    return make_ready(session, world)


def _open(session: Session, world: World, device: Device, **more: Any) -> tuple[Event, bool]:
    asked: dict[str, Any] = {"problem": "keyboard", "source": "person", **more}
    client_id = asked.setdefault("client_id", str(uuid.uuid4()))
    event = faults.open(session, device, actor=world.actor, **asked)
    return event, faults.is_new(event, client_id)


def test_what_blocks_keeps_it_from_a_borrower(
    session: Session, world: World, device: Device
) -> None:
    _, new = _open(session, world, device, words=" de  e blijft hangen ")
    assert new
    assert device.next_step == "repair"
    (fault,) = faults.open_faults(session, device)
    assert (fault.problem, fault.blocking, fault.source) == ("keyboard", True, "person")
    assert fault.words == "de e blijft hangen"
    assert fault.told.word == "Toetsenbord"
    assert fault.account_id == world.actor.account_id


def test_what_does_not_block_is_known_only(session: Session, world: World, device: Device) -> None:
    _open(session, world, device, problem="case")
    assert device.next_step == "ready"
    assert not faults.open_faults(session, device)[0].blocking


def test_the_same_twice_is_one_fault(session: Session, world: World, device: Device) -> None:
    first, _ = _open(session, world, device)
    again, new = _open(session, world, device, words="het toetsenbord dus")
    assert (again.id, new) == (first.id, False)
    assert len(faults.open_faults(session, device)) == 1


def test_asked_again_it_is_still_new(session: Session, world: World, device: Device) -> None:
    asked = str(uuid.uuid4())
    first, _ = _open(session, world, device, client_id=asked)
    again, new = _open(session, world, device, client_id=asked)
    assert (again.id, new) == (first.id, True)


def test_two_ports_are_two_faults(session: Session, world: World, device: Device) -> None:
    for port in ("left-1", "left-2", "left-1"):
        _open(session, world, device, problem="port_usb", detail=port)
    found = faults.open_faults(session, device)
    assert [fault.detail for fault in found] == ["left-1", "left-2"]


def test_something_else_is_told_apart_by_its_words(
    session: Session, world: World, device: Device
) -> None:
    for words in ("Rook gezien", "rook gezien", "Ruikt vreemd"):
        _open(session, world, device, problem="other", words=words)
    assert [f.words for f in faults.open_faults(session, device)] == ["Rook gezien", "Ruikt vreemd"]


def test_what_was_harmless_may_turn_out_to_block(
    session: Session, world: World, device: Device
) -> None:
    first, _ = _open(session, world, device, problem="case")
    _, new = _open(session, world, device, problem="case", blocking=True)
    (fault,) = faults.open_faults(session, device)
    assert new
    assert fault.blocking
    assert (fault.event_id, fault.since) == (first.id, first.at)
    _open(session, world, device, problem="case", blocking=False)
    assert faults.open_faults(session, device)[0].blocking


def test_closed_and_opened_again(session: Session, world: World, device: Device) -> None:
    _open(session, world, device)
    asked = str(uuid.uuid4())
    first = faults.close(session, device, "keyboard", actor=world.actor, client_id=asked)
    assert first is not None
    assert not faults.open_faults(session, device)
    assert device.next_step == "ready"
    _open(session, world, device)
    again = faults.close(session, device, "keyboard", actor=world.actor, client_id=asked)
    assert again is not None
    assert again.id == first.id
    assert len(faults.open_faults(session, device)) == 1


def test_what_is_not_open_cannot_be_closed(session: Session, world: World, device: Device) -> None:
    asked = str(uuid.uuid4())
    assert faults.close(session, device, "fan", actor=world.actor, client_id=asked) is None
    kinds = {event.kind for event in history.events_of(session, device)}
    assert facts.FAULT_CLOSED not in kinds


def test_a_problem_that_nobody_knows_is_refused(
    session: Session, world: World, device: Device
) -> None:
    with pytest.raises(Invalid, match="Kies wat er stuk is"):
        _open(session, world, device, problem="gremlins")


@pytest.mark.parametrize(
    ("data", "read"),
    [
        ({"fault": "hinge"}, ("hinge", "person", "", "")),
        ({"fault": "lamp"}, ("other", "person", "", "")),
        (
            {"fault": "inspection:1", "words": "Traag"},
            ("other", "inspection", "Traag", ""),
        ),
        (
            {"fault": "driver:pci:8086:1", "part": "wifi", "part_name": "Intel"},
            ("driver", "agent", "Intel", "wifi"),
        ),
        ({"fault": "loan:7", "words": "Valt uit"}, ("other", "desk", "Valt uit", "")),
    ],
)
def test_what_was_told_in_older_words_is_read_as_well(
    session: Session, world: World, device: Device, data: dict[str, str], read: tuple[str, ...]
) -> None:
    tell(session, world, device, facts.FAULT_OPENED, blocking=True, **data)
    (fault,) = faults.open_faults(session, device)
    assert (fault.problem, fault.source, fault.words, fault.detail) == read


def test_of_many_devices_at_once(session: Session, world: World, device: Device) -> None:
    other = make_ready(session, world)
    _open(session, world, device)
    _open(session, world, other, problem="fan")
    owners = history.owners(session, [device.id, other.id])
    found = faults.open_faults_of_many(session, owners)
    assert {key: [f.problem for f in each] for key, each in found.items()} == {
        device.id: ["keyboard"],
        other.id: ["fan"],
    }


def test_two_who_see_it_at_once_tell_of_one(
    app: APIFlask, session: Session, world: World, device: Device
) -> None:
    number, actor = device.id, world.actor
    session.commit()

    def tell_of_it(_: int) -> None:
        with app.app_context():
            faults.open(
                db.session,
                db.session.get_one(Device, number),
                problem="fan",
                source="person",
                actor=actor,
                client_id=str(uuid.uuid4()),
            )
            db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell_of_it, range(4)))
    wanted = sa.select(sa.func.count()).where(
        Event.device_id == number, Event.kind == facts.FAULT_OPENED
    )
    assert session.scalar(wanted) == 1


def test_what_was_only_told_gets_a_name(session: Session, world: World, device: Device) -> None:
    tell(session, world, device, facts.FAULT_OPENED, fault="loan:7", blocking=True, words="Nat")

    def name(problem: str, key: str = "loan:7") -> Event | None:
        asked = str(uuid.uuid4())
        return faults.name(session, device, key, problem, actor=world.actor, client_id=asked)

    assert name("moisture") is not None
    (fault,) = faults.open_faults(session, device)
    assert (fault.key, fault.problem, fault.words, fault.source) == (
        "loan:7",
        "moisture",
        "Nat",
        "desk",
    )
    assert name("moisture", "loan:8") is None
    with pytest.raises(Invalid):
        name("gremlins")


def test_what_the_agent_thought_wrong_is_denied(
    session: Session, world: World, device: Device
) -> None:
    asked = str(uuid.uuid4())
    faults.dismiss(session, device, "battery", actor=world.actor, client_id=asked)
    assert not faults.open_faults(session, device)
    assert device.next_step == "ready"
    told = history.events_of(session, device)
    assert faults.from_events(told) == []
    assert told[-1].data["how"] == "mistaken"
