"""Nothing is erased unless somebody who may asked for exactly these disks of this device, now."""

import threading
import uuid
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.bench.models import Order, Presence
from atelier.db import db
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.identity import medium_id
from atelier.devices.lifecycle import facts
from atelier.errors import AtelierError, Conflict, Forbidden, Invalid
from atelier.people.actor import Actor
from atelier.stock import ledger, places
from atelier.stock.models import Place, PlaceKind
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure import asking, matters
from atelier.workshop.erasure.asking import Wanted
from atelier.workshop.erasure.models import Request
from diagnostics.report import Disk
from diagnostics.wire.erasure import Policy, Sufficient, understand_parameters
from labels import tags
from tests.erasures import ask, can_sanitize, coordinator, on_the_bench, worker
from tests.factories import World
from tests.machines import Machine
from tests.reports import a_disk

TWO = (can_sanitize(1), a_disk(2, name="sda", transport="sata"))


def orders(session: Session) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(Order)) or 0


def test_one_order_for_each_disk_with_the_whole_policy(session: Session, world: World) -> None:
    machine = on_the_bench(session, world, disks=TWO)
    made = ask(session, machine, worker(world), full=True)
    assert {order.disk_id for order in made} == {medium_id(disk) for disk in TWO}
    for order in made:
        assert (order.kind, order.state) == ("erase", "issued")
        parameters = understand_parameters(order.parameters)
        assert (parameters.policy, parameters.full) == (Policy(), True)
        request = session.get_one(Request, (order.organisation_id, order.id))
        assert request.asked_by_id == worker(world).account_id
        assert request.confirmed_by == machine.device.tag
        assert request.parameters == order.parameters
        assert request.plan["chosen"]["method"] in {"nvme_sanitize_block", "overwrite"}


def test_asked_twice_it_is_ordered_once(session: Session, world: World) -> None:
    machine = on_the_bench(session, world)
    form = str(uuid.uuid4())
    first = ask(session, machine, worker(world), client_id=form)
    machine.says(first[0], "running")
    machine.leave()  # the second time that the form arrives, everything is otherwise
    again = ask(session, machine, worker(world), client_id=form)
    assert [order.id for order in again] == [order.id for order in first]
    assert orders(session) == 1


def test_one_form_that_arrives_many_times_at_once(
    app: APIFlask, session: Session, world: World
) -> None:
    machine, by, form = on_the_bench(session, world, disks=TWO), worker(world), str(uuid.uuid4())
    device_id, organisation_id = machine.device.id, world.organisation.id
    media = frozenset(map(medium_id, TWO))
    outcomes: list[object] = []
    ready = threading.Barrier(5)
    session.rollback()  # SQLite: what the test holds would keep the others waiting

    def send() -> None:
        with app.app_context():
            ready.wait()
            try:
                device = devices.get(db.session, organisation_id, device_id)
                made = asking.ask(
                    db.session,
                    device,
                    measured.newest(db.session, device),
                    Wanted(media=media),
                    policy=Policy(),
                    confirmed_by="",
                    by=by,
                    client_id=form,
                )
                db.session.commit()
                outcomes.append(len(made))
            except Exception as error:  # noqa: BLE001 - each is a page that says no
                outcomes.append(error)

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [2] * 5
    assert orders(session) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("4217 0385 62", "geen etiket"),  # wrong check digits
        ("PF7QX001", "geen etiket"),  # the maker's number is no proof of looking at the tag
        ("", "geen etiket"),
        ("OTHER", "ander toestel"),
    ],
)
def test_any_other_tag_is_refused(session: Session, world: World, typed: str, said: str) -> None:
    machine, other = on_the_bench(session, world), on_the_bench(session, world, 2)
    with pytest.raises(Invalid, match=said):
        asking.confirm_tag(machine.device, other.device.tag or "" if typed == "OTHER" else typed)


def test_its_own_tag_is_enough_as_scanned_or_as_typed(session: Session, world: World) -> None:
    device = on_the_bench(session, world).device
    number = device.tag or ""
    assert asking.confirm_tag(device, number) == number
    assert asking.confirm_tag(device, f" {tags.format_tag(number)} ") == number


def test_a_device_without_a_tag_has_to_get_one_first(session: Session, world: World) -> None:
    machine = Machine(session, world.station, 1)
    with pytest.raises(Invalid, match="Plak eerst"):
        asking.confirm_tag(machine.device, tags.new())


def test_a_machine_that_is_off_is_not_asked(session: Session, world: World) -> None:
    machine = on_the_bench(session, world)
    machine.leave()
    with pytest.raises(Conflict, match="staat niet aan"):
        ask(session, machine, worker(world))
    assert orders(session) == 0


@pytest.mark.parametrize("started_from", ["installed", None])
def test_a_machine_that_runs_its_own_system_is_not_asked(
    session: Session, world: World, started_from: str | None
) -> None:
    machine = on_the_bench(session, world)
    session.execute(sa.update(Presence).values(started_from=started_from))
    with pytest.raises(Conflict, match="niet van de stick"):
        ask(session, machine, worker(world))
    assert orders(session) == 0


def test_two_that_say_the_same_are_not_asked(session: Session, world: World) -> None:
    machine = on_the_bench(session, world)
    machine.boot_id = str(uuid.uuid4())
    machine.poll()
    with pytest.raises(Conflict, match="twee toestellen"):
        ask(session, machine, worker(world))
    assert orders(session) == 0


@pytest.mark.parametrize("shown", [["serial:GONE"], ["FIRST", "serial:GONE"]])
def test_disks_that_are_not_those_that_were_shown(
    session: Session, world: World, shown: list[str]
) -> None:
    machine = on_the_bench(session, world)
    media = [medium_id(a_disk(1)) if one == "FIRST" else one for one in shown]
    with pytest.raises(Conflict, match="veranderd"):
        ask(session, machine, worker(world), media=media)
    assert orders(session) == 0


@pytest.mark.parametrize(
    ("disk", "policy", "said"),
    [
        (a_disk(1, read_only=True), Policy(), "niet gewist worden"),
        (a_disk(1), Policy(sufficient=Sufficient(nvme="purge")), "niet gewist worden"),
        (a_disk(1, serial=None), Policy(), "niet zeker"),
        (a_disk(1, internal=None), Policy(), "niet zeker"),
    ],
)
def test_a_disk_that_cannot_be_erased_is_not_ordered(
    session: Session, world: World, disk: Disk, policy: Policy, said: str
) -> None:
    machine = on_the_bench(session, world, disks=(disk,))
    with pytest.raises(Conflict, match=said):
        ask(session, machine, worker(world), policy=policy)
    assert orders(session) == 0


def test_one_disk_that_cannot_leaves_the_others_alone_too(session: Session, world: World) -> None:
    machine = on_the_bench(session, world, disks=(TWO[0], replace(TWO[1], read_only=True)))
    with pytest.raises(Conflict):
        ask(session, machine, worker(world))
    assert orders(session) == 0
    assert len(ask(session, machine, worker(world), media=[medium_id(TWO[0])])) == 1


def test_a_disk_that_is_to_be_destroyed_is_not_erased_any_more(
    session: Session, world: World
) -> None:
    machine = on_the_bench(session, world)
    found = matters.open_by_hand(session, machine.device, medium_id(a_disk(1)), a_disk(1))
    row = matters.get(session, world.organisation.id, found.id)
    matters.order_destruction(
        session, row, reason="broken", by=coordinator(world).actor, client_id=str(uuid.uuid4())
    )
    session.commit()
    with pytest.raises(Conflict, match="vernietigd"):
        ask(session, machine, coordinator(world))
    assert orders(session) == 0


def at_a_desk(session: Session, world: World, machine: Machine) -> None:
    desk = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Desk"
    )
    move(session, world, machine, desk)


def in_transit(session: Session, world: World, machine: Machine) -> None:
    move(
        session,
        world,
        machine,
        places.virtual(session, world.organisation.id, PlaceKind.TRANSIT),
    )


def move(session: Session, world: World, machine: Machine, to: Place) -> None:
    ledger.post(
        session,
        machine.device,
        to,
        reason="brought_in",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )


def in_use(session: Session, world: World, machine: Machine) -> None:
    history.record(session, machine.device, facts.USED, actor=world.actor)


def gone(session: Session, world: World, machine: Machine) -> None:
    history.record(session, machine.device, facts.LEFT, actor=world.actor, data={"how": "given"})


@pytest.mark.parametrize("somebodys", [at_a_desk, in_transit, in_use, gone])
def test_what_may_be_somebody_s_asks_for_a_coordinator(
    session: Session, world: World, somebodys: Any
) -> None:
    machine = on_the_bench(session, world)
    somebodys(session, world, machine)
    session.commit()
    with pytest.raises(Forbidden, match="coördinator"):
        ask(session, machine, worker(world))
    assert orders(session) == 0
    assert len(ask(session, machine, coordinator(world))) == 1


def test_what_was_never_received_asks_for_a_coordinator(session: Session, world: World) -> None:
    machine = on_the_bench(session, world, received=False)
    with pytest.raises(Forbidden, match="nog niet ontvangen"):
        ask(session, machine, worker(world))
    assert orders(session) == 0
    assert len(ask(session, machine, coordinator(world))) == 1


@pytest.mark.parametrize("wanted", [{}, {"full": True}, {"policy": {"checking": {"fraction": 0}}}])
def test_the_bench_alone_erases_nothing(
    session: Session, world: World, wanted: dict[str, Any]
) -> None:
    """Another way in than its own page: without the whole policy nothing is issued."""
    machine = on_the_bench(session, world)
    with pytest.raises(AtelierError):
        measured.issue_order(
            session,
            machine.device,
            kind="erase",
            disk=medium_id(a_disk(1)),
            wanted=wanted,
            by=Actor(),
            client_id=str(uuid.uuid4()),
        )
    assert orders(session) == 0
