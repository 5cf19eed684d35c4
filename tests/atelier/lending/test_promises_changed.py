"""Promises that are taken over, changed or lost, on both databases."""

import uuid
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import settings
from atelier.errors import Conflict, Invalid
from atelier.lending.models import LendingEvent
from atelier.lending.reservations import allocating, asking, fulfilling
from atelier.people.actor import SYSTEM
from atelier.stock import stocktakes
from atelier.stock.models import Hold, Place
from tests.atelier.lending.conftest import Ask, Ready
from tests.atelier.lending.looking import promised, states, transfer_to, units
from tests.factories import World

DAY = timedelta(days=1)
DEFAULTS = settings.load().lending


def test_a_coordinator_takes_a_promised_device_with_a_reason(
    session: Session, world: World, ready: Ready, ask: Ask, neighbour: Place
) -> None:
    only = ready()
    first, second = ask(), ask(desk=neighbour)
    (loser,), (winner,) = units(session, first), units(session, second)
    with pytest.raises(Conflict, match="niet vrij"):
        allocating.change(session, winner, only, actor=world.actor)
    with pytest.raises(Invalid, match="waarom"):
        allocating.change(session, winner, only, actor=world.actor, over="  ")
    allocating.change(session, winner, only, actor=world.actor, over="Dringend voor school.")
    assert promised(session, second) == {only.id}
    assert states(session, first) == ["waiting"]
    taken = session.scalars(sa.select(LendingEvent).where(LendingEvent.kind == "taken")).one()
    assert taken.reservation_id == first.id
    assert taken.data == {"unit": loser.number, "device": only.id, "why": "Dringend voor school."}


def test_whoever_loses_a_device_gets_another_at_once(
    session: Session, world: World, ready: Ready, ask: Ask, neighbour: Place
) -> None:
    wanted, first = ready(), ask()
    asked = asking.ask_for(
        session,
        desk=neighbour,
        device=wanted,
        wanted_by=date.today(),
        actor=world.actor,
        client_id=str(uuid.uuid4()),
        over="Dit is het enige met een groot toetsenbord.",
    )
    assert promised(session, asked) == {wanted.id}
    assert states(session, first) == ["waiting"]
    other = ready()
    allocating.allocate(session, world.organisation.id, actor=SYSTEM)
    assert promised(session, first) == {other.id}


def test_what_is_packed_is_not_taken(
    session: Session, world: World, ready: Ready, ask: Ask, desk: Place, neighbour: Place
) -> None:
    only = ready()
    ask()
    transfer = transfer_to(session, world, desk)
    fulfilling.pick(session, transfer, only, actor=world.actor)
    (winner,) = units(session, ask(desk=neighbour))
    with pytest.raises(Conflict, match=f"zending {transfer.number}"):
        allocating.change(session, winner, only, actor=world.actor, over="Dringend.")


def test_two_units_of_one_reservation_change_devices(
    session: Session, world: World, ready: Ready, ask: Ask, neighbour: Place
) -> None:
    first_device, second_device = ready(), ready()
    reservation = ask(2, desk=neighbour)
    first, second = units(session, reservation)
    allocating.change(session, second, first_device, actor=world.actor, over="Dringend.")
    assert states(session, reservation) == ["promised", "promised"]
    assert promised(session, reservation) == {first_device.id, second_device.id}
    live = session.scalars(sa.select(Hold.id).where(Hold.resolved_at.is_(None))).all()
    assert {first.hold_id, second.hold_id} == set(live)


def test_who_asked_for_one_device_gets_no_other_and_gets_it_back(
    session: Session, world: World, ready: Ready, ask: Ask, desk: Place, neighbour: Place
) -> None:
    wanted, other = ready(), ready()
    mine = asking.ask_for(
        session,
        desk=desk,
        device=wanted,
        wanted_by=date.today(),
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    (unit,) = units(session, mine)
    with pytest.raises(Conflict, match="één bepaald toestel"):
        allocating.change(session, unit, other, actor=world.actor)
    (winner,) = units(session, ask(desk=neighbour))
    allocating.change(session, winner, wanted, actor=world.actor, over="Dringend.")
    assert states(session, mine) == ["waiting"]
    asking.cancel_unit(session, winner, actor=world.actor)
    assert promised(session, mine) == {wanted.id}


def test_what_is_missing_after_a_count_is_promised_to_nobody(
    session: Session, world: World, ready: Ready, ask: Ask
) -> None:
    ready()
    reservation = ask()
    count = stocktakes.open_one(
        session,
        organisation_id=world.organisation.id,
        place=world.shelf,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    stocktakes.close(session, count, actor=world.actor)
    assert states(session, reservation) == ["waiting"]
    other = ready()
    allocating.allocate(session, world.organisation.id, actor=SYSTEM)
    assert promised(session, reservation) == {other.id}
