"""What stands in the way of an image on a disk: each is a sentence that says what to do."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order, Presence
from atelier.devices import history
from atelier.devices.identity import medium_id
from atelier.devices.lifecycle import facts
from atelier.errors import AtelierError, Conflict, Forbidden
from atelier.stock import ledger, places
from atelier.stock.models import PlaceKind
from atelier.workshop.diagnosis import measured
from atelier.workshop.imaging import asking
from atelier.workshop.imaging.models import Request
from diagnostics.report import Firmware
from diagnostics.wire.imaging import Needs
from tests.erasures import on_the_bench
from tests.factories import World
from tests.imaging import add, ask, coordinator, decide, erase, flawless, tell, wiped, worker
from tests.machines import Machine
from tests.reports import a_disk, memory

GB, GIB = 10**9, 2**30
SMALL_SSD = a_disk(1, name="nvme0n1", size_bytes=120 * GB)
TURNING = a_disk(3, name="sda", transport="sata", rotational=True, size_bytes=2000 * GB)


def orders(session: Session) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(Order)) or 0


def leave(_session: Session, _world: World, machine: Machine) -> None:
    machine.leave()


def twice(session: Session, world: World, machine: Machine) -> None:
    other = Machine(session, world.station, 1)
    assert other.device_id == machine.device_id


def installed(session: Session, _world: World, machine: Machine) -> None:
    session.execute(
        sa.update(Presence)
        .where(Presence.boot_id == machine.boot_id)
        .values(started_from="installed")
    )


def use(session: Session, world: World, machine: Machine) -> None:
    history.record(session, machine.device, facts.USED, actor=world.actor)


def go(session: Session, world: World, machine: Machine) -> None:
    history.record(session, machine.device, facts.LEFT, actor=world.actor, data={"how": "parts"})


def lose_its_tag(session: Session, _world: World, machine: Machine) -> None:
    machine.device.tag = None


def be_busy(_session: Session, _world: World, machine: Machine) -> None:
    machine.ordered("stress", wanted={"seconds": 60})


def become_a_tablet(_session: Session, _world: World, machine: Machine) -> None:
    machine.device.kind = "tablet"


def lose_its_disk(session: Session, world: World, machine: Machine) -> None:
    none = {"media": []}
    history.record(session, machine.device, facts.MEDIUM_SEEN, actor=world.actor, data=none)


def come_back(session: Session, world: World, machine: Machine) -> None:
    history.record(session, machine.device, facts.CAME_IN, actor=world.actor)
    history.record(session, machine.device, facts.CAME_IN, actor=world.actor)


def be_erased_with_exceptions(session: Session, world: World, machine: Machine) -> None:
    newest = measured.newest(session, machine.device)
    assert newest is not None
    told = {"result": "erased_with_exceptions", "verified": True, "evidence": 1}
    for disk in newest.report.disks:
        data = {"medium": medium_id(disk), **told}
        history.record(session, machine.device, facts.ERASED, actor=world.actor, data=data)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (leave, "staat niet aan"),
        (twice, "twee toestellen"),
        (installed, "draait niet van de stick"),
        (use, "gewist"),
        (go, "atelier uit"),
        (lose_its_tag, "etiket"),
        (be_busy, "al bezig"),
        (become_a_tablet, "soort toestel"),
        (lose_its_disk, "geen schijf"),
        (come_back, "welke schijf in dit toestel zit. Meet"),
        (be_erased_with_exceptions, "Beslis wat ermee moet"),
    ],
)
def test_nothing_is_ordered_where_something_is_in_the_way(
    session: Session,
    world: World,
    happens: Callable[[Session, World, Machine], None],
    why: str,
) -> None:
    image, machine = add(session, world), wiped(session, world)
    before = orders(session)
    happens(session, world, machine)
    session.commit()
    newest = measured.newest(session, machine.device)
    by = coordinator(world)
    shown = asking.why_not(session, machine.device, newest, image, by=by)
    assert shown is not None
    assert why in str(shown)
    with pytest.raises(AtelierError, match=why):
        ask(session, machine, image, by)
    session.rollback()
    assert orders(session) <= before + 1  # the stress test of the one that is busy


def test_what_was_at_a_desk_is_erased_first_whoever_asks(session: Session, world: World) -> None:
    """Somebody may have used it there: loans are not kept yet."""
    image, machine = add(session, world), wiped(session, world)
    organisation_id = world.organisation.id
    desk = places.create(session, organisation_id=organisation_id, kind=PlaceKind.DESK, name="Desk")
    tell(machine, order := ask(session, machine, image, worker(world)), flawless(order, image))
    for place in (desk, world.bench):
        client_id, by = str(uuid.uuid4()), world.actor
        ledger.post(
            session, machine.device, place, reason="brought_in", actor=by, client_id=client_id
        )
        session.commit()
        with pytest.raises(Conflict, match="op een digibankpunt"):
            ask(session, machine, image, coordinator(world))
        session.rollback()
    erase(session, machine)
    assert ask(session, machine, image, worker(world)).parameters["over"] == "erased"


def test_nothing_is_ordered_before_every_disk_is_erased(session: Session, world: World) -> None:
    image = add(session, world)
    machine = on_the_bench(session, world, disks=(SMALL_SSD, TURNING))
    erase(session, machine, medium_id(SMALL_SSD))
    with pytest.raises(Conflict, match="Niet elke schijf"):
        ask(session, machine, image, coordinator(world))
    erase(session, machine, medium_id(TURNING))
    assert ask(session, machine, image, worker(world)).disk_id == medium_id(SMALL_SSD)


def test_one_that_was_never_measured_is_not_ordered(session: Session, world: World) -> None:
    image, machine = add(session, world), wiped(session, world)
    with pytest.raises(Conflict, match="nog niet gemeten"):
        asking.ask(
            session,
            machine.device,
            None,
            image,
            by=coordinator(world),
            client_id=str(uuid.uuid4()),
        )


def test_on_trial_only_a_coordinator_may_order_it(session: Session, world: World) -> None:
    image, machine = add(session, world, released=False), wiped(session, world)
    newest = measured.newest(session, machine.device)
    shown = asking.why_not(session, machine.device, newest, image, by=worker(world))
    assert "op proef" in str(shown)
    with pytest.raises(Forbidden, match="op proef"):
        ask(session, machine, image, worker(world))
    assert asking.why_not(session, machine.device, newest, image, by=coordinator(world)) is None
    order = ask(session, machine, image, coordinator(world))
    assert session.get_one(Request, (order.organisation_id, order.id)).trial is True


def test_what_is_withdrawn_nobody_orders(session: Session, world: World) -> None:
    image, machine = add(session, world), wiped(session, world)
    decide(session, world, image, withdraw=True)
    with pytest.raises(Conflict, match="ingetrokken"):
        ask(session, machine, image, coordinator(world))


@pytest.mark.parametrize(
    ("manifest", "parts", "why"),
    [
        ({"secure_boot": False}, {"firmware": Firmware(secure_boot=True)}, "Secure Boot"),
        ({"boots": ("bios",)}, {"firmware": Firmware(boot_mode="uefi")}, "alleen met BIOS"),
        ({"boots": ("uefi",)}, {"firmware": Firmware(boot_mode="bios")}, "alleen met UEFI"),
    ],
)
def test_what_does_not_suit_the_machine_is_not_ordered(
    session: Session, world: World, manifest: dict[str, Any], parts: dict[str, Any], why: str
) -> None:
    image, machine = add(session, world, **manifest), wiped(session, world, **parts)
    with pytest.raises(Conflict, match=why):
        ask(session, machine, image, coordinator(world))


def test_too_little_memory(session: Session, world: World) -> None:
    image = add(session, world, needs=Needs(memory_bytes=4 * GIB))
    machine = wiped(session, world, memory=memory(2))
    with pytest.raises(Conflict, match="2 GB, en deze software vraagt 4 GB"):
        ask(session, machine, image, coordinator(world))
