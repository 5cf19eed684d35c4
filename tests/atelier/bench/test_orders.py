"""Orders: issued for a machine or a disk, one at a time, taken back or given up."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from atelier.bench import orders, service
from atelier.bench.errors import Busy, NoSuchDisk
from atelier.bench.models import Order
from atelier.db import now
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.identity import medium_id
from atelier.devices.models import Device, Event
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import SYSTEM
from diagnostics.report import Disk
from labels.tags import format_tag
from tests.atelier.bench.conftest import Issue, OnBench, PutOn
from tests.factories import World, give_tag, make_world
from tests.reports import a_disk, a_system

DISK = medium_id(a_disk(1))


def told(session: Session, device: Device, kind: str) -> Sequence[Event]:
    return [event for event in history.events_of(session, device) if event.kind == kind]


def lose(session: Session, order: Order) -> None:
    """The deadline is over."""
    order.due_at = now() - timedelta(seconds=1)
    session.flush()


def test_an_order_carries_what_the_newest_report_says(put_on: PutOn, issue: Issue) -> None:
    machine = put_on(1)
    order = issue(machine, "self_test", disk=DISK, wanted={"length": "long"})
    system, disk = a_system(1), a_disk(1)
    assert (order.report_id, order.machine_uuid) == (machine.report_id, system.uuid)
    assert (order.machine_serial, order.board_serial) == (system.serial, system.board_serial)
    assert (order.disk_serial, order.disk_wwn, order.disk_model, order.disk_size_bytes) == (
        disk.serial,
        disk.wwn,
        disk.model,
        disk.size_bytes,
    )
    assert (order.state, order.parameters) == ("issued", {"length": "long"})
    before = machine.device.next_step, history.state_of(machine.session, machine.device)
    machine.says(order, "done")
    assert (
        machine.device.next_step,
        history.state_of(machine.session, machine.device),
    ) == before
    assert timedelta(seconds=899) < order.due_at - order.issued_at <= timedelta(seconds=900)


def test_asked_twice_it_is_issued_once(session: Session, put_on: PutOn, issue: Issue) -> None:
    machine, client_id = put_on(1), str(uuid.uuid4())
    first = issue(machine, client_id=client_id)
    assert issue(machine, client_id=client_id) is first
    assert len(told(session, machine.device, history.ORDER_ISSUED)) == 1
    with pytest.raises(Conflict, match="al gegeven"):
        issue(machine, "reboot", client_id=client_id)


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("self_test", {}, "disk"),
        ("self_test", {"disk": "serial:GONE"}, "disk"),
        ("self_test", {"disk": DISK, "wanted": {"length": "forever"}}, "length"),
        ("stress", {"wanted": {"seconds": 1}}, "seconds"),
        ("stress", {"wanted": {"seconds": True}}, "seconds"),
        ("stress", {"wanted": {"seconds": "600"}}, "seconds"),
        ("erase_everything", {}, "kind"),
        ("stress", {"client_id": "x"}, "client_id"),
    ],
)
def test_what_cannot_be_asked(
    put_on: PutOn, issue: Issue, kind: str, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as raised:
        issue(put_on(1), kind, **fields)
    assert raised.value.field == field


@pytest.mark.parametrize(
    ("disks", "words"),
    [
        ((a_disk(1, serial=None), a_disk(2)), "geen eigen nummer"),
        ((a_disk(1, serial="0000000000"),), "geen eigen nummer"),
        ((a_disk(1, boot_medium=True),), "opgestart"),
        ((a_disk(1, internal=False),), "niet vast"),
        ((a_disk(1, removable=True),), "niet vast"),
        ((a_disk(1, internal=None),), "niet vast"),
        ((a_disk(1), a_disk(1, name="nvme1n1")), "hetzelfde nummer"),
    ],
)
def test_disks_that_are_not_to_be_touched(
    put_on: PutOn, issue: Issue, disks: tuple[Disk, ...], words: str
) -> None:
    machine = put_on(1, disks=disks)
    with pytest.raises(Invalid, match=words):
        issue(machine, "self_test", disk=medium_id(disks[0]))


def test_a_device_without_a_report(session: Session, world: World, issue: Issue) -> None:
    device = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=SYSTEM
    )
    with pytest.raises(Conflict, match="nog niet gemeten"):
        issue(OnBench(session, world.station, device, "", ""))


def test_a_disk_that_a_later_report_no_longer_shows(put_on: PutOn, issue: Issue) -> None:
    put_on(1)
    machine = put_on(1, disks=(a_disk(7),))
    with pytest.raises(NoSuchDisk, match="Meet het toestel opnieuw"):
        issue(machine, "self_test", disk=DISK)


def test_one_order_a_disk_and_others_beside_it(put_on: PutOn, issue: Issue) -> None:
    machine = put_on(1, disks=(a_disk(1), a_disk(2, name="sda")))
    issue(machine, "self_test", disk=DISK)
    with pytest.raises(Busy, match="al bezig"):
        issue(machine, "self_test", disk=DISK)
    issue(machine, "self_test", disk=medium_id(a_disk(2)))


@pytest.mark.parametrize("lost", [False, True])
def test_a_disk_that_went_to_another_machine_keeps_its_order(
    session: Session, world: World, put_on: PutOn, issue: Issue, lost: bool
) -> None:
    """And whoever wants to order something there learns which device it is."""
    machine = put_on(1)
    give_tag(session, machine.device, actor=world.actor)
    order = issue(machine, "self_test", disk=DISK)
    machine.says(order, "running")
    if lost:
        lose(session, order)
    other = put_on(2, disks=(a_disk(1),))
    with pytest.raises(Busy) as raised:
        issue(other, "self_test", disk=DISK)
    where = raised.value.values
    assert (where["order"], where["device_id"]) == (order.id, machine.device.id)
    assert machine.device.tag
    assert format_tag(machine.device.tag) in str(raised.value)
    assert ("Sluit die af" if lost else "Wacht, of stop die") in str(raised.value)
    orders.stop(session, order.organisation_id, order.id, by=SYSTEM)
    if not lost:
        machine.says(order, "failed", reason="stopped")
    issue(other, "self_test", disk=DISK)


def test_what_holds_up_on_the_spot_leads_nowhere_else(
    session: Session, world: World, put_on: PutOn, issue: Issue
) -> None:
    """Also where it was given for a record that was merged into this one."""
    machine, other = put_on(1), put_on(2)
    issue(machine, "self_test", disk=DISK)
    devices.merge(session, keep=other.device, absorb=machine.device, actor=world.actor)
    with pytest.raises(Busy) as raised:
        issue(replace(other, device=machine.device), "self_test", disk=DISK)
    assert "device_id" not in raised.value.values


@pytest.mark.parametrize("kind", ["stress", "probe", "reboot", "power_off"])
def test_what_is_about_the_whole_machine_stands_alone(
    put_on: PutOn, issue: Issue, kind: str
) -> None:
    machine, other = put_on(1), put_on(2)
    disk_order = issue(machine, "self_test", disk=DISK)
    with pytest.raises(Busy):
        issue(machine, kind)
    machine.says(disk_order, "done")
    issue(machine, kind)
    for second, disk in (("self_test", DISK), ("stress", None), ("reboot", None)):
        with pytest.raises(Busy):
            issue(machine, second, disk=disk)
    issue(other, kind)


def test_the_database_itself_holds_one_order_a_disk(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    machine = put_on(1)
    order = issue(machine, "self_test", disk=DISK)
    session.commit()
    columns = sa.inspect(Order).columns.keys()
    twin = Order(**{**{c: getattr(order, c) for c in columns}, "id": str(uuid.uuid4())})
    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    orders.stop(session, order.organisation_id, order.id, by=SYSTEM)
    issue(machine, "self_test", disk=DISK)  # what has ended is in nobody's way


def test_two_machines_that_say_the_same_get_no_order(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    machine = put_on(1)
    twin = put_on(1)
    assert twin.device is machine.device
    machine.poll()
    assert service.of_device(session, machine.device).doubtful
    with pytest.raises(Conflict, match="twee toestellen"):
        issue(machine)
    twin.poll(doing="going_off")
    issue(machine)


@pytest.mark.parametrize("kind", ["reboot", "power_off"])
def test_a_machine_that_runs_its_own_system_is_not_ours_to_switch_off(
    put_on: PutOn, issue: Issue, kind: str
) -> None:
    machine = put_on(1)
    machine.poll(started_from="installed")
    with pytest.raises(Conflict, match="draait niet van de stick"):
        issue(machine, kind)
    machine.says(issue(machine, "probe"), "done")
    again = machine.restarted()
    again.poll(started_from="network")
    issue(again, kind)


def test_a_machine_that_just_restarted_is_no_two(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    machine = put_on(1)
    machine.restarted().poll()
    assert len(service.of_device(session, machine.device).here) == 2
    issue(machine)


def test_withdrawn_before_it_began(session: Session, put_on: PutOn, issue: Issue) -> None:
    machine = put_on(1)
    order = issue(machine)
    by = machine.device.organisation_id, order.id
    orders.stop(session, *by, by=SYSTEM)
    assert (order.state, order.reason, order.is_open) == ("failed", "withdrawn", False)
    orders.stop(session, *by, by=SYSTEM)
    (event,) = told(session, machine.device, history.ORDER_ENDED)
    assert (event.data["state"], event.data["reason"]) == ("failed", "withdrawn")
    # It was on its way to the agent already: that one hears that it is over.
    taken = machine.says(order, "accepted")
    assert (taken.state, taken.stop) == ("failed", True)


def test_stopped_while_it_runs(session: Session, put_on: PutOn, issue: Issue) -> None:
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "running")
    orders.stop(session, order.organisation_id, order.id, by=SYSTEM)
    assert (order.state, order.stop) == ("running", True)
    assert machine.says(order, "running").stop
    machine.says(order, "failed", reason="stopped", result={"fraction": 0.4})
    assert (order.state, order.reason) == ("failed", "stopped")
    (event,) = told(session, machine.device, history.ORDER_ENDED)
    assert event.data["result"] == {"fraction": 0.4}
    assert event.station_id == machine.station.id


def test_lost_is_in_the_way_until_given_up(session: Session, put_on: PutOn, issue: Issue) -> None:
    machine = put_on(1)
    order = issue(machine, "self_test", disk=DISK)
    machine.says(order, "running")
    with pytest.raises(Conflict, match="antwoordt weer"):
        orders.give_up(session, order.organisation_id, order.id, by=SYSTEM)
    lose(session, order)
    with pytest.raises(Busy, match="Sluit die eerst af"):
        issue(machine, "self_test", disk=DISK)
    orders.stop(session, order.organisation_id, order.id, by=SYSTEM)
    assert (order.state, order.reason) == ("failed", "given_up")
    issue(machine, "self_test", disk=DISK)


def test_another_organisation_sees_nothing(session: Session, put_on: PutOn, issue: Issue) -> None:
    machine = put_on(1)
    order = issue(machine)
    other = make_world(session, "Ander atelier")
    elsewhere = other.organisation.id
    for verb in (orders.stop, orders.give_up):
        with pytest.raises(NotFound):
            verb(session, elsewhere, order.id, by=other.actor)
    assert service.connected(session, elsewhere) == []
    twin = put_on(1, other)
    assert [seen.device for seen in service.connected(session, elsewhere)] == [twin.device]
    assert service.of_device(session, twin.device).orders == []


def test_orders_go_along_when_records_are_merged(
    session: Session, world: World, put_on: PutOn, issue: Issue
) -> None:
    machine, other = put_on(1), put_on(2)
    order = issue(machine)
    machine.poll()
    devices.merge(session, keep=other.device, absorb=machine.device, actor=world.actor)
    live = service.of_device(session, other.device)
    assert live.orders == [order]
    assert {start.boot_id for start in live.here} == {machine.boot_id, other.boot_id}
    seen = service.connected(session, world.organisation.id)
    assert [(one.device, one.orders, one.doubtful) for one in seen] == [
        (other.device, [order], True)
    ] * 2
    machine.says(order, "done")
    assert len(told(session, other.device, history.ORDER_ENDED)) == 1
