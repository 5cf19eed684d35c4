"""Promises that are taken over, changed or lost, on both databases."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import settings
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.lending.models import LendingEvent
from atelier.lending.reservations import allocating, asking, fulfilling, picking, reassigning
from atelier.people.actor import SYSTEM
from atelier.stock import found, holds, ledger, places, stocktakes
from atelier.stock.models import Hold, Place, PlaceKind
from tests.atelier.lending.conftest import Ask, Ready
from tests.atelier.lending.looking import bring, make_ready, promised, states, transfer_to, units
from tests.factories import World, tell

DAY = timedelta(days=1)
DEFAULTS = settings.load().lending


def test_a_coordinator_takes_a_promised_device_with_a_reason(
    session: Session, world: World, ready: Ready, ask: Ask, neighbour: Place
) -> None:
    only = ready()
    first, second = ask(), ask(desk=neighbour)
    (loser,), (winner,) = units(session, first), units(session, second)
    with pytest.raises(Conflict, match="niet vrij"):
        reassigning.change(session, winner, only, actor=world.actor)
    with pytest.raises(Invalid, match="waarom"):
        reassigning.change(session, winner, only, actor=world.actor, over="  ")
    reassigning.change(session, winner, only, actor=world.actor, over="Dringend voor school.")
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
        reassigning.change(session, winner, only, actor=world.actor, over="Dringend.")


def test_two_units_of_one_reservation_change_devices(
    session: Session, world: World, ready: Ready, ask: Ask, neighbour: Place
) -> None:
    first_device, second_device = ready(), ready()
    reservation = ask(2, desk=neighbour)
    first, second = units(session, reservation)
    reassigning.change(session, second, first_device, actor=world.actor, over="Dringend.")
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
        reassigning.change(session, unit, other, actor=world.actor)
    (winner,) = units(session, ask(desk=neighbour))
    reassigning.change(session, winner, wanted, actor=world.actor, over="Dringend.")
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


def test_what_left_the_desk_lies_ready_no_more_and_is_not_given_up(
    session: Session, world: World, desk: Place, ready: Ready, ask: Ask
) -> None:
    device, asked = ready(), ask()
    bring(session, world, desk, device)
    (unit,) = units(session, asked)
    make_ready(session, world, unit)
    move(session, world, device, world.shelf)
    assert states(session, asked) == ["promised"]
    assert fulfilling.expire(session, world.organisation.id, today=date.today() + 90 * DAY) == 0
    assert promised(session, asked) == {device.id}
    bring(session, world, desk, device)
    assert states(session, asked) == ["arrived"]  # so somebody looks at it again
    assert fulfilling.expire(session, world.organisation.id, today=date.today() + 90 * DAY) == 0
    make_ready(session, world, unit, date.today() + 90 * DAY)
    assert states(session, asked) == ["ready"]
    assert unit.keep_until is not None
    assert unit.keep_until > date.today() + 90 * DAY
    kinds = session.scalars(sa.select(LendingEvent.kind).order_by(LendingEvent.id))
    assert list(kinds) == ["asked", "promised", "picked", "ready", "picked", "ready"]


def test_what_came_back_to_the_workshop_is_to_be_picked_again(
    session: Session, world: World, desk: Place, ready: Ready, ask: Ask
) -> None:
    device, other, asked = ready(), ready(grade="A"), ask()
    (unit,) = units(session, asked)
    bring(session, world, desk, device)
    move(session, world, device, world.shelf)
    assert picking.counts(session, world.organisation.id) == [(desk, 1, 1)]
    reassigning.change(session, unit, other, actor=world.actor)  # which nobody picked yet
    assert promised(session, asked) == {other.id}


def test_what_is_found_again_in_the_workshop_does_not_lie_ready(
    session: Session, world: World, desk: Place, ready: Ready, ask: Ask
) -> None:
    device, asked = ready(), ask()
    bring(session, world, desk, device)
    make_ready(session, world, units(session, asked)[0])
    lose_all(session, world, desk)
    found.find(session, device, world.shelf, actor=world.actor)
    assert states(session, asked) == ["promised"]


def move(session: Session, world: World, device: Device, to: Place) -> None:
    ledger.post(session, device, to, reason="moved", actor=world.actor, client_id=str(uuid.uuid4()))


def lose_all(session: Session, world: World, place: Place) -> None:
    """A count of the place in which nobody sees anything."""
    count = stocktakes.open_one(
        session,
        organisation_id=world.organisation.id,
        place=place,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    stocktakes.close(session, count, actor=world.actor)


def test_who_asked_for_what_turned_out_to_be_another_gets_that_one(
    session: Session, world: World, desk: Place, ready: Ready
) -> None:
    """Two records were one device, of which somebody had reserved the one that went."""
    gone, kept = ready(), ready()
    gone.tag = None
    asked = asking.ask_for(
        session,
        desk=desk,
        device=gone,
        wanted_by=date.today(),
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    devices.merge(session, keep=kept, absorb=gone, actor=world.actor)
    merged = places.virtual(session, world.organisation.id, PlaceKind.MERGED)
    ledger.post(
        session, gone, merged, reason="merged", actor=world.actor, client_id=str(uuid.uuid4())
    )
    allocating.allocate(session, world.organisation.id, actor=SYSTEM)
    assert promised(session, asked) == {kept.id}


def test_what_breaks_is_promised_no_more_and_another_is(
    session: Session, world: World, ready: Ready, ask: Ask
) -> None:
    """It may take months to mend, while another that will do lies ready."""
    broken, first = ready(), ask()
    tell(session, world, broken, facts.FAULT_OPENED, fault="lamp", blocking=True)
    allocating.allocate(session, world.organisation.id, actor=SYSTEM)
    assert states(session, first) == ["waiting"]
    other = ready()
    allocating.allocate(session, world.organisation.id, actor=SYSTEM)
    assert promised(session, first) == {other.id}
    tell(session, world, broken, facts.FAULT_CLOSED, fault="lamp")
    assert promised(session, ask()) == {broken.id}


def test_who_asked_for_one_that_is_being_mended_waits_for_it(
    session: Session, world: World, desk: Place, ready: Ready
) -> None:
    device = ready()
    tell(session, world, device, facts.FAULT_OPENED, fault="lamp", blocking=True)
    asked: dict[str, Any] = {"desk": desk, "device": device, "actor": world.actor}
    (mine,) = asking.open_units(
        session,
        asking.ask_for(session, wanted_by=date.today(), client_id=str(uuid.uuid4()), **asked),
    )
    allocating.allocate(session, world.organisation.id, actor=SYSTEM)
    assert holds.live(session, device.id) is not None
    assert mine.hold_id is not None


def test_a_desk_that_closed_keeps_nothing_from_others_and_its_turn(
    session: Session, world: World, desk: Place, neighbour: Place, ready: Ready, ask: Ask
) -> None:
    device, waits = ready(), ask()
    places.close(session, desk)
    late = ask(desk=neighbour)
    assert states(session, waits) == ["waiting"]
    assert promised(session, late) == {device.id}
    ready()
    allocating.allocate(session, world.organisation.id, actor=SYSTEM)
    assert states(session, waits) == ["waiting"]
    places.reopen(session, desk)
    allocating.allocate(session, world.organisation.id, actor=SYSTEM)
    assert states(session, waits) == ["promised"]
