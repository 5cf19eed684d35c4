"""Who works on which device: one at a time, repeatable, and over when the device is gone."""

import threading
import uuid

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from atelier.bench import working
from atelier.bench.models import BenchWork
from atelier.checks import running
from atelier.db import db
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict, Invalid, NotFound
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import ledger, places
from atelier.stock.models import PlaceKind
from tests.factories import World, make_ready, make_world

WORK_CHECK = "whoever works on a device has it in the workshop"


def new_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def me(world: World) -> Account:
    return world.accounts[Role.BENCH_WORKER]


@pytest.fixture
def colleague(world: World) -> Account:
    return world.accounts[Role.VOLUNTEER]


@pytest.fixture
def device(session: Session, world: World) -> Device:
    return make_ready(session, world)


def take(session: Session, device: Device, account: Account, **more: object) -> BenchWork:
    told = {"bench": None, "how": "scanned", "client_id": new_id(), **more}
    return working.take(session, device, account, **told)  # type: ignore[arg-type]


def mine(session: Session, account: Account) -> list[int]:
    return [work.device.id for work in working.open_of(session, account)]


def broken(session: Session) -> list[str]:
    return [str(finding) for finding in running.CHECKS[WORK_CHECK](session)]


def test_what_is_taken_lies_on_my_bench_also_for_the_ledger(
    session: Session, world: World, me: Account, device: Device
) -> None:
    form = new_id()
    work = take(session, device, me, bench=world.bench, client_id=form)
    assert take(session, device, me, bench=world.bench, client_id=form).id == work.id
    (one,) = working.open_of(session, me)
    assert (one.device.id, one.place.id) == (device.id, world.bench.id)
    assert working.came_from(session, [one]) == {work.id: world.shelf.name}
    assert len(ledger.moves_of(session, device)) == 2
    work_on = working.on(session, device)
    assert work_on == work
    assert work_on.account is me
    assert broken(session) == []


def test_without_a_screen_it_stays_where_it_is(
    session: Session, world: World, me: Account, device: Device
) -> None:
    take(session, device, me)
    assert ledger.place_of(session, device) is world.shelf


def test_what_a_colleague_has_is_refused_by_name(
    session: Session, me: Account, colleague: Account, device: Device
) -> None:
    take(session, device, me)
    with pytest.raises(Conflict, match=me.name):
        take(session, device, colleague)
    assert mine(session, colleague) == []
    take(session, device, me)  # once more is harmless
    assert mine(session, me) == [device.id]


def test_of_two_who_take_one_device_at_once_one_has_it(
    app: APIFlask, session: Session, me: Account, colleague: Account, device: Device
) -> None:
    start, numbers, wanted = threading.Barrier(2), (me.id, colleague.id), device.id
    said: list[str] = []
    session.commit()

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                own = db.session
                take(own, own.get_one(Device, wanted), own.get_one(Account, number))
                own.commit()
                said.append("has it")
            except AtelierError as error:
                db.session.rollback()
                said.append(str(error))

    threads = [threading.Thread(target=run, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    refused, had = sorted(said)
    assert had == "has it"
    assert "werkt al aan dit toestel" in refused
    assert len(mine(session, me)) + len(mine(session, colleague)) == 1


def test_the_database_refuses_a_second_who_works_on_it(
    session: Session, me: Account, colleague: Account, device: Device
) -> None:
    work = take(session, device, me)
    second = BenchWork(
        organisation_id=work.organisation_id,
        client_id=new_id(),
        device_id=device.id,
        account_id=colleague.id,
        how="scanned",
    )
    session.add(second)
    with pytest.raises(IntegrityError):
        session.flush()


def test_handed_over_once_however_often_it_is_sent(
    session: Session, me: Account, colleague: Account, device: Device
) -> None:
    work, form = take(session, device, me), new_id()
    handed = working.hand_over(session, work, colleague, client_id=form)
    assert working.hand_over(session, work, colleague, client_id=form).id == handed.id
    assert (handed.from_id, mine(session, colleague)) == (me.id, [device.id])
    assert mine(session, me) == []
    with pytest.raises(Conflict):
        working.put_back(session, work)


def test_a_page_of_before_moves_nothing_that_is_in_other_hands(
    session: Session, world: World, me: Account, colleague: Account, device: Device
) -> None:
    work, form = take(session, device, me), new_id()
    for _ in range(2):  # a double tap
        working.finish(session, work, world.shelf, by=me, client_id=form)
    working.finish(session, work, world.shelf, by=me, client_id=new_id())  # from a second tab
    take(session, device, colleague, bench=world.bench)
    with pytest.raises(Conflict, match="niet"):
        working.finish(session, work, world.shelf, by=me, client_id=new_id())
    assert mine(session, colleague) == [device.id]
    assert ledger.place_of(session, device) == world.bench


def test_handed_over_from_a_page_of_before_it_stays_with_who_has_it(
    session: Session, world: World, me: Account, colleague: Account, device: Device
) -> None:
    work, form = take(session, device, me), new_id()
    third = world.accounts[Role.COORDINATOR]
    working.hand_over(session, work, colleague, client_id=form)
    for again in (form, new_id()):
        with pytest.raises(Conflict):
            working.hand_over(session, work, third, client_id=again)
    assert mine(session, colleague) == [device.id]


def test_only_who_works_on_devices_here_gets_one(
    session: Session, world: World, me: Account, device: Device
) -> None:
    work = take(session, device, me)
    strange = make_world(session, "Ander test-atelier").accounts[Role.BENCH_WORKER]
    left = world.accounts[Role.VOLUNTEER]
    left.active = False
    for other in (strange, left, world.accounts[Role.DESK]):
        with pytest.raises(Invalid):
            working.hand_over(session, work, other, client_id=new_id())
    assert mine(session, me) == [device.id]


def test_put_back_it_is_free_for_the_next(
    session: Session, me: Account, colleague: Account, device: Device
) -> None:
    work = take(session, device, me)
    working.put_back(session, work)
    working.put_back(session, work)
    take(session, device, colleague)
    assert (mine(session, me), mine(session, colleague)) == ([], [device.id])


def test_what_somebody_had_who_left_is_free(
    session: Session, me: Account, colleague: Account, device: Device
) -> None:
    left = take(session, device, me)
    me.active = False
    session.flush()
    assert working.on(session, device) is None
    assert not working.is_busy(session, device)
    take(session, device, colleague)
    session.refresh(left)
    assert (left.ending, mine(session, colleague)) == ("put_back", [device.id])


def test_finished_it_stands_on_its_shelf(
    session: Session, world: World, me: Account, device: Device
) -> None:
    work, form = take(session, device, me, bench=world.bench), new_id()
    for _ in range(2):
        working.finish(session, work, world.shelf, by=me, client_id=form)
    assert ledger.place_of(session, device) is world.shelf
    assert work.ending == "finished"
    assert mine(session, me) == []
    with pytest.raises(Conflict):
        working.put_back(session, work)


@pytest.mark.parametrize("kind", [PlaceKind.SCRAPPED, PlaceKind.LOST, PlaceKind.RETURNED])
def test_work_ends_by_itself_when_the_device_is_gone(
    session: Session, world: World, me: Account, device: Device, kind: PlaceKind
) -> None:
    work = take(session, device, me)
    there = places.virtual(session, world.organisation.id, kind)
    ledger.post(session, device, there, reason="test", actor=world.actor, client_id=new_id())
    session.refresh(work)
    assert (work.ending, mine(session, me)) == ("left", [])
    assert broken(session) == []
    with pytest.raises(Conflict):
        take(session, device, me)


def test_work_ends_when_the_device_goes_to_a_desk_not_to_another_shelf(
    session: Session, world: World, me: Account, device: Device
) -> None:
    work = take(session, device, me)
    own = world.organisation.id
    shelf = places.create(session, organisation_id=own, kind=PlaceKind.SHELF, name="Test 2")
    desk = places.create(session, organisation_id=own, kind=PlaceKind.DESK, name="Testpunt")
    for place, ending in ((shelf, None), (desk, "left")):
        ledger.post(session, device, place, reason="test", actor=world.actor, client_id=new_id())
        session.refresh(work)
        assert work.ending == ending


def test_what_never_came_in_or_stands_elsewhere_is_not_taken(
    session: Session, world: World, me: Account, device: Device
) -> None:
    unknown = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(unknown)
    session.flush()
    for bench in (None, world.bench):
        with pytest.raises(Conflict, match="Ontvang het eerst"):
            take(session, unknown, me, bench=bench)
    own = world.organisation.id
    desk = places.create(session, organisation_id=own, kind=PlaceKind.DESK, name="Testpunt")
    ledger.post(session, device, desk, reason="test", actor=world.actor, client_id=new_id())
    with pytest.raises(Conflict, match="Testpunt"):
        take(session, device, me)
    take(session, device, me, bench=world.bench)  # it is brought to this bench by that


def test_who_has_a_record_that_becomes_part_of_another_has_that_one(
    session: Session, world: World, me: Account, colleague: Account
) -> None:
    """It was measured before it had a tag: the tag that is put on it was received as well."""
    tagged, reported, third = (make_ready(session, world) for _ in range(3))
    for device in (reported, third):
        take(session, device, me)
        merged = places.virtual(session, world.organisation.id, PlaceKind.MERGED)
        device.merged_into_id = tagged.id
        ledger.post(session, device, merged, reason="merged", actor=world.actor, client_id=new_id())
    assert mine(session, me) == [tagged.id]
    assert broken(session) == []


def test_nobody_reaches_the_work_of_another(
    session: Session, me: Account, colleague: Account, device: Device
) -> None:
    work = take(session, device, me)
    assert working.get(session, me, work.id).row is work
    with pytest.raises(NotFound):
        working.get(session, colleague, work.id)


def test_a_check_sees_work_on_what_is_gone(
    session: Session, world: World, me: Account, device: Device
) -> None:
    take(session, device, me)
    lost = places.virtual(session, world.organisation.id, PlaceKind.LOST)
    session.execute(sa.text(f"UPDATE holding SET place_id = {lost.id}"))
    assert broken(session) == [f"device {device.id}: somebody works on it, and it is at lost"]


def test_a_check_sees_what_crosses_to_another_organisation(
    session: Session, world: World, me: Account, device: Device
) -> None:
    check = running.CHECKS["benches stay in their organisation"]
    work = take(session, device, me)
    assert list(check(session)) == []
    other = make_world(session, "Ander test-atelier").organisation
    session.execute(sa.text(f"UPDATE bench_work SET organisation_id = {other.id}"))
    assert [str(finding) for finding in check(session)] == [
        f"work {work.id}: is of somebody of another organisation",
        f"work {work.id}: is on a device of another organisation",
    ]
