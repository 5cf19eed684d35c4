"""A coordinator takes a device from whoever waits for it, on both databases."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.lending.models import LendingEvent, Reservation
from atelier.lending.reservations import allocating, asking, fulfilling, overruling, taken
from atelier.stock import holds, ledger, places, transfers
from atelier.stock.models import Place, PlaceKind, Transfer
from tests.atelier.lending.conftest import Ask, Lend, Ready
from tests.atelier.lending.looking import bring, make_ready
from tests.factories import World

Move = Callable[..., None]


@pytest.fixture
def other(session: Session, world: World) -> Place:
    return places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Ander punt"
    )


@pytest.fixture
def move(session: Session, world: World) -> Move:
    """Somewhere, with a reason or without."""

    def to(device: Device, place: Place, why: str | None, client_id: str = "") -> None:
        client_id = client_id or str(uuid.uuid4())
        with overruling.overruling(
            session, device, place, why=why, actor=world.actor, client_id=client_id
        ):
            ledger.post(
                session, device, place, reason="moved", actor=world.actor, client_id=client_id
            )

    return to


def held_for(session: Session, device: Device) -> int | None:
    hold = holds.live(session, device.id)
    return hold.place_id if hold else None


def whys(session: Session, reservation: Reservation) -> list[str]:
    rows = session.scalars(
        sa.select(LendingEvent).where(
            LendingEvent.reservation_id == reservation.id, LendingEvent.kind == "taken"
        )
    )
    return [event.data["why"] for event in rows]


def packed(session: Session, world: World, device: Device, to: Place) -> Transfer:
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=to,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    if fulfilling.unit_of(session, device):
        fulfilling.pick(session, transfer, device, actor=world.actor)
    else:
        transfers.add(session, transfer, device)
    return transfer


def test_with_a_reason_it_goes_and_who_waited_gets_the_next(
    session: Session, world: World, ready: Ready, ask: Ask, other: Place, desk: Place, move: Move
) -> None:
    device = ready()
    asked = ask()
    (unit,) = asking.open_units(session, asked)
    spare = ready()
    with pytest.raises(Conflict, match="gereserveerd voor Testpunt"):
        move(device, other, None)
    move(device, other, "De school begint morgen")
    assert ledger.place_of(session, device) == other
    assert held_for(session, device) == other.id  # else the first would get it back
    assert held_for(session, spare) == desk.id
    session.refresh(unit)
    assert unit.resolved_at is None
    assert whys(session, asked) == ["De school begint morgen"]
    (told,) = [one for one in history.events_of(session, device) if one.kind == "taken_over"]
    assert told.data["why"] == "De school begint morgen"
    assert told.account_id == world.actor.account_id


def test_what_lies_ready_is_taken_with_a_reason_and_its_desk_is_told_until_another_lies_there(
    session: Session, world: World, ready: Ready, ask: Ask, desk: Place, other: Place, move: Move
) -> None:
    device, asked = ready(), ask(reference="Klas 3")
    lay_ready(session, world, desk, device, asked)
    with pytest.raises(Conflict, match="gereserveerd voor Testpunt"):  # no desk by itself
        asking.ask_for(
            session,
            desk=other,
            device=device,
            wanted_by=date.today(),
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )
    assert taken.from_desk(session, desk) == []
    move(device, other, "De school begint morgen")
    (told,) = taken.from_desk(session, desk)
    assert (told.device, told.reservation) == (device, asked)
    assert told.why == "De school begint morgen"
    assert taken.from_desk(session, other) == []
    spare = ready()
    allocating.allocate(session, world.organisation.id, actor=world.actor)
    assert len(taken.from_desk(session, desk)) == 1
    lay_ready(session, world, desk, spare, asked)
    assert taken.from_desk(session, desk) == []


def test_what_was_only_promised_is_not_told_to_have_lain_ready(
    session: Session, ready: Ready, ask: Ask, desk: Place, other: Place, move: Move
) -> None:
    device, asked = ready(), ask()
    move(device, other, "De school begint morgen")
    assert whys(session, asked)
    assert taken.from_desk(session, desk) == []


def lay_ready(
    session: Session, world: World, desk: Place, device: Device, asked: Reservation
) -> None:
    bring(session, world, desk, device)
    (unit,) = asking.open_units(session, asked)
    make_ready(session, world, unit)


def test_without_another_it_waits_again(
    session: Session, world: World, ready: Ready, ask: Ask, move: Move
) -> None:
    device = ready()
    asked = ask()
    scrapped = places.virtual(session, world.organisation.id, PlaceKind.SCRAPPED)
    move(device, scrapped, "Gevallen")
    (unit,) = asking.open_units(session, asked)
    assert held_for(session, device) is None
    again = ready()
    ask()
    session.refresh(unit)
    assert unit.hold_id is not None
    assert held_for(session, again) == asked.place_id


@pytest.mark.parametrize("why", ["", "   "])
def test_without_a_reason_nothing_is_taken(
    session: Session, ready: Ready, ask: Ask, other: Place, desk: Place, move: Move, why: str
) -> None:
    device = ready()
    ask()
    with pytest.raises(Invalid) as refused:
        move(device, other, why)
    assert refused.value.field == "over"
    assert held_for(session, device) == desk.id


def test_sent_twice_it_is_taken_once(
    session: Session, ready: Ready, ask: Ask, other: Place, move: Move
) -> None:
    device = ready()
    asked = ask()
    client_id = str(uuid.uuid4())
    for _ in range(2):
        move(device, other, "De school begint morgen", client_id)
    assert len(whys(session, asked)) == 1
    of_other = sa.select(sa.func.count()).where(Reservation.place_id == other.id)
    assert session.scalar(of_other) == 1


def test_a_reason_for_what_nobody_waits_for_takes_nothing(
    session: Session, ready: Ready, other: Place, move: Move
) -> None:
    device = ready()
    move(device, other, "Voor de zekerheid")
    assert held_for(session, device) is None
    assert "taken_over" not in [one.kind for one in history.events_of(session, device)]


def test_what_was_picked_for_another_is_taken_out_of_its_transfer(
    session: Session, world: World, ready: Ready, ask: Ask, desk: Place, other: Place, move: Move
) -> None:
    device = ready()
    asked = ask()
    transfer = packed(session, world, device, desk)
    with pytest.raises(Conflict, match="zending"):
        move(device, other, None)
    move(device, other, "De school begint morgen")
    assert transfers.lines(session, transfer) == []
    assert whys(session, asked) == ["De school begint morgen"]
    (unit,) = asking.open_units(session, asked)
    assert (unit.hold_id, unit.picked_at) == (None, None)


def test_what_was_only_packed_leaves_its_reason_with_the_device(
    session: Session, world: World, ready: Ready, desk: Place, move: Move
) -> None:
    device = ready()
    transfer = packed(session, world, device, desk)
    move(device, world.bench, "Het scherm flikkert")
    assert transfers.lines(session, transfer) == []
    (told,) = [one for one in history.events_of(session, device) if one.kind == "taken_over"]
    assert told.data["values"] == {"number": str(transfer.number), "place": "Testpunt"}


def test_what_is_promised_and_packed_may_be_taken_to_the_bench_and_stays_promised(
    session: Session, world: World, ready: Ready, ask: Ask, desk: Place, move: Move
) -> None:
    device = ready()
    asked = ask()
    packed(session, world, device, desk)
    move(device, world.bench, "Het scherm flikkert")
    assert held_for(session, device) == desk.id
    assert whys(session, asked) == []


def test_a_promise_without_a_reservation_is_let_go_as_well(
    session: Session, world: World, ready: Ready, desk: Place, move: Move
) -> None:
    device = ready()
    holds.make(session, device, desk, actor=world.actor, client_id=str(uuid.uuid4()))
    scrapped = places.virtual(session, world.organisation.id, PlaceKind.SCRAPPED)
    move(device, scrapped, "Gevallen")
    assert held_for(session, device) is None


def test_what_a_borrower_has_is_promised_to_nobody(
    session: Session, at_desk: Ready, lend: Lend, world: World, other: Place
) -> None:
    """So that a gift or a return of it takes it from nobody."""
    device = at_desk()
    lend(device)
    with pytest.raises(Conflict, match="Uitgeleend"):
        asking.ask_for(
            session,
            desk=other,
            device=device,
            wanted_by=date.today() + timedelta(days=3),
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )


def test_sent_again_later_it_takes_nothing_from_whoever_has_it_since(
    session: Session, world: World, ready: Ready, ask: Ask, other: Place, desk: Place, move: Move
) -> None:
    device, client_id = ready(), str(uuid.uuid4())
    ask()
    move(device, other, "Er wacht iemand", client_id)
    third = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Derde punt"
    )
    move(device, third, "Daar is het nodiger")
    move(device, other, "Er wacht iemand", client_id)
    assert ledger.place_of(session, device) == third
    assert held_for(session, device) == third.id
