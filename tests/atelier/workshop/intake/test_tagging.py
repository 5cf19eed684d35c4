"""Putting a tag on a device: blank ones, others' ones, and one thing recorded twice."""

import uuid

import pytest
from sqlalchemy.orm import Session

from atelier.devices import history, lookup, tags
from atelier.devices import service as devices
from atelier.devices.identity import SYSTEM_SERIAL, Identifier
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.people.actor import SYSTEM
from atelier.stock import ledger
from atelier.workshop.intake import service, tagging
from labels import tags as numbers
from tests.atelier.workshop.intake.conftest import Receive
from tests.factories import World, make_world


@pytest.fixture
def blank(session: Session, world: World) -> str:
    return _print(session, world.organisation.id)


@pytest.fixture
def reported(session: Session, world: World) -> Device:
    """A laptop that only the agent has seen."""
    device = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=SYSTEM
    )
    devices.remember(session, device, [Identifier(SYSTEM_SERIAL, "5CG81409PX")])
    device.model = devices.find_or_create_model(session, "HP", "EliteBook 840 G5")
    device.memory_bytes, device.disk_kind = 8 * 1024**3, "ssd"
    history.record(session, device, "diagnosed", actor=SYSTEM, data={"media": ["m"]})
    return device


def _print(session: Session, organisation_id: int) -> str:
    (tag,) = tags.print_run(
        session, organisation_id=organisation_id, count=1, batch=str(uuid.uuid4())
    )
    return tag.number


def _attach(session: Session, world: World, device: Device, code: str, **more: str) -> Device:
    client_id = more.get("client_id", str(uuid.uuid4()))
    return tagging.attach(session, device=device, code=code, client_id=client_id, actor=world.actor)


def test_a_blank_tag_goes_on_a_reported_device(
    session: Session, world: World, reported: Device, blank: str
) -> None:
    once = str(uuid.uuid4())
    for _ in range(2):
        assert _attach(session, world, reported, blank, client_id=once) is reported
    assert reported.tag == blank
    tagged = [e for e in history.events_of(session, reported) if e.kind == "tagged"]
    assert len(tagged) == 1


def test_a_tag_received_before_the_report_came_is_the_same_device(
    session: Session, world: World, receive: Receive, reported: Device, blank: str
) -> None:
    received_id = receive(blank, kind="desktop").device_id
    assert tagging.plan(session, reported, blank).received_as is not None
    kept = _attach(session, world, reported, blank)
    assert (kept.id, kept.tag) == (received_id, blank)
    assert (kept.kind, kept.name) == ("laptop", "HP EliteBook 840 G5")
    assert (kept.memory_bytes, kept.disk_kind) == (8 * 1024**3, "ssd")
    assert reported.merged_into_id == kept.id
    assert kept.next_step == "erase"
    assert ledger.place_of(session, kept) == world.bench
    found = lookup.by_code(session, world.organisation.id, "5CG81409PX")
    assert list(found.devices) == [kept]


def test_both_were_received_and_the_one_goes_on_where_its_tag_is(
    session: Session, world: World, receive: Receive, reported: Device, blank: str
) -> None:
    receive(blank)
    receive("5CG81409PX", place=world.shelf)
    kept = _attach(session, world, reported, blank)
    place = ledger.place_of(session, reported)
    assert place is not None
    assert place.kind == "merged"
    assert ledger.place_of(session, kept) == world.bench
    assert history.state_of(session, kept).place_kind == "physical"


def test_the_tagged_record_was_taken_back_and_takes_the_place_of_the_other(
    session: Session, world: World, receive: Receive, reported: Device, blank: str
) -> None:
    scan = receive(blank)
    service.undo(
        session,
        organisation_id=world.organisation.id,
        client_id=scan.client_id,
        actor=world.actor,
    )
    receive("5CG81409PX", place=world.shelf)
    kept = _attach(session, world, reported, blank)
    assert ledger.place_of(session, kept) == world.shelf
    assert history.state_of(session, kept).place_kind == "physical"


def test_a_tag_of_a_device_of_which_more_is_known_is_refused(
    session: Session, world: World, reported: Device, blank: str
) -> None:
    _attach(session, world, reported, blank)
    other = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=SYSTEM
    )
    with pytest.raises(Conflict, match="HP EliteBook"):
        _attach(session, world, other, blank)
    assert other.tag is None


def test_a_device_with_a_tag_does_not_swallow_another_tagged_one(
    session: Session, world: World, receive: Receive, reported: Device, blank: str
) -> None:
    receive(blank)
    _attach(session, world, reported, _print(session, world.organisation.id))
    with pytest.raises(Conflict):
        _attach(session, world, reported, blank)


def test_a_new_label_replaces_a_damaged_one_and_both_lead_to_the_device(
    session: Session, world: World, reported: Device, blank: str
) -> None:
    _attach(session, world, reported, blank)
    fresh = _print(session, world.organisation.id)
    assert tagging.plan(session, reported, fresh).replaces == blank
    _attach(session, world, reported, fresh)
    assert reported.tag == fresh
    for number in (blank, fresh):
        found = lookup.by_code(session, world.organisation.id, number)
        assert list(found.devices) == [reported]


def test_a_wrong_digit_says_what_was_meant(
    session: Session, world: World, reported: Device, blank: str
) -> None:
    wrong = blank[:2] + str((int(blank[2]) + 1) % 10) + blank[3:]
    with pytest.raises(Invalid) as raised:
        _attach(session, world, reported, wrong)
    assert raised.value.values["suggestions"][0] == blank


@pytest.mark.parametrize("code", ["", "5CG81409PX", "12345"])
def test_what_is_no_tag_is_refused(
    session: Session, world: World, reported: Device, code: str
) -> None:
    with pytest.raises(Invalid):
        _attach(session, world, reported, code)


def test_a_tag_of_another_organisation_is_refused(
    session: Session, world: World, reported: Device
) -> None:
    other = make_world(session, "Ander atelier")
    with pytest.raises(Conflict):
        _attach(session, world, reported, _print(session, other.organisation.id))


def test_a_fresh_number_is_made_once(session: Session, world: World, reported: Device) -> None:
    once = str(uuid.uuid4())
    made = {
        tagging.attach_new(session, device=reported, client_id=once, actor=world.actor)
        for _ in range(2)
    }
    assert made == {reported.tag}
    assert numbers.is_valid(made.pop())
