"""A machine with simulated disks: a Runner and a Starter for Host, power, sleep and /sys.

``Machine(tmp_path).attach("sda", AtaDrive(machine.clock))``; then ``machine.host`` answers every
command that the erasure gives, and ``machine.device("sda")`` is what reads and writes the disk see.
"""

import errno
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from diagnostics.probes import disks
from diagnostics.probes.host import Host
from diagnostics.report import Disk
from diagnostics.run import Accept, Completed, Failed, MissingTool, TimedOut
from tests.diagnostics.erasure.simulator import hdparm
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive
from tests.diagnostics.erasure.simulator.clock import Clock
from tests.diagnostics.erasure.simulator.contents import Contents
from tests.diagnostics.erasure.simulator.emmc import Emmc
from tests.diagnostics.erasure.simulator.nvme_drive import NvmeDrive
from tests.diagnostics.erasure.simulator.replies import Reply

Drive = AtaDrive | NvmeDrive | Emmc
_BLOCK = 512
#: A machine needs a while to sleep, to wake, and to start.
_SLEEP_S, _START_S = 20.0, 60.0


@dataclass
class Seat:
    """A drive, and what stands between it and the machine."""

    drive: Drive
    transport: str
    #: A bridge may hand ATA commands on, or answer none at all.
    hides_ata: bool = False
    #: The kernel's idea of its size, in 512 bytes; it asks only at start and when told to.
    sectors: int = 0

    def read_size(self) -> None:
        drive = self.drive
        whole = drive.contents.size_bytes // _BLOCK
        self.sectors = drive.visible if isinstance(drive, AtaDrive) else whole


@dataclass
class Machine:
    root: Path
    clock: Clock = field(default_factory=Clock)
    seats: dict[str, Seat] = field(default_factory=dict)
    kernel: hdparm.Kernel = "recorded"
    missing: set[str] = field(default_factory=set)
    can_sleep: bool = True
    #: Every command line, in order.
    calls: list[str] = field(default_factory=list)
    slept: int = 0

    def __post_init__(self) -> None:
        self.clock.watchers.append(self._rescan)
        self._file("sys/power/state", "freeze mem disk" if self.can_sleep else "freeze disk")

    @property
    def host(self) -> Host:
        return Host(root=self.root, run=self.run, start=self.start, is_root=True)

    def attach(
        self, name: str, drive: Drive, transport: str | None = None, *, hides_ata: bool = False
    ) -> None:
        kinds = {AtaDrive: "sata", NvmeDrive: "nvme", Emmc: "mmc"}
        seat = Seat(drive, transport or kinds[type(drive)], hides_ata)
        self.seats[name] = seat
        seat.read_size()
        self._show(name)

    def report(self, name: str) -> Disk:
        """As the agent's own probe sees it."""
        found = disks.parse(disks.collect(self.host))
        return next(disk for disk in found if disk.name == name)

    def device(self, name: str) -> "Window":
        """The block device, for reading and writing (``blockio.Device``)."""
        return Window(self.seats[name])

    def swap(self, name: str, drive: Drive) -> None:
        """Another disk in the same place, under the same name."""
        self.seats[name].drive.power_off()
        self.attach(name, drive, self.seats[name].transport)

    # Power

    def power_cut(self, off_s: float = 0.0, names: dict[str, str] | None = None) -> None:
        """Off and on again; ``names`` tells which disk has which name afterwards."""
        for seat in self.seats.values():
            seat.drive.power_off()
        self.clock.seconds += off_s + _START_S
        for seat in self.seats.values():
            seat.drive.power_on()
            seat.read_size()
        seats = self.seats
        self.seats = {new: seats[old] for old, new in (names or {n: n for n in seats}).items()}
        for name in self.seats:
            self._show(name)

    def _sleep(self, seconds: float) -> Reply:
        if not self.can_sleep:
            return Reply(stderr="rtcwake: unrecognized suspend state 'mem'\n", status=1)
        self.slept += 1
        for seat in self.seats.values():
            seat.drive.power_off()
        self.clock.advance(seconds + _SLEEP_S)
        for seat in self.seats.values():
            seat.drive.power_on(waking=True)
        stamp = self.clock.wall().ctime()
        return Reply(f'rtcwake: wakeup from "mem" using /dev/rtc0 at {stamp}\n')

    # Commands

    def run(self, args: Sequence[str], timeout_s: float = 10, accept: Accept = (0,)) -> Completed:
        reply = self._answer(tuple(args), timeout_s)
        if reply.seconds > timeout_s:
            self.clock.advance(timeout_s)
            raise TimedOut(args[0], timeout_s)
        self.clock.advance(reply.seconds)
        completed = _completed(args, reply.then() if reply.then else reply)
        accepted = accept(completed.status) if callable(accept) else completed.status in accept
        if not accepted:
            raise Failed(completed)
        return completed

    def start(self, args: Sequence[str]) -> "Started":
        return Started(self, tuple(args), self._answer(tuple(args), 600.0))

    def _answer(self, args: tuple[str, ...], timeout_s: float) -> Reply:
        self.calls.append(" ".join(args))
        if args[0] in self.missing:
            raise MissingTool(args[0])
        tools: dict[str, Callable[[], Reply]] = {
            "rtcwake": lambda: self._sleep(float(args[args.index("-s") + 1])),
            "lsblk": lambda: Reply(json.dumps({"blockdevices": [*map(self._row, self.seats)]})),
            "smartctl": lambda: self._smartctl(args[-1]),
            "hdparm": lambda: self._hdparm(args, timeout_s),
            "nvme": lambda: self._nvme(args[1:]),
            "blkdiscard": lambda: self._emmc(args),
            "mmc": lambda: self._emmc(args),
        }
        if args[0] not in tools:
            raise MissingTool(args[0])
        return tools[args[0]]()

    def _hdparm(self, args: tuple[str, ...], timeout_s: float) -> Reply:
        path, options = hdparm.parse(args)
        seat = self._seat(path)
        drive = seat.drive if seat and isinstance(seat.drive, AtaDrive) else None
        if seat and seat.hides_ata:
            drive = None
        if drive and drive.busy:
            self.clock.advance(timeout_s)
            raise TimedOut("hdparm", timeout_s)
        return hdparm.Invocation(drive, path, options, self.kernel).answer()

    def _nvme(self, args: tuple[str, ...]) -> Reply:
        if args[0] == "list":
            return Reply(json.dumps({"Devices": self._listed()}))
        if args[0] == "version":
            return Reply("nvme version 2.3 (git 2.3)\nlibnvme version 1.3 (git 1.3)\n")
        name = args[1].removeprefix("/dev/") if len(args) > 1 else ""
        for known, seat in self.seats.items():
            ours = known == name or known.startswith(f"{name}n")
            if isinstance(seat.drive, NvmeDrive) and ours:
                return seat.drive.answer(args)
        return Reply(stderr=f"{args[-1]}: No such file or directory\n", status=1)

    def _emmc(self, args: tuple[str, ...]) -> Reply:
        if args[0] == "blkdiscard" and args[1] in ("-V", "--version"):
            return Reply("blkdiscard from util-linux 2.38.1\n")
        seat = self._seat(args[-1])
        if seat is None or not isinstance(seat.drive, Emmc):
            path = args[-1]
            return Reply(stderr=f"{args[0]}: {path}: Operation not supported\n", status=1)
        return seat.drive.mmc(args[1:]) if args[0] == "mmc" else seat.drive.blkdiscard(args[1:])

    def _smartctl(self, path: str) -> Reply:
        seat = self._seat(path)
        told = {"smartctl": {"exit_status": 0}, "smart_status": {"passed": True}}
        drive = seat.drive if seat else None
        names = {"model_name": drive.model, "serial_number": drive.serial} if drive else {}
        return Reply(json.dumps({**told, **names}))

    def _seat(self, path: str) -> Seat | None:
        return self.seats.get(path.removeprefix("/dev/"))

    # What the kernel shows

    def _row(self, name: str) -> dict[str, Any]:
        seat = self.seats[name]
        drive = seat.drive
        row = {
            "name": name,
            "type": "disk",
            "tran": seat.transport,
            "size": seat.sectors * _BLOCK,
            "model": drive.model,
            "serial": drive.serial,
            "log-sec": _BLOCK,
            "rm": False,
            "ro": False,
            "hotplug": seat.transport == "usb",
        }
        return {**row, "wwn": f"0x{drive.wwn:016x}"} if isinstance(drive, AtaDrive) else row

    def _listed(self) -> list[dict[str, Any]]:
        return [
            {
                "NameSpace": 1,
                "DevicePath": f"/dev/{name}",
                "Firmware": seat.drive.firmware,
                "ModelNumber": seat.drive.model,
                "SerialNumber": seat.drive.serial,
                "PhysicalSize": seat.sectors * _BLOCK,
                "SectorSize": _BLOCK,
            }
            for name, seat in self.seats.items()
            if isinstance(seat.drive, NvmeDrive)
        ]

    def _show(self, name: str) -> None:
        seat = self.seats[name]
        self._file(f"sys/block/{name}/size", str(seat.sectors))
        self._file(f"sys/block/{name}/device/rescan", "")
        if seat.transport == "mmc":
            self._file(f"sys/block/{name}/device/type", "MMC")
        if seat.transport == "nvme":
            controller = name.rpartition("n")[0]
            self._file(f"sys/class/nvme/{controller}/{name}/nsid", "1")

    def _rescan(self) -> None:
        """The kernel reads a disk's size anew when it is told to."""
        for name, seat in self.seats.items():
            told = self.root / f"sys/block/{name}/device/rescan"
            if told.read_text() == "1":
                seat.read_size()
                self._show(name)

    def _file(self, relative: str, text: str) -> None:
        path = self.root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@dataclass
class Started:
    """As ``diagnostics.run.Running``, in simulated time."""

    machine: Machine
    args: tuple[str, ...]
    reply: Reply
    _ends: float = field(init=False)
    _completed: Completed | None = None

    def __post_init__(self) -> None:
        self._ends = self.machine.clock.now() + self.reply.seconds

    def wait(self, timeout_s: float = 0) -> Completed | None:
        left = self._ends - self.machine.clock.now()
        self.machine.clock.advance(min(left, timeout_s))
        if self._completed is None and self.machine.clock.now() >= self._ends:
            reply = self.reply.then() if self.reply.then else self.reply
            self._completed = _completed(self.args, reply)
        return self._completed

    def read(self, timeout_s: float = 0) -> bytes | None:
        completed = self.wait(timeout_s)
        return completed.stdout if completed else None

    def stop(self, grace_s: float = 0) -> None:
        """No signal reaches into a drive."""


@dataclass(frozen=True)
class Window:
    """What the kernel lets through: no more than the size it knows."""

    seat: Seat

    @property
    def contents(self) -> Contents:
        return self.seat.drive.contents

    @property
    def size_bytes(self) -> int:
        return self.seat.sectors * _BLOCK

    @property
    def block_bytes(self) -> int:
        return self.contents.block_bytes

    def read(self, offset: int, into: memoryview, /) -> None:
        self._check(offset, len(into))
        self.contents.read(offset, into)

    def write(self, offset: int, data: memoryview, /) -> None:
        self._check(offset, len(data))
        self.contents.write(offset, data)

    def flush(self) -> None:
        self.contents.flush()

    def _check(self, offset: int, length: int) -> None:
        if offset + length > self.size_bytes:
            raise OSError(errno.EINVAL, f"{length} bytes at {offset} of {self.size_bytes}")


def _completed(args: Sequence[str], reply: Reply) -> Completed:
    return Completed(tuple(args), reply.raw, reply.stderr, reply.status)
