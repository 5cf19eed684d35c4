"""Which device comes next: what a desk waits for, then what waits longest."""

import threading
import uuid
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.bench import working
from atelier.db import db, now, today
from atelier.devices import history
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict
from atelier.lending.fitting import Wish
from atelier.lending.models import Reservation
from atelier.lending.reservations import asking
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import holds, ledger, places
from atelier.stock.models import Place, PlaceKind
from atelier.web.my_bench import queue
from tests.atelier.bench.conftest import Issue, PutOn, issue, put_on
from tests.factories import World, give_tag, make_ready

GB = 1024**3
__all__ = ["issue", "put_on"]  # fixtures


def new_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def me(world: World) -> Account:
    return world.accounts[Role.BENCH_WORKER]


@pytest.fixture
def desk(session: Session, world: World) -> Place:
    own = world.organisation.id
    return places.create(session, organisation_id=own, kind=PlaceKind.DESK, name="Testpunt")


def waiting(
    session: Session, world: World, hours: int, step: str = "diagnose", **known: object
) -> Device:
    """On the shelf, at ``step`` for so many hours."""
    device = Device(organisation_id=world.organisation.id, kind="laptop", **known)
    session.add(device)
    session.flush()
    give_tag(session, device, actor=world.actor)
    history.record(session, device, "received", actor=world.actor, data={"source": "test"})
    ledger.post(
        session, device, world.shelf, reason="intake", actor=world.actor, client_id=new_id()
    )
    device.next_step, device.next_step_since = step, now() - timedelta(hours=hours)
    session.flush()
    return device


def reserve(
    session: Session, world: World, desk: Place, quantity: int = 1, **least: int
) -> Reservation:
    """As desks do it: what can be promised is promised at once."""
    return asking.ask(
        session,
        desk=desk,
        wish=Wish(kind="laptop", **least),
        quantity=quantity,
        wanted_by=today() + timedelta(days=9),
        actor=world.actor,
        client_id=new_id(),
    )


def next_one(session: Session, me: Account) -> int:
    return queue.take_next(session, me, bench=None, client_id=new_id()).device_id


def test_what_waits_longest_comes_first(session: Session, world: World, me: Account) -> None:
    short, long = (waiting(session, world, hours) for hours in (1, 5))
    assert queue.waiting(session, me) == 2
    assert [next_one(session, me) for _ in range(2)] == [long.id, short.id]
    assert queue.waiting(session, me) == 0
    with pytest.raises(Conflict, match="wacht nu geen toestel"):
        next_one(session, me)


def test_what_is_promised_goes_before_what_is_older_the_oldest_reservation_first(
    session: Session, world: World, me: Account, desk: Place
) -> None:
    oldest = waiting(session, world, 50)
    large = waiting(session, world, 9, step="erase", memory_bytes=16 * GB)
    small = waiting(session, world, 7, step="erase", memory_bytes=8 * GB)
    for least, device in ((8, small), (16, large)):
        reserve(session, world, desk, memory_bytes=least * GB)
        assert holds.live(session, device.id) is not None
    assert [next_one(session, me) for _ in range(3)] == [small.id, large.id, oldest.id]


def test_what_may_do_for_who_still_waits_goes_before_what_is_older(
    session: Session, world: World, me: Account, desk: Place
) -> None:
    too_small = waiting(session, world, 50, memory_bytes=4 * GB)
    unknown = waiting(session, world, 2)
    fits = waiting(session, world, 9, memory_bytes=16 * GB)
    reserve(session, world, desk, memory_bytes=8 * GB)
    taken = [next_one(session, me) for _ in range(3)]
    assert taken == [fits.id, unknown.id, too_small.id]


def test_the_same_form_takes_one(session: Session, world: World, me: Account) -> None:
    for hours in (1, 2):
        waiting(session, world, hours)
    form = new_id()
    taken = [queue.take_next(session, me, bench=None, client_id=form).id for _ in range(2)]
    assert taken[0] == taken[1]
    assert len(working.open_of(session, me)) == 1


def test_what_is_no_work_for_a_bench_is_left_alone(
    session: Session, world: World, me: Account, desk: Place
) -> None:
    waiting(session, world, 9, step="receive")
    make_ready(session, world)
    away = waiting(session, world, 9)
    ledger.post(session, away, desk, reason="found", actor=world.actor, client_id=new_id())
    theirs = waiting(session, world, 9)
    working.take(
        session,
        theirs,
        world.accounts[Role.VOLUNTEER],
        bench=None,
        how="scanned",
        client_id=new_id(),
    )
    with pytest.raises(Conflict):
        next_one(session, me)


def test_what_somebody_else_decides_is_offered_to_them_alone(
    session: Session, world: World, me: Account
) -> None:
    """On trial is the software until a coordinator releases it: nobody else can do anything."""
    device = waiting(session, world, 9, step="image")
    device.next_reason = "on_trial"
    assert queue.waiting(session, me) == 0
    with pytest.raises(Conflict):
        next_one(session, me)
    assert next_one(session, world.accounts[Role.COORDINATOR]) == device.id


def test_a_volunteer_gets_what_a_volunteer_may_do(session: Session, world: World) -> None:
    volunteer = world.accounts[Role.VOLUNTEER]
    waiting(session, world, 9, step="repair")
    waiting(session, world, 8, step="erase")
    booting = waiting(session, world, 7, step="image")
    booting.next_reason = "not_booted"
    measuring = waiting(session, world, 6)
    assert queue.waiting(session, volunteer) == 2
    assert [next_one(session, volunteer) for _ in range(2)] == [booting.id, measuring.id]


def test_what_was_put_back_comes_to_the_same_person_last(
    session: Session, world: World, me: Account
) -> None:
    put_back, other = waiting(session, world, 9), waiting(session, world, 1)
    work = queue.take_next(session, me, bench=None, client_id=new_id())
    working.put_back(session, work)
    assert [next_one(session, me) for _ in range(2)] == [other.id, put_back.id]


def test_what_is_at_work_by_itself_asks_for_nobody_until_it_is_lost(
    session: Session, world: World, me: Account, put_on: PutOn, issue: Issue
) -> None:
    machine = put_on()
    ledger.post(
        session, machine.device, world.bench, reason="x", actor=world.actor, client_id=new_id()
    )
    order = issue(machine)
    machine.device.next_step = "diagnose"
    assert queue.waiting(session, me) == 0
    order.due_at = now() - timedelta(minutes=1)
    assert queue.waiting(session, me) == 1


def test_the_reason_is_kept_with_the_step(session: Session, world: World) -> None:
    device = waiting(session, world, 1)
    assert history.refresh(session, device).reasons[0].code == device.next_reason
    assert device.next_reason == "never_diagnosed"
    assert make_ready(session, world).next_reason is None


def test_the_same_form_of_work_that_is_over_says_so(
    session: Session, world: World, me: Account
) -> None:
    """The back button shows the page of before; nothing lies there of what it would say."""
    waiting(session, world, 3)
    form = new_id()
    work = queue.take_next(session, me, bench=None, client_id=form)
    working.finish(session, work, world.shelf, by=me, client_id=new_id())
    with pytest.raises(Conflict, match="al gedaan"):
        queue.take_next(session, me, bench=None, client_id=form)


def test_of_two_who_take_the_next_at_once_each_gets_another(
    app: APIFlask, session: Session, world: World, me: Account
) -> None:
    wanted = {waiting(session, world, hours).id for hours in (1, 2)}
    numbers = (me.id, world.accounts[Role.VOLUNTEER].id)
    start, taken = threading.Barrier(2), []
    session.commit()

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                taken.append(next_one(db.session, db.session.get_one(Account, number)))
                db.session.commit()
            except AtelierError as error:
                taken.append(str(error))

    threads = [threading.Thread(target=run, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(taken) == wanted
