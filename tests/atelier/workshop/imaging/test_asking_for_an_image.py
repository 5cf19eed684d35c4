"""An image goes on a disk only where all is right with device, disk, image and who asks."""

import threading
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.bench import parameters
from atelier.bench.models import Order
from atelier.db import db
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.identity import medium_id
from atelier.errors import Conflict, Invalid
from atelier.workshop.diagnosis import measured
from atelier.workshop.imaging import asking
from atelier.workshop.imaging.models import Image, Request
from diagnostics.wire.imaging import Multicast, understand_parameters
from tests.erasures import on_the_bench
from tests.factories import World
from tests.imaging import add, ask, coordinator, erase, flawless, tell, wiped, worker
from tests.reports import a_disk
from tests.visits import counted

GB = 10**9
SMALL_SSD = a_disk(1, name="nvme0n1", size_bytes=120 * GB)
LARGE_SSD = a_disk(2, name="nvme1n1", size_bytes=500 * GB)
TURNING = a_disk(3, name="sda", transport="sata", rotational=True, size_bytes=2000 * GB)


def orders(session: Session) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(Order)) or 0


def test_an_order_says_all_that_the_agent_needs(session: Session, world: World) -> None:
    image, machine = add(session, world), wiped(session, world)
    order = ask(session, machine, image, worker(world))
    assert (order.kind, order.state, order.disk_id) == ("image", "issued", medium_id(a_disk()))
    told = understand_parameters(order.parameters)
    assert (told.image, told.name, told.release) == (image.sha256, "mini", "2026.01.05")
    assert (told.over, told.tag, told.first_boot) == ("erased", machine.device.tag, True)
    request = session.get_one(Request, (order.organisation_id, order.id))
    assert (request.image_id, request.medium, request.trial) == (image.id, order.disk_id, False)
    assert request.asked_by_id == worker(world).account_id
    assert request.parameters == order.parameters


def test_a_room_full_of_machines_is_told_where_to_listen(session: Session, world: World) -> None:
    image, device = add(session, world), wiped(session, world).device
    newest, form = measured.newest(session, device), str(uuid.uuid4())
    assert newest is not None
    done = asking.ask_many(
        session,
        [device],
        {device.id: newest},
        image,
        by=worker(world),
        client_id=form,
        multicast=Multicast(port=9000, rendezvous="239.0.0.7"),
    )
    (order,) = done.ordered
    told = understand_parameters(order.parameters).multicast
    assert told == Multicast(port=9000, rendezvous="239.0.0.7")


def test_windows_cannot_call_home(session: Session, world: World) -> None:
    image, machine = add(session, world, system="windows"), wiped(session, world)
    assert ask(session, machine, image, worker(world)).parameters["first_boot"] is False


def test_asked_twice_it_is_ordered_once(session: Session, world: World) -> None:
    image, machine, form = add(session, world), wiped(session, world), str(uuid.uuid4())
    first = ask(session, machine, image, worker(world), client_id=form)
    machine.leave()  # the second time that the form arrives, everything is otherwise
    assert ask(session, machine, image, worker(world), client_id=form).id == first.id
    assert orders(session) == 1


def test_one_form_that_arrives_many_times_at_once(
    app: APIFlask, session: Session, world: World
) -> None:
    image, machine, form = add(session, world), wiped(session, world), str(uuid.uuid4())
    device_id, image_id, by = machine.device.id, image.id, worker(world)
    organisation_id = world.organisation.id
    session.rollback()  # SQLite: what the test holds would keep the others waiting
    outcomes: list[object] = []
    ready = threading.Barrier(4)

    def send() -> None:
        with app.app_context():
            ready.wait()
            try:
                device = devices.get(db.session, organisation_id, device_id)
                newest = measured.newest(db.session, device)
                chosen = db.session.get_one(Image, image_id)
                order = asking.ask(db.session, device, newest, chosen, by=by, client_id=form)
                db.session.commit()
                outcomes.append(order.id)
            except Exception as error:  # noqa: BLE001 - each is a page that says no
                outcomes.append(error)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(outcomes)) == 1, outcomes
    assert orders(session) == 1


def test_where_our_own_work_lies_the_agent_is_told_so(session: Session, world: World) -> None:
    image, machine = add(session, world), wiped(session, world)
    order = ask(session, machine, image, worker(world))
    machine.says(order, "running", fraction=0.0)
    machine.says(order, "failed", reason="interrupted")
    again = ask(session, machine, image, worker(world))
    assert again.parameters["over"] == "image"
    tell(machine, again, flawless(again, image))
    third = ask(session, machine, image, worker(world))
    assert third.parameters["over"] == "image"
    machine.says(third, "failed", reason="busy")
    erase(session, machine)
    assert ask(session, machine, image, worker(world)).parameters["over"] == "erased"


@pytest.mark.parametrize(
    ("disks", "best"),
    [
        ((SMALL_SSD, TURNING), SMALL_SSD),
        ((SMALL_SSD, LARGE_SSD, TURNING), LARGE_SSD),
        ((TURNING,), TURNING),
    ],
)
def test_the_best_disk_is_the_fastest_kind_and_then_the_largest(
    session: Session, world: World, disks: tuple[Any, ...], best: Any
) -> None:
    image, machine = add(session, world), wiped(session, world, disks=disks)
    found = asking.targets_of(session, machine.device, measured.newest(session, machine.device))
    assert found[0].medium == medium_id(best)
    assert ask(session, machine, image, worker(world)).disk_id == medium_id(best)


def test_a_fast_disk_that_is_too_small_is_passed_over(session: Session, world: World) -> None:
    image = add(session, world, disk_bytes=300 * GB)
    machine = wiped(session, world, disks=(SMALL_SSD, TURNING))
    newest = measured.newest(session, machine.device)
    found = asking.targets_of(session, machine.device, newest, image)
    assert [(one.medium, one.may_be_ordered) for one in found] == [
        (medium_id(SMALL_SSD), False),
        (medium_id(TURNING), True),
    ]
    with pytest.raises(Conflict, match="Kies een andere"):
        ask(session, machine, image, worker(world), disk=medium_id(SMALL_SSD))
    assert ask(session, machine, image, worker(world)).disk_id == medium_id(TURNING)


def test_too_small_a_disk(session: Session, world: World) -> None:
    image = add(session, world, disk_bytes=300 * GB)
    machine = wiped(session, world, disks=(SMALL_SSD,))
    with pytest.raises(Conflict, match="120 GB, en deze software vraagt 300 GB"):
        ask(session, machine, image, coordinator(world))


def test_the_disk_that_was_asked_for_is_taken_or_nothing(session: Session, world: World) -> None:
    image, machine = add(session, world), wiped(session, world, disks=(SMALL_SSD, TURNING))
    order = ask(session, machine, image, worker(world), disk=medium_id(TURNING))
    assert order.disk_id == medium_id(TURNING)
    machine.says(order, "failed", reason="busy")
    with pytest.raises(Conflict, match="Kies een andere"):
        ask(session, machine, image, worker(world), disk="serial:ANOTHER")


def test_of_a_pile_each_that_can_is_ordered_and_the_others_say_why(
    session: Session, world: World
) -> None:
    image = add(session, world)
    good = [wiped(session, world, number) for number in (1, 2)]
    dirty, off = on_the_bench(session, world, 3), wiped(session, world, 4)
    off.leave()
    every = [machine.device for machine in (*good, dirty, off)]
    newest = measured.newest_of_many(session, history.owners(session, [d.id for d in every]))
    form = str(uuid.uuid4())
    done = asking.ask_many(session, every, newest, image, by=worker(world), client_id=form)
    session.commit()
    assert [order.device_id for order in done.ordered] == [one.device_id for one in good]
    assert [device.id for device, _why in done.refused] == [dirty.device_id, off.device_id]
    assert ["gewist" in str(done.refused[0][1]), "niet aan" in str(done.refused[1][1])] == [
        True,
        True,
    ]
    again = asking.ask_many(session, every, newest, image, by=worker(world), client_id=form)
    assert [o.id for o in again.ordered] == [o.id for o in done.ordered]
    assert orders(session) == 2


def test_why_not_takes_as_many_queries_for_many_as_for_one(session: Session, world: World) -> None:
    image = add(session, world)
    every = [wiped(session, world, number).device for number in range(1, 7)]
    newest = measured.newest_of_many(session, history.owners(session, [d.id for d in every]))
    by, organisation_id = worker(world), world.organisation.id

    def queries(count: int) -> int:
        with counted(db.engine) as seen:
            found = asking.why_not_many(
                session, organisation_id, every[:count], newest, image, by=by
            )
        assert list(found.values()) == [None] * count
        return len(seen)

    queries(1)  # whatever was forgotten since the last commit is read once
    assert queries(6) == queries(1)


@pytest.mark.parametrize(
    "changed", [{"image": "short"}, {"tag": "123"}, {"over": "anything"}, {"name": None}]
)
def test_parameters_are_read_strictly(changed: dict[str, Any]) -> None:
    told = {
        "image": "a" * 64,
        "name": "basis",
        "release": "2026.11.21",
        "over": "erased",
        "tag": "4217038561",
    }
    assert parameters.check("image", told)["first_boot"] is True
    with pytest.raises(Invalid):
        parameters.check("image", {**told, **changed})
    with pytest.raises(Invalid, match="eigen pagina"):
        parameters.check("image", {})
