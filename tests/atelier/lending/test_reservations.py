"""Reservations from the question to the shelf of the desk, on both databases."""

import threading
import uuid
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import settings
from atelier.db import db
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.lending.fitting import Wish
from atelier.lending.models import LendingEvent, Reservation, ReservedUnit
from atelier.lending.reservations import allocating, asking, fulfilling, reassigning
from atelier.people.actor import SYSTEM
from atelier.stock import holds, ledger, places, transfers
from atelier.stock.models import Desk, Hold, Place, PlaceKind
from tests.atelier.lending.conftest import Ask, Ready
from tests.atelier.lending.looking import bring, make_ready, promised, states, transfer_to, units
from tests.factories import World, tell

DAY = timedelta(days=1)
DEFAULTS = settings.load().lending


def test_what_is_there_is_promised_and_the_rest_waits(
    session: Session, ask: Ask, ready: Ready
) -> None:
    devices = {ready().id, ready().id}
    reservation = ask(3)
    assert states(session, reservation) == ["promised", "promised", "waiting"]
    assert promised(session, reservation) == devices


def test_who_waits_gets_what_becomes_ready(
    session: Session, world: World, ask: Ask, ready: Ready
) -> None:
    late, early = ask(wanted_by=date.today() + 9 * DAY), ask(wanted_by=date.today() + DAY)
    ready()
    assert allocating.allocate(session, world.organisation.id, actor=world.actor) == 1
    assert (states(session, late), states(session, early)) == (["waiting"], ["promised"])


def test_only_what_will_do_is_promised(session: Session, ask: Ask, ready: Ready) -> None:
    ready(grade="C", screen_inches=19.0)
    reservation = ask(wish={"screen_inches": 22.0})
    assert states(session, reservation) == ["waiting"]
    big = ready(grade="B", screen_inches=24.0)
    allocating.allocate(session, reservation.workshop_id, actor=SYSTEM)
    assert promised(session, reservation) == {big.id}


def test_asked_twice_is_asked_once(session: Session, ask: Ask, ready: Ready) -> None:
    ready()
    ready()
    client_id = str(uuid.uuid4())
    assert ask(client_id=client_id) is ask(client_id=client_id)
    live = sa.select(sa.func.count()).select_from(Hold)
    assert session.scalar(live) == 1


def test_this_one_device(
    session: Session, world: World, desk: Place, neighbour: Place, ready: Ready
) -> None:
    device = ready()

    def ask_for(place: Place) -> Reservation:
        return asking.ask_for(
            session,
            desk=place,
            device=device,
            wanted_by=date.today(),
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )

    assert promised(session, ask_for(desk)) == {device.id}
    with pytest.raises(Conflict) as refused:
        ask_for(neighbour)
    assert refused.value.values == {"desk": desk.name}


def test_not_what_waits_for_another_van_or_stands_at_a_point_for_good(
    session: Session, world: World, desk: Place, neighbour: Place, ready: Ready
) -> None:
    packed, kept = ready(), ready()
    going = transfer_to(session, world, desk)
    transfers.add(session, going, packed)
    equipment = places.create(
        session,
        organisation_id=world.organisation.id,
        kind=PlaceKind.EQUIPMENT,
        name="Uitrusting",
        parent=desk,
    )
    ledger.post(
        session, kept, equipment, reason="moved", actor=world.actor, client_id=str(uuid.uuid4())
    )

    def ask_for(device: Device, at: Place) -> Reservation:
        return asking.ask_for(
            session,
            desk=at,
            device=device,
            wanted_by=date.today(),
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )

    for device in (packed, kept):
        with pytest.raises(Conflict):
            ask_for(device, neighbour)
    assert states(session, ask_for(packed, desk)) == ["promised"]
    transfers.send(session, going, actor=world.actor)


@pytest.mark.parametrize(
    "wrong",
    [
        {"wanted_by": date.today() - DAY},
        {"wanted_by": date.today() + 3000 * DAY},
        {"quantity": 0},
        {"quantity": 201},
        {"wish": {}, "kind": "spoon"},
    ],
    ids=["past", "far", "none", "too many", "no kind"],
)
def test_what_cannot_be_is_refused(session: Session, ask: Ask, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        ask(**wrong)
    assert session.scalar(sa.select(sa.func.count()).select_from(Reservation)) == 0


def test_only_a_desk_asks(session: Session, world: World, ask: Ask) -> None:
    with pytest.raises(Invalid):
        ask(desk=world.shelf)


def test_cancelled_it_goes_to_who_waits(
    session: Session, world: World, ask: Ask, ready: Ready
) -> None:
    device = ready()
    first, second = ask(), ask()
    client_id = str(uuid.uuid4())
    for _ in range(2):
        asking.cancel(session, first, actor=world.actor, client_id=client_id)
    assert states(session, first) == ["cancelled"]
    assert promised(session, second) == {device.id}


def test_a_coordinator_chooses_otherwise(
    session: Session, world: World, ask: Ask, ready: Ready
) -> None:
    ready()
    reservation = ask()
    better = ready(grade="A")
    (unit,) = units(session, reservation)
    reassigning.change(session, unit, better, actor=world.actor)
    assert promised(session, reservation) == {better.id}
    other = ask()
    with pytest.raises(Conflict):
        reassigning.change(session, units(session, other)[0], better, actor=world.actor)
    reassigning.change(session, unit, None, actor=world.actor)
    assert states(session, reservation) == ["waiting"]


def test_the_whole_way_to_the_desk(
    session: Session, world: World, desk: Place, ask: Ask, ready: Ready
) -> None:
    device = ready()
    reservation = ask()
    (unit,) = units(session, reservation)
    transfer = transfer_to(session, world, desk)
    for _ in range(2):
        fulfilling.pick(session, transfer, device, actor=world.actor)
    assert states(session, reservation) == ["picked"]
    fulfilling.put_back(session, transfer, device, actor=world.actor)
    assert states(session, reservation) == ["promised"]
    fulfilling.pick(session, transfer, device, actor=world.actor)
    with pytest.raises(Conflict):
        reassigning.change(session, unit, None, actor=world.actor)
    transfers.send(session, transfer, actor=world.actor)
    assert states(session, reservation) == ["in_transit"]
    with pytest.raises(Conflict):
        make_ready(session, world, unit)
    transfers.arrive(session, transfer, device, actor=world.actor)
    assert states(session, reservation) == ["arrived"]
    assert unit.keep_until is None  # nobody saw it yet: no day runs
    make_ready(session, world, unit)
    assert states(session, reservation) == ["ready"]
    kinds = list(session.scalars(sa.select(LendingEvent.kind).order_by(LendingEvent.id)))
    assert kinds == ["asked", "promised", "picked", "put_back", "picked", "ready"]


def test_it_is_kept_until_a_day_on_which_the_desk_is_open(
    session: Session, world: World, desk: Place, ask: Ask, ready: Ready
) -> None:
    session.add(Desk(place_id=desk.id, hours={"tue": [["09:00", "12:00"]]}))
    device = ready()
    reservation = ask()
    bring(session, world, desk, device)
    (unit,) = units(session, reservation)
    wednesday = date(2030, 1, 2)
    make_ready(session, world, unit, wednesday)
    make_ready(session, world, unit, wednesday + DAY)
    assert unit.keep_until == date(2030, 1, 15)  # a week later is a Wednesday; then a Tuesday


def test_what_nobody_came_for_is_free_again(
    session: Session, world: World, desk: Place, ask: Ask, ready: Ready
) -> None:
    device = ready()
    first, second = ask(), ask()
    bring(session, world, desk, device)
    make_ready(session, world, units(session, first)[0])
    last = date.today() + DEFAULTS.keep_days * DAY

    def expire(today: date) -> int:
        return fulfilling.expire(session, world.organisation.id, today=today)

    assert expire(last) == 0
    assert expire(last + DAY) == 1
    assert expire(last + DAY) == 0
    assert states(session, first) == ["expired"]
    assert promised(session, second) == {device.id}
    assert states(session, second) == ["arrived"]


def test_one_scan_fills_one_line_of_its_own_desk(
    session: Session, world: World, neighbour: Place, ask: Ask, ready: Ready
) -> None:
    device, stray = ready(), ready()
    ask(2, desk=neighbour)
    desk = session.get_one(Place, ask().place_id)
    with pytest.raises(NotFound):
        fulfilling.pick(session, transfer_to(session, world, desk), device, actor=world.actor)
    transfer = transfer_to(session, world, neighbour)
    fulfilling.pick(session, transfer, device, actor=world.actor)
    fulfilling.pick(session, transfer, stray, actor=world.actor)
    picked = session.scalar(sa.select(sa.func.count()).where(ReservedUnit.picked_at.is_not(None)))
    assert picked == 2


def test_promised_it_goes_to_nobody_else(
    session: Session, world: World, neighbour: Place, ask: Ask, ready: Ready
) -> None:
    device = ready()
    desk = session.get_one(Place, ask().place_id)
    with pytest.raises(Conflict) as refused:
        ledger.post(
            session,
            device,
            neighbour,
            reason="moved",
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )
    assert refused.value.values == {"desk": desk.name}
    ledger.post(
        session,
        device,
        world.bench,
        reason="moved",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )


def test_what_comes_to_the_bench_may_be_promised_and_what_breaks_may_not(
    session: Session, world: World, ask: Ask, ready: Ready
) -> None:
    device = ready()
    tell(session, world, device, facts.REPAIRED)
    assert device.next_step == "check"
    assert states(session, ask()) == ["promised"]
    other = ready()
    tell(session, world, other, facts.FAULT_OPENED, fault="lamp", blocking=True)
    assert states(session, ask()) == ["waiting"]


def test_many_desks_at_once_promise_each_device_once(
    app: APIFlask, session: Session, world: World, desk: Place, ready: Ready
) -> None:
    """Ten ask at the same moment for one of four."""
    for _ in range(4):
        ready()
    desk_id, actor = desk.id, world.actor
    session.commit()

    def work() -> None:
        with app.app_context():
            asking.ask(
                db.session,
                desk=db.session.get_one(Place, desk_id),
                wish=Wish(kind="screen"),
                quantity=1,
                wanted_by=date.today(),
                actor=actor,
                client_id=str(uuid.uuid4()),
            )
            db.session.commit()
            db.session.close()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    held = list(session.scalars(sa.select(Hold.device_id).where(Hold.resolved_at.is_(None))))
    assert len(held) == len(set(held)) == 4
    assert session.scalar(sa.select(sa.func.count()).select_from(Reservation)) == 10


def test_a_promise_is_resolved_once(
    session: Session, world: World, desk: Place, ready: Ready
) -> None:
    device = ready()
    hold = holds.make(session, device, desk, actor=world.actor, client_id=str(uuid.uuid4()))
    assert [holds.resolve(session, hold, how) for how in ("collected", "expired")] == [True, False]
    assert hold.resolution == "collected"
    assert holds.live(session, device.id) is None
