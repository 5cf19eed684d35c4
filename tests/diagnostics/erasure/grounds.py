"""Made-up ground under a run: a faulty disk in memory, or a drive of the simulator."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from diagnostics import matching, wire
from diagnostics.blockio import Device
from diagnostics.erasure.engine import Run, Task
from diagnostics.erasure.overwrite import Manner
from diagnostics.erasure.planning import Surroundings
from diagnostics.identity import Changed
from diagnostics.probes.host import Host
from diagnostics.report import Disk
from diagnostics.wire.erasure import Evidence, Policy, contradictions
from tests.diagnostics.conftest import play
from tests.diagnostics.erasure.faulty import FaultyDisk
from tests.diagnostics.erasure.simulator.machine import Machine

#: Small disks are written in small steps, so that there is something between them.
MANNER = Manner(chunk_bytes=64 * 1024, flush_bytes=256 * 1024, margin_bytes=128 * 1024)
MACHINE = wire.Machine(report_id="a-report", serial="MADE-UP-1")


@dataclass
class MemoryGround:
    """One faulty disk, attached in a way that leaves nothing but an overwrite."""

    disk: FaultyDisk
    report: Disk = field(init=False)
    surroundings: Surroundings = field(default_factory=Surroundings)
    #: Another disk takes its place, after so many questions who it is.
    swapped_after: float = float("inf")
    asked: int = 0
    seconds: float = 0.0
    host: Host = field(default_factory=lambda: Host(root=Path("/nonexistent"), run=play({})))

    def __post_init__(self) -> None:
        self.report = Disk(
            name="vda",
            model="Faulty",
            serial="FAULTY-1",
            size_bytes=self.disk.size_bytes,
            logical_block_bytes=self.disk.block_bytes,
            rotational=False,
            transport="virtio",
            internal=True,
        )

    def bind(self) -> Disk:
        self.asked += 1
        if self.asked > self.swapped_after:
            raise Changed("vda: serial is 'OTHER' here and 'FAULTY-1' in the order")
        return self.report

    def around(self) -> Surroundings:
        return self.surroundings

    @contextmanager
    def hold(self) -> Iterator[Device]:
        self.bind()
        yield self.disk

    def resize(self, size_bytes: int, /) -> None:
        assert size_bytes == self.report.size_bytes

    def may_sleep(self) -> str | None:
        return None

    def now(self) -> float:
        self.seconds += 0.001
        return self.seconds

    def wall(self) -> datetime:
        return datetime(2026, 1, 5, 8, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float, /) -> None:
        self.seconds += seconds


@dataclass
class SimulatedGround:
    """A drive of E3's machine, recognised by what it says of itself."""

    machine: Machine
    name: str
    wanted: wire.Disk = field(init=False)
    sleeping: str | None = None
    #: Between the engine and the drive.
    through: Callable[[Device], Device] = lambda device: device

    def __post_init__(self) -> None:
        here = self.machine.report(self.name)
        self.wanted = wire.Disk(
            serial=here.serial, wwn=here.wwn, model=here.model, size_bytes=here.size_bytes
        )

    @property
    def host(self) -> Host:
        return self.machine.host

    def bind(self) -> Disk:
        """Whatever its name is now, as the binder of the orders."""
        for name in self.machine.seats:
            disk = self.machine.report(name)
            if matching.disk_doubt(self.wanted, disk) is None:
                self.name = name
                return disk
        raise Changed(f"no disk here is {self.wanted.serial}")

    def around(self) -> Surroundings:
        return Surroundings()

    @contextmanager
    def hold(self) -> Iterator[Device]:
        self.bind()
        yield self.through(self.machine.device(self.name))

    def resize(self, size_bytes: int, /) -> None:
        self.wanted = replace(self.wanted, size_bytes=size_bytes)

    def may_sleep(self) -> str | None:
        return self.sleeping

    def now(self) -> float:
        return self.machine.clock.now()

    def wall(self) -> datetime:
        return self.machine.clock.wall()

    def sleep(self, seconds: float, /) -> None:
        self.machine.clock.sleep(seconds)


@dataclass
class Notebook:
    """Where progress goes: what outlives the agent, and what is shown."""

    note: dict[str, Any] = field(default_factory=dict)
    fractions: list[float] = field(default_factory=list)
    #: Called each time; what it raises ends the run.
    then: Callable[[float | None], None] = lambda _fraction: None

    def __call__(
        self, fraction: float | None, left_s: float | None, note: Mapping[str, Any] | None
    ) -> None:
        if note is not None:
            self.note = dict(note)
        if fraction is not None:
            self.fractions.append(fraction)
        self.then(fraction)


def task(boot: str = "boot-1", **policy: Any) -> Task:
    return Task(machine=MACHINE, boot_id=boot, policy=Policy(**policy), order_id="an-order")


def erase(
    ground: Any, notebook: Notebook | None = None, boot: str = "boot-1", **policy: Any
) -> Evidence:
    notebook = notebook or Notebook()
    run = Run(task(boot, **policy), ground, notebook, notebook.note, MANNER)
    evidence = run.run()
    assert contradictions(evidence) == ()
    return evidence
