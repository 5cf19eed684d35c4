"""What comes between while a disk is at work: a stop, a mount, a part nobody asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from diagnostics.erasure.engine import Run
from diagnostics.erasure.planning import Surroundings, Use
from diagnostics.report import Disk
from tests.diagnostics.erasure.grounds import MANNER, Notebook, SimulatedGround, erase, task
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive, Sanitize
from tests.diagnostics.erasure.simulator.contents import Contents
from tests.diagnostics.erasure.simulator.emmc import Emmc
from tests.diagnostics.erasure.simulator.lies import Faults
from tests.diagnostics.erasure.simulator.machine import Drive, Machine
from tests.diagnostics.erasure.simulator.nvme_drive import NvmeDrive

SIZE = 2 * 2**20
#: A controller that counts on a fallback: its sanitize fails, its format does not.
FAILING = {"sanicap": frozenset({"block"}), "faults": Faults(aborts={"sanitize"})}


class Stop(Exception):
    """A person stops it."""


@dataclass
class MeanwhileGround(SimulatedGround):
    """Something happens each time that the disk is asked who it is."""

    on_bind: Callable[[], None] = lambda: None
    surroundings: Surroundings = field(default_factory=Surroundings)

    def bind(self) -> Disk:
        disk = super().bind()
        self.on_bind()
        return disk

    def around(self) -> Surroundings:
        return self.surroundings


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def on(machine: Machine, name: str, drive: Drive) -> MeanwhileGround:
    machine.attach(name, drive)
    return MeanwhileGround(machine, name)


def at_platters(machine: Machine) -> AtaDrive:
    return AtaDrive(machine.clock, rpm=7200, contents=Contents(SIZE))


def at_flash(machine: Machine) -> AtaDrive:
    return AtaDrive(machine.clock, sanitize=Sanitize(block=True), contents=Contents(SIZE))


def at_nvme(machine: Machine) -> NvmeDrive:
    return NvmeDrive(machine.clock, contents=Contents(SIZE))


def at_format(machine: Machine) -> NvmeDrive:
    return NvmeDrive(machine.clock, contents=Contents(SIZE), sanicap=frozenset())


def at_emmc(machine: Machine) -> Emmc:
    return Emmc(machine.clock, contents=Contents(SIZE))


def at_hidden(machine: Machine) -> AtaDrive:
    whole = SIZE // 512
    return AtaDrive(machine.clock, contents=Contents(SIZE), native=whole, visible=whole - 1024)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("sda", at_platters),
        ("sda", at_flash),
        ("sda", at_hidden),
        ("nvme0n1", at_nvme),
        ("nvme0n1", at_format),
        ("mmcblk0", at_emmc),
    ],
)
def test_a_stop_while_the_disk_is_asked_who_it_is_begins_nothing(
    machine: Machine, name: str, make: Callable[[Machine], Any]
) -> None:
    """Asking takes seconds. Whoever stops it then is told that it stopped: so it has to."""
    drive = make(machine)
    ground, notebook = on(machine, name, drive), Notebook()
    asked: list[int] = []
    stopped: list[int] = []

    def then(_fraction: float | None) -> None:
        if stopped:
            raise Stop

    notebook.then = then
    ground.on_bind = lambda: asked.append(1)
    erased = erase(ground)
    assert erased.result == "erased"
    for question in range(len(asked)):
        drive = make(machine)
        ground, left = on(machine, name, drive), [question]
        stopped.clear()

        def ask(left: list[int] = left, drive: Any = drive) -> None:
            if left[0] == 0 and not stopped:
                stopped.append(len(drive.log))
            left[0] -= 1

        ground.on_bind = ask
        run = Run(task(), ground, notebook, {}, MANNER)
        try:
            run.run()
        except Stop:
            assert drive.log[stopped[0] :] == [], "told that it stopped, and begun after that"


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (Surroundings(uses=(Use(code="mounted", detail="/mnt"),)), "in_use"),
        (Surroundings(uses=(Use(code="sibling_in_use", detail="nvme0n2: /"),)), "in_use"),
        (Surroundings(medium=True), "in_use"),
        (Surroundings(unread=("what is mounted cannot be read",)), "error"),
    ],
)
def test_what_is_taken_into_use_between_two_methods_is_left_alone(
    machine: Machine, meanwhile: Surroundings, reason: str
) -> None:
    """A method may take hours; the next one is the firmware's, and asks no kernel."""
    drive = NvmeDrive(machine.clock, contents=Contents(SIZE), **FAILING)
    ground = on(machine, "nvme0n1", drive)

    def taken() -> None:
        if drive.log:
            ground.surroundings = meanwhile

    ground.on_bind = taken
    told = erase(ground)
    assert drive.log == ["sanitize 2"]
    assert (told.result, told.reasons) == ("not_erased", (reason,))
    assert [one.method for one in told.attempts] == ["nvme_sanitize_block", "nvme_format"]
    words = ("mounted /mnt", "sibling_in_use nvme0n2", "runs from it", "cannot be read")
    assert any(word in told.messages[-1] for word in words)


def test_no_method_takes_other_namespaces_along_that_was_not_the_one_chosen(
    machine: Machine,
) -> None:
    """Whoever confirmed was told what the first method takes along, and of no other."""
    drive = NvmeDrive(
        machine.clock,
        contents=Contents(SIZE),
        sanicap=frozenset({"overwrite"}),
        faults=Faults(aborts={"format"}),
    )
    ground = on(machine, "nvme0n1", drive)
    ground.surroundings = Surroundings(siblings=("nvme0n2",))
    told = erase(ground)
    assert told.plan.chosen
    assert told.plan.chosen.caveats == ("this_namespace",)
    assert [one.method for one in told.attempts] == ["nvme_format", "overwrite"]
    assert not any(line.startswith("sanitize") for line in drive.log)


def test_a_controller_of_another_disk_is_told_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With several paths to a disk ``nvme0n1`` need not be ``nvme0``'s: each tells its serial."""
    ours, other = at_nvme(machine), at_nvme(machine)
    other.serial = "NEIGHBOUR"
    machine.attach("nvme1n1", other)
    ground = on(machine, "nvme0n1", ours)
    answer, swapped = machine._nvme, {"/dev/nvme0": "/dev/nvme1", "/dev/nvme1": "/dev/nvme0"}
    monkeypatch.setattr(
        machine, "_nvme", lambda args: answer(tuple(swapped.get(arg, arg) for arg in args))
    )
    told = erase(ground)
    assert other.log == []
    assert other.contents.written_bytes == 0
    assert (told.disk.serial, told.method) == ("SIMNVME1", "overwrite")
    assert {one.reasons for one in told.attempts[:-1]} == {("identity_changed",)}
    assert not any(ours.contents.search(b"private letter"))
