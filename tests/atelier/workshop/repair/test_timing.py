"""How long it took: believed as far as the clock on the wall."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from atelier.db import some_time_ago
from atelier.devices.models import Device
from atelier.errors import Invalid
from atelier.people.actor import Actor
from atelier.people.roles import Role
from atelier.workshop.repair import service, timing
from atelier.workshop.repair.models import Repair
from tests.factories import World


@pytest.fixture
def begun(session: Session, world: World, device: Device) -> Repair:
    """Two hours ago."""
    with some_time_ago(timedelta(hours=2)):
        return service.start(
            session, device, "keyboard", actor=world.actor, client_id=str(uuid.uuid4())
        )


def _ran(session: Session, world: World, repair: Repair, seconds: int, asked: str) -> None:
    timing.ran(session, repair, seconds, actor=world.actor, client_id=asked)


def _spent(session: Session, repair: Repair) -> int:
    return timing.spent(session, [repair.id]).get(repair.id, 0)


def test_a_clock_that_is_told_again_counts_once(
    session: Session, world: World, begun: Repair
) -> None:
    one, other = str(uuid.uuid4()), str(uuid.uuid4())
    for seconds in (30, 60, 60, 30):
        _ran(session, world, begun, seconds, one)
    assert _spent(session, begun) == 60
    _ran(session, world, begun, 20, other)
    assert _spent(session, begun) == 80


def test_no_more_than_went_by(session: Session, world: World, repair: Repair) -> None:
    _ran(session, world, repair, 99_999, asked := str(uuid.uuid4()))
    assert _spent(session, repair) <= 61
    _ran(session, world, repair, 99_999, asked)
    assert _spent(session, repair) <= 130


def test_by_hand_never_below_nothing(session: Session, world: World, repair: Repair) -> None:
    def press(seconds: int, asked: str | None = None) -> None:
        client_id = asked or str(uuid.uuid4())
        timing.adjust(session, repair, seconds, actor=world.actor, client_id=client_id)

    press(300, again := str(uuid.uuid4()))
    press(300, again)
    press(300)
    assert _spent(session, repair) == 600
    for _ in range(3):
        press(-300)
    assert _spent(session, repair) == 0
    with pytest.raises(Invalid):
        press(4000)


def test_what_is_closed_takes_no_more_time(session: Session, world: World, begun: Repair) -> None:
    _ran(session, world, begun, 30, str(uuid.uuid4()))
    service.close(session, begun, "repairable", actor=world.actor)
    _ran(session, world, begun, 30, str(uuid.uuid4()))
    timing.adjust(session, begun, 300, actor=world.actor, client_id=str(uuid.uuid4()))
    assert _spent(session, begun) == 30


def test_who_has_it_open_twice_works_on_it_once(
    session: Session, world: World, begun: Repair
) -> None:
    """An hour with two tabs side by side is an hour; a colleague's hour is another."""
    one, other = str(uuid.uuid4()), str(uuid.uuid4())
    for minutes in (60, 30, 0):
        with some_time_ago(timedelta(minutes=minutes)):
            for tab in (one, other):
                _ran(session, world, begun, 30 + 60 * (60 - minutes), tab)
    assert 3600 <= _spent(session, begun) <= 3800
    colleague = Actor(account_id=world.accounts[Role.COORDINATOR].id)
    timing.ran(session, begun, 3600, actor=colleague, client_id=str(uuid.uuid4()))
    assert _spent(session, begun) >= 7200


def test_what_was_paused_does_not_take_from_later(
    session: Session, world: World, begun: Repair
) -> None:
    with some_time_ago(timedelta(minutes=60)):
        _ran(session, world, begun, 600, str(uuid.uuid4()))
    _ran(session, world, begun, 1200, str(uuid.uuid4()))
    assert _spent(session, begun) == 1800
