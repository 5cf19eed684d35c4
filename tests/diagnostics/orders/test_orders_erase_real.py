"""Orders to erase on real block devices (loops), and on simulated drives: the whole way down."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics.erasure.engine import overwriting
from diagnostics.link import spool
from diagnostics.orders.binding import Binder
from diagnostics.orders.executors.erase import ERASE, Erase
from diagnostics.orders.executors.on_disk import may_sleep
from diagnostics.orders.notes import Notes
from diagnostics.orders.outcome import Failure
from diagnostics.orders.work import Work
from diagnostics.report import Disk
from tests.diagnostics.erasing.loop_machine import LoopMachine, fill, letters_left
from tests.diagnostics.erasure.grounds import MANNER, SimulatedGround
from tests.diagnostics.erasure.loops import loop, why_not
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive
from tests.diagnostics.erasure.simulator.contents import Contents
from tests.diagnostics.erasure.simulator.machine import Machine
from tests.diagnostics.orders.doubles import Box, disk, eventually
from tests.diagnostics.orders.erasing import evidence
from tests.diagnostics.orders.keeping import Bench, MakeBench

SIZE = 8 * 2**20

needs_loops = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))


class LoopBox(Box):
    machine_of_loops: LoopMachine

    def host(self) -> Any:
        self.machine_of_loops.start()
        return self.machine_of_loops.host

    def target(self, name: str) -> Any:
        return self.machine_of_loops.disk(name)


class OnLoops:
    def __init__(self, bench: Bench, box: LoopBox, images: dict[str, Path]) -> None:
        self.bench, self.box, self.images = bench, box, images

    def letters(self) -> dict[str, bool]:
        return {name: letters_left(image) > 0 for name, image in self.images.items()}


@pytest.fixture
def loops(bench: MakeBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OnLoops]:
    monkeypatch.setattr(overwriting, "manner_for", lambda **_: MANNER)
    with ExitStack() as stack:
        images = {name: tmp_path / f"{name}.img" for name in ("sda", "sdb")}
        disks = {}
        for name, image in images.items():
            fill(image, SIZE)
            disks[name] = (stack.enter_context(loop(image)), f"MADE-UP-{name.upper()}")
        b = bench(erase=replace(ERASE, often_s=0))
        b.keeper.close()
        box = LoopBox(tmp_path / "root", uuid="", serial="5CG0123XYZ")
        box.machine_of_loops = LoopMachine(tmp_path / "root", disks)
        b.box = box
        b.start()
        yield OnLoops(b, box, images)
        b.close()
        # Before their disks go.
        assert eventually(lambda: "disk-work" not in [one.name for one in threading.enumerate()])


@needs_loops
@pytest.mark.usefixtures("real_commands")
def test_two_real_disks_at_once(loops: OnLoops) -> None:
    b = loops.bench
    orders = [b.issue("erase", loops.box.target(name)) for name in ("sda", "sdb")]
    assert [b.end(order) for order in orders] == [("done", None)] * 2
    assert loops.letters() == {"sda": False, "sdb": False}
    assert {evidence(b, order).disk.name for order in orders} == {"sda", "sdb"}


@needs_loops
@pytest.mark.usefixtures("real_commands")
def test_a_real_disk_cut_off_and_gone_on_with_under_another_name(loops: OnLoops) -> None:
    b, box = loops.bench, loops.box
    order = b.issue("erase", box.target("sda"))
    assert eventually(
        lambda: b.server.order(order).checkpoint.get("inner", {}).get("offset", 0) > 2**20
    )
    b.crash()
    assert eventually(lambda: "disk-work" not in [one.name for one in threading.enumerate()])
    assert loops.letters()["sda"]
    b.journal.unlink()
    box.restart()
    machine = box.machine_of_loops
    machine.disks = {"sda": machine.disks["sdb"], "sdb": machine.disks["sda"]}
    b.start()
    b.look()
    assert b.end(order) == ("done", None)
    told = evidence(b, order)
    assert told.disk.name == "sdb"
    assert told.interruptions[0].kind == "power_cut"
    assert told.interruptions[0].resumed_at_bytes
    assert loops.letters() == {"sda": False, "sdb": True}


@needs_loops
@pytest.mark.usefixtures("real_commands")
def test_a_disk_in_use_is_refused(loops: OnLoops) -> None:
    """Whatever /proc says (here it is made up), the kernel has the last word."""
    b = loops.bench
    device, _serial = loops.box.machine_of_loops.disks["sda"]
    descriptor = os.open(device, os.O_RDWR | os.O_EXCL)  # as a mount or a swap area
    try:
        order = b.issue("erase", loops.box.target("sda"))
        state, reason = b.end(order)
    finally:
        os.close(descriptor)
    assert (state, reason) == ("failed", "busy")
    assert evidence(b, order).reasons == ("in_use",)
    assert loops.letters() == {"sda": True, "sdb": True}


@needs_loops
@pytest.mark.usefixtures("real_commands")
def test_the_medium_is_refused(loops: OnLoops) -> None:
    b, machine = loops.bench, loops.box.machine_of_loops
    number = (machine.root / "sys/class/block/sda/dev").read_text()
    numbered = machine.root / f"sys/dev/block/{number}"
    numbered.parent.mkdir(parents=True)
    numbered.symlink_to(machine.root / "sys/class/block/sda")
    machine.mounts = [f"2 1 {number} / /run/live/medium ro - iso9660 /dev/sda ro"]
    order = b.server.issue(b.box.order("erase", loops.box.target("sda")))
    b.start()
    b.look()
    assert b.end(order.id) == ("failed", "other_disk")
    assert loops.letters() == {"sda": True, "sdb": True}


# A password is set only when it is where a power cut leaves it.


def turning(machine: Machine) -> AtaDrive:
    drive = AtaDrive(machine.clock, contents=Contents(SIZE), rpm=7200)
    machine.attach("sda", drive)
    return drive


def simulated(bench: MakeBench, machine: Machine, before: Any) -> Bench:
    def ground(_work: Work, _disk: Disk) -> SimulatedGround:
        before()
        return SimulatedGround(machine, "sda")

    return bench(erase=Erase(ground=ground, manner=MANNER))


def test_without_server_and_stick_no_password_is_set(bench: MakeBench, tmp_path: Path) -> None:
    machine = Machine(tmp_path / "simulated")
    drive = turning(machine)

    def server_goes() -> None:
        b.server.down = True

    b = simulated(bench, machine, server_goes)
    order = b.issue("erase", disk(1))
    assert eventually(lambda: not b.keeper.running(), 30)
    b.server.down = False
    assert b.end(order) == ("done", None)
    told = evidence(b, order)
    assert [(one.method, one.outcome) for one in told.attempts] == [
        ("ata_security_enhanced", "failed"),
        ("overwrite", "done"),
    ]
    assert any("the password" in message for message in told.messages)
    assert not [call for call in machine.calls if "--security-set-pass" in call]
    assert drive.security.password is None


@pytest.mark.parametrize("where", ["server", "stick"])
def test_a_password_is_kept_before_it_is_set(bench: MakeBench, tmp_path: Path, where: str) -> None:
    machine = Machine(tmp_path / "simulated")
    turning(machine)
    (tmp_path / "stick").mkdir()
    notes = Notes(spool.in_folder(tmp_path / "stick").place)
    known: list[str] = []
    answer = machine._answer

    def watched(args: tuple[str, ...], timeout_s: float) -> Any:
        if "--security-set-pass" in args:
            note = notes.find(order)
            there = (
                b.server.order(order).checkpoint if where == "server" else note and note.checkpoint
            )
            known.append((there or {}).get("inner", {}).get("stage", ""))
        return answer(args, timeout_s)

    machine._answer = watched  # type: ignore[method-assign]

    def begins() -> None:
        b.server.down = where == "stick"

    b = simulated(bench, machine, begins)
    b.keeper.close()
    b.start(notes=notes)
    order = b.server.issue(b.box.order("erase", disk(1))).id
    b.look()
    assert eventually(lambda: not b.keeper.running() and known, 30)
    b.server.down = False
    assert b.end(order) == ("done", None)
    assert known == ["password"]
    told = evidence(b, order)
    assert (told.method, told.level) == ("ata_security_enhanced", "purge")


# A part of the disk that the order itself made visible.


@pytest.mark.parametrize(("size", "found"), [(500, True), (512, True), (480, False)])
def test_a_size_that_the_order_itself_changed(bench: MakeBench, size: int, found: bool) -> None:
    b = bench()
    was = disk(1)
    order = b.box.order("erase", type(was)(serial=was.serial, size_bytes=500 * 10**9))
    b.box.disks = {"sda": type(was)(serial=was.serial, size_bytes=size * 10**9)}
    binder = Binder(b.box.host(), lambda: [b.box.report_id])
    if found:
        here = binder.check(order, begun=True, size_bytes=512 * 10**9)
        assert here
        assert here.size_bytes == size * 10**9
    else:
        with pytest.raises(Failure, match="size"):
            binder.check(order, begun=True, size_bytes=512 * 10**9)


@pytest.mark.parametrize(
    ("loaded", "alone", "may"),
    [
        ("memory", True, True),
        ("network", True, True),
        ("stick", True, False),
        (None, True, False),
        ("memory", False, False),
    ],
)
def test_when_the_machine_may_sleep(
    make_host: Any, loaded: str | None, alone: bool, may: bool
) -> None:
    class AWork:
        host = make_host({"run/atelier/loaded-from": loaded} if loaded else {})
        is_alone = alone

    assert (may_sleep(AWork()) is None) is may  # type: ignore[arg-type]
