"""Devices: made, corrected, remembered, merged."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history, service, tags
from atelier.devices.identity import Identifier
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, DeviceIdentifier, DeviceModel
from atelier.errors import Conflict, Invalid, NotFound
from labels import tags as numbers
from tests.factories import World, make_world

SERIAL = Identifier("system_serial", "ABC1234")
MAC = Identifier("mac", "54:e1:ad:00:00:01")


def make(session: Session, world: World, kind: str = "laptop") -> Device:
    device = service.create(
        session, organisation_id=world.organisation.id, kind=kind, actor=world.actor
    )
    session.commit()
    return device


def current(session: Session, device: Device) -> set[str]:
    rows = sa.select(DeviceIdentifier.value).where(
        DeviceIdentifier.device_id == device.id, DeviceIdentifier.gone_at.is_(None)
    )
    return set(session.scalars(rows))


def test_an_unknown_kind_is_refused(session: Session, world: World) -> None:
    with pytest.raises(Invalid, match="Kies"):
        make(session, world, kind="toaster")


def test_a_device_of_somebody_else_does_not_exist(session: Session, world: World) -> None:
    other = make_world(session, "Ander atelier")
    device = make(session, other)
    with pytest.raises(NotFound):
        service.get(session, world.organisation.id, device.id)
    with pytest.raises(NotFound):
        service.get(session, world.organisation.id, 999_999)


def test_a_model_is_made_once(session: Session) -> None:
    first = service.find_or_create_model(session, "Dell", "Latitude\0 E7470 ")
    again = service.find_or_create_model(session, " Dell", "Latitude E7470")
    assert first is again
    assert service.find_or_create_model(session, "", None) is None
    assert session.scalar(sa.select(sa.func.count()).select_from(DeviceModel)) == 1


def test_correcting_is_told_once(session: Session, world: World) -> None:
    device = make(session, world)
    for _ in range(2):
        service.correct(
            session, device, kind="tablet", maker="Dell", model="Venue", actor=world.actor
        )
    found = [e for e in history.events_of(session, device) if e.kind == history.CORRECTED]
    assert [event.data["after"] for event in found] == [{"kind": "tablet", "model": "Dell Venue"}]


def test_parts_are_remembered_forgotten_and_remembered_again(
    session: Session, world: World
) -> None:
    device = make(session, world)
    service.remember(session, device, [SERIAL, MAC])
    service.remember(session, device, [SERIAL, MAC])
    assert current(session, device) == {SERIAL.value, MAC.value}
    service.forget_parts(session, device, frozenset({SERIAL}), {"mac"})
    assert current(session, device) == {SERIAL.value}
    assert service.schemes_of(session, device) == {"system_serial"}
    service.remember(session, device, [MAC])
    assert current(session, device) == {SERIAL.value, MAC.value}


def test_what_was_not_measured_is_not_forgotten(session: Session, world: World) -> None:
    device = make(session, world)
    service.remember(session, device, [SERIAL, MAC])
    service.forget_parts(session, device, frozenset(), set())
    assert current(session, device) == {SERIAL.value, MAC.value}


def test_what_people_call_it(session: Session, world: World) -> None:
    device = make(session, world)
    assert service.called(device) == f"#{device.id}"
    device.model = service.find_or_create_model(session, "Dell", "Latitude")
    assert service.called(device) == "Dell Latitude"
    number = numbers.new()
    tags.claim(session, device, number, actor=world.actor)
    assert service.called(device) == numbers.format_tag(number)


def test_merging_keeps_all_that_both_had(session: Session, world: World) -> None:
    keep, absorb = make(session, world), make(session, world)
    service.remember(session, keep, [SERIAL])
    service.remember(session, absorb, [SERIAL, MAC])
    number = numbers.new()
    tags.claim(session, absorb, number, actor=world.actor)
    service.merge(session, keep=keep, absorb=absorb, actor=world.actor)
    session.commit()
    assert (keep.tag, absorb.tag) == (number, None)
    assert current(session, keep) == {SERIAL.value, MAC.value}
    assert current(session, absorb) == set()
    assert service.get(session, world.organisation.id, absorb.id) is keep
    assert facts.TAGGED in {event.kind for event in history.events_of(session, keep)}


def test_merging_twice_never_makes_a_chain(session: Session, world: World) -> None:
    """The history is read one level deep: what was merged before comes along."""
    first, second, third = (make(session, world) for _ in range(3))
    service.merge(session, keep=second, absorb=first, actor=world.actor)
    service.merge(session, keep=third, absorb=second, actor=world.actor)
    session.commit()
    session.expire_all()
    assert first.merged_into_id == second.merged_into_id == third.id
    created = [e for e in history.events_of(session, third) if e.kind == history.CREATED]
    assert len(created) == 3


def test_two_tags_are_a_question_for_a_person(session: Session, world: World) -> None:
    keep, absorb = make(session, world), make(session, world)
    for device in (keep, absorb):
        tags.claim(session, device, numbers.new(), actor=world.actor)
    with pytest.raises(Conflict, match="elk een etiket"):
        service.merge(session, keep=keep, absorb=absorb, actor=world.actor)
