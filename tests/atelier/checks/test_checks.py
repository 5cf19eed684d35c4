"""What always holds is found broken when it is broken, and caches come back."""

import uuid
from datetime import date

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import checks
from atelier.cli_check import check, recompute
from atelier.db import now
from atelier.devices import service
from atelier.devices.models import Device, Photo, Tag
from atelier.stock import ledger, places
from atelier.stock.models import Holding, Place, PlaceKind, Posting
from labels import tags as numbers
from tests.factories import World, give_tag, make_world


@pytest.fixture
def devices(session: Session, world: World) -> list[Device]:
    """Two tagged laptops that moved twice, and one that never came in."""
    made = [
        service.create(
            session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
        )
        for _ in range(3)
    ]
    for device in made[:2]:
        give_tag(session, device, actor=world.actor)
        for place in (world.bench, world.shelf):
            move(session, world, device, place)
    session.commit()
    return made


def move(session: Session, world: World, device: Device, place: Place) -> None:
    client_id = str(uuid.uuid4())
    ledger.post(session, device, place, reason="test", actor=world.actor, client_id=client_id)


def found(session: Session) -> dict[str, list[str]]:
    """What is wrong now: the check, and of what."""
    session.commit()
    return {
        name: [finding.subject for finding in findings]
        for name, findings in checks.run(session)
        if findings
    }


def test_what_the_verbs_make_holds(session: Session, devices: list[Device]) -> None:
    assert found(session) == {}


def test_a_cached_place_that_is_off(session: Session, world: World, devices: list[Device]) -> None:
    first, second, third = (device.id for device in devices)
    session.execute(
        sa.update(Holding).where(Holding.device_id == first).values(place_id=world.bench.id)
    )
    session.execute(sa.delete(Holding).where(Holding.device_id == second))
    session.add(Holding(device_id=third, place_id=world.bench.id))
    name = "the place of each device follows from its moves"
    assert found(session) == {name: [f"device {id_}" for id_ in (first, second, third)]}
    assert checks.recompute(session)["places"] == 3
    assert found(session) == {}
    assert session.get_one(Holding, first).place_id == world.shelf.id
    assert session.get(Holding, third) is None


def test_a_move_from_where_it_was_not(
    session: Session, world: World, devices: list[Device]
) -> None:
    device = devices[0]
    session.add(posting(world, device, world.bench, world.shelf))
    assert found(session) == {"each move starts where the last one ended": [f"device {device.id}"]}


def test_a_first_move_out_of_nowhere(session: Session, world: World, devices: list[Device]) -> None:
    device = devices[2]
    session.add(posting(world, device, world.bench, world.shelf))
    session.add(Holding(device_id=device.id, place_id=world.shelf.id))
    assert found(session) == {"each move starts where the last one ended": [f"device {device.id}"]}


def test_a_move_to_another_organisation(
    session: Session, world: World, devices: list[Device]
) -> None:
    device, other = devices[2], make_world(session, "Andere")
    donor = places.virtual(session, world.organisation.id, PlaceKind.DONOR)
    session.add(posting(world, device, donor, other.bench))
    session.add(Holding(device_id=device.id, place_id=other.bench.id))
    assert found(session) == {"nothing crosses to another organisation": [f"device {device.id}"]}


def test_a_cached_step_that_is_off(session: Session, devices: list[Device]) -> None:
    device_id, right = devices[0].id, devices[0].next_step
    session.execute(sa.update(Device).where(Device.id == device_id).values(next_step="ready"))
    name = "the next step of each device follows from its facts"
    assert found(session) == {name: [f"device {device_id}"]}
    assert {what: count for what, count in checks.recompute(session).items() if count} == {
        "next steps": 1
    }
    session.commit()
    assert session.get_one(Device, device_id).next_step == right
    assert found(session) == {}


@pytest.mark.parametrize(
    "off", [{"software": "school"}, {"inspect_by": date(2030, 1, 1)}, {"next_reason": "on_trial"}]
)
def test_what_is_kept_for_lists_and_is_off(
    session: Session, devices: list[Device], off: dict[str, object]
) -> None:
    device_id = devices[0].id
    session.execute(sa.update(Device).where(Device.id == device_id).values(**off))
    name = "the next step of each device follows from its facts"
    assert found(session) == {name: [f"device {device_id}"]}
    assert checks.recompute(session)["next steps"] == 1
    assert found(session) == {}


def test_a_reason_that_was_never_kept_is_not_wrong_and_comes_back(
    session: Session, devices: list[Device]
) -> None:
    """Of what has stood still since before there was one."""
    device_id, right = devices[0].id, devices[0].next_reason
    session.execute(sa.update(Device).where(Device.id == device_id).values(next_reason=None))
    assert found(session) == {}
    assert checks.recompute(session)["next steps"] == 1
    session.commit()
    assert (session.get_one(Device, device_id).next_reason, right is None) == (right, False)


def test_a_photo_that_is_not_the_newest(session: Session, devices: list[Device]) -> None:
    device = devices[0]
    there = {"organisation_id": device.organisation_id, "device_id": device.id}
    older, newer = (Photo(sha256=one * 64, width=1, height=1, **there) for one in "ab")
    for photo in (older, newer):
        session.add(photo)
        session.flush()
    for off in (None, older.id):
        device.photo_id = off
        session.flush()
        assert found(session) == {"the newest photo stands for its device": [f"device {device.id}"]}
        assert checks.recompute(session)["photos"] == 1
        assert device.photo_id == newer.id


def test_a_tag_that_is_not_its_own(session: Session, devices: list[Device]) -> None:
    first, third = devices[0], devices[2]
    number = numbers.new()
    session.add(Tag(number=number, organisation_id=first.organisation_id))
    third.tag = number
    first.tag = None
    assert found(session) == {
        "devices carry their own tag": [f"device {third.id}"],
        "claimed tags lead to a device": [f"tag {_tag_of(session, first)}"],
    }


def test_a_number_that_cannot_be(session: Session, world: World, devices: list[Device]) -> None:
    session.add(Tag(number="1234567800", organisation_id=world.organisation.id))
    assert found(session) == {"tag numbers are valid": ["tag 1234567800"]}


def test_two_records_of_one_device_hold(
    session: Session, world: World, devices: list[Device]
) -> None:
    service.merge(session, keep=devices[0], absorb=devices[2], actor=world.actor)
    assert found(session) == {}


def test_the_commands(app: APIFlask, session: Session, devices: list[Device]) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(check).exit_code == 0
    session.execute(sa.update(Device).values(next_step="ready"))
    session.commit()
    answer = runner.invoke(check)
    assert answer.exit_code == 1
    assert "3 things are wrong" in answer.output
    assert "3 next steps put right" in runner.invoke(recompute).output
    assert runner.invoke(check).exit_code == 0


def posting(world: World, device: Device, origin: Place, to: Place) -> Posting:
    """A row that ``ledger.post`` would never write."""
    return Posting(
        organisation_id=world.organisation.id,
        client_id=str(uuid.uuid4()),
        device_id=device.id,
        from_place_id=origin.id,
        to_place_id=to.id,
        reason="test",
        at=now(),
    )


def _tag_of(session: Session, device: Device) -> str:
    return session.scalars(sa.select(Tag.number).where(Tag.device_id == device.id)).one()
