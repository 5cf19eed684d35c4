"""Recognition asked about the devices in a database."""

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import recognition, service
from atelier.devices.identity import Choice, Identifier, Machine, New, Same
from atelier.devices.models import Device
from tests.factories import World, make_world


def machine(**values: str) -> Machine:
    return Machine(None, "Dell", "Latitude", frozenset(Identifier(*one) for one in values.items()))


@pytest.fixture
def known(session: Session, world: World):
    def make(to: World = world, **values: str) -> Device:
        device = service.create(
            session, organisation_id=to.organisation.id, kind="laptop", actor=to.actor
        )
        service.remember(session, device, [Identifier(*one) for one in values.items()])
        session.commit()
        return device

    return make


def test_by_a_strong_identifier(session: Session, world: World, known) -> None:
    device = known(system_serial="ABC1234", mac="54:e1:ad:00:00:01")
    decision = recognition.decide(session, world.organisation.id, machine(system_serial="ABC1234"))
    assert isinstance(decision, Same)
    assert decision.key == device.id


def test_a_serial_scanned_at_the_door_counts(session: Session, world: World, known) -> None:
    device = known(maker_code="ABC1234")
    decision = recognition.decide(session, world.organisation.id, machine(system_serial="ABC1234"))
    assert isinstance(decision, Same)
    assert decision.key == device.id


def test_what_two_devices_share_recognises_neither(session: Session, world: World, known) -> None:
    for number in "12":
        known(system_serial="BATCH-77", system_uuid=f"{number * 8}-0000-4000-8000-00000000abc1")
    seen = machine(system_serial="BATCH-77", system_uuid="33333333-0000-4000-8000-00000000abc1")
    assert isinstance(recognition.decide(session, world.organisation.id, seen), New)


def test_a_crowd_is_not_read(session: Session, world: World, known) -> None:
    """A batch number on a thousand machines must not make each report slower."""
    for number in range(25):
        known(system_serial="BATCH-77", mac=f"54:e1:ad:00:01:{number:02x}")
    statements: list[object] = []

    def note(_c: object, _cur: object, statement: str, parameters: object, *_more: object) -> None:
        if "device_identifier" in statement:
            statements.append(parameters)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        seen = machine(system_serial="BATCH-77", mac="54:e1:ad:00:02:01")
        decision = recognition.decide(session, world.organisation.id, seen)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert isinstance(decision, New)
    assert ["BATCH-77" in str(parameters) for parameters in statements] == [True, False]


def test_a_part_that_left_recognises_no_more(session: Session, world: World, known) -> None:
    device = known(mac="54:e1:ad:00:00:01")
    seen = machine(mac="54:e1:ad:00:00:01")
    assert isinstance(recognition.decide(session, world.organisation.id, seen), Choice)
    service.forget(session, device, seen.identifiers)
    assert isinstance(recognition.decide(session, world.organisation.id, seen), New)
    service.remember(session, device, seen.identifiers)
    assert isinstance(recognition.decide(session, world.organisation.id, seen), Choice)


def test_organisations_do_not_recognise_each_others_devices(
    session: Session, world: World, known
) -> None:
    other = make_world(session, "Ander atelier")
    known(to=other, system_serial="ABC1234")
    seen = machine(system_serial="ABC1234")
    assert isinstance(recognition.decide(session, world.organisation.id, seen), New)


def test_a_machine_with_nothing_is_new(session: Session, world: World, known) -> None:
    known(system_serial="ABC1234")
    assert isinstance(recognition.decide(session, world.organisation.id, machine()), New)
    assert session.scalar(sa.select(sa.func.count()).select_from(Device)) == 1
