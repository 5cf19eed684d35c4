"""Simulated drives under the whole engine: firmware that lies, fails, freezes and stands still."""

import errno
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from diagnostics.blockio import Device
from diagnostics.erasure.engine import Run
from diagnostics.erasure.methods import PASSWORD
from diagnostics.identity import Changed
from diagnostics.wire.erasure import Evidence
from tests.diagnostics.erasure.campaign.memory import Stop, _after
from tests.diagnostics.erasure.campaign.tally import Case, ended, without_evidence
from tests.diagnostics.erasure.grounds import MANNER, Notebook, SimulatedGround, task
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive, Sanitize, Security
from tests.diagnostics.erasure.simulator.clock import PowerCut
from tests.diagnostics.erasure.simulator.contents import (
    UNIT,
    Contents,
    Fill,
    constant,
    documents,
    noise,
)
from tests.diagnostics.erasure.simulator.emmc import Emmc
from tests.diagnostics.erasure.simulator.machine import Drive, Machine
from tests.diagnostics.erasure.simulator.nvme_drive import NvmeDrive

_UNITS = 512
_SIZE = _UNITS * UNIT
_MOST_CUTS = 3


def case(seed: int, root: Path) -> Case:
    chance = random.Random(seed)
    machine = Machine(root, can_sleep=chance.random() < 0.7)
    kernels = ("recorded", "recorded", "descriptor", "fixed")
    machine.kernel = random.Random(f"kernel {seed}").choice(kernels)
    fill = chance.choice((documents(f"DONOR {seed}"), noise(seed), documents(f"DONOR {seed}")))
    name, drive, transport = _drive(machine, chance, fill)
    faults = chance.sample(sorted(_FAULTS), chance.choice((0, 1, 1, 2, 3)))
    wire = Wire()
    for fault in faults:
        _FAULTS[fault](drive, wire, chance)
    fill = drive.contents.fill
    # What is hidden behind a bridge nobody can see: told as unknown, and not tried here.
    machine.attach(name, drive, None if "keeps a part hidden" in faults else transport)
    # A neighbour of the same model, whose name may swap with the disk's.
    machine.attach("sdz", AtaDrive(machine.clock, serial="NEIGHBOUR", contents=Contents(_SIZE)))
    evidence = _erased(machine, name, wire, chance)
    untouched = next(s.drive for s in machine.seats.values() if s.drive.serial == "NEIGHBOUR")
    assert not untouched.contents.written_bytes
    assert not untouched.log
    if evidence is None:
        return without_evidence(seed, faults)
    _check_password(drive, evidence)
    left = sum(drive.contents.peek(unit * UNIT, UNIT) == fill(unit) for unit in range(_UNITS))
    return ended(seed, faults, evidence, left=left, untold=_untold(drive, fill), of=_UNITS)


def _check_password(drive: Drive, evidence: Evidence) -> None:
    """None of ours is left on a disk of which nobody is told."""
    if isinstance(drive, AtaDrive) and drive.security.password == PASSWORD.encode():
        told = any(repr(PASSWORD) in message for message in evidence.messages)
        assert told or evidence.result == "not_erased"


def _untold(drive: Drive, fill: Fill) -> int:
    """Units still there that no bad block explains."""
    return sum(
        drive.contents.peek(unit * UNIT, UNIT) == fill(unit)
        and not any(block in drive.contents.bad for block in range(unit * 8, unit * 8 + 8))
        for unit in range(_UNITS)
    )


def _erased(machine: Machine, name: str, wire: "Wire", chance: random.Random) -> Evidence | None:
    notebook = Notebook()
    ground = SimulatedGround(machine, name, through=wire.to)
    if chance.random() < 0.3:
        ground.sleeping = "another disk is at work"
    for boot in range(_MOST_CUTS + 1):
        notebook.then = lambda _fraction: None
        wire.cut_after = float("inf")
        if boot < _MOST_CUTS:
            _plan_ending(machine, notebook, wire, chance)
        run = Run(task(f"boot-{boot}"), ground, notebook, notebook.note, MANNER)
        try:
            return run.run()
        except PowerCut:
            machine.clock.cut_at = None
            machine.power_cut(chance.choice((0, 3600)), _swapped(machine, chance))
        except Stop:
            return run.broken_off("stopped")
        except Changed:
            return None
    raise AssertionError("the last start is not cut")


def _plan_ending(machine: Machine, notebook: Notebook, wire: "Wire", chance: random.Random) -> None:
    drawn = chance.random()
    if drawn < 0.2:
        machine.clock.cut_at = machine.clock.seconds + chance.uniform(0, 600)
    elif drawn < 0.3:
        wire.cut_after = wire.calls + chance.randrange(1200)
    elif drawn < 0.35:
        notebook.then = _after(chance.randrange(600), Stop)


def _swapped(machine: Machine, chance: random.Random) -> dict[str, str]:
    names = list(machine.seats)
    others = [name for name in names if name.startswith("sd")]
    if len(others) == 2 and chance.random() < 0.5:
        return {others[0]: others[1], others[1]: others[0]}
    return {name: name for name in names}


def _drive(machine: Machine, chance: random.Random, fill: Fill) -> tuple[str, Drive, str | None]:
    contents, clock = Contents(_SIZE, fill=fill), machine.clock
    match chance.randrange(5):
        case 0 | 1:
            nvme = NvmeDrive(
                clock,
                contents=contents,
                sanicap=frozenset(
                    chance.sample(["block", "crypto", "overwrite"], chance.randrange(3))
                ),
                format_=chance.random() < 0.7,
                crypto_format=chance.random() < 0.4,
            )
            return "nvme0n1", nvme, None
        case 2 | 3:
            transport = chance.choice((None, None, "usb"))
            hides = transport is None and chance.random() < 0.3
            return "sda", _ata(machine, chance, contents, hides=hides), transport
    emmc = Emmc(clock, contents=contents, sanitize=chance.random() < 0.8)
    return "mmcblk0", emmc, None


def _ata(machine: Machine, chance: random.Random, contents: Contents, *, hides: bool) -> AtaDrive:
    turns = chance.random() < 0.5
    sanitize = Sanitize(
        block=not turns and chance.random() < 0.5,
        crypto=chance.random() < 0.3,
        overwrite=turns and chance.random() < 0.5,
    )
    return AtaDrive(
        machine.clock,
        rpm=7200 if turns else 1,
        contents=contents,
        sanitize=sanitize,
        security=Security(supported=chance.random() < 0.8, enhanced=chance.random() < 0.7),
        visible=_SIZE // 512 - (1024 if hides else 0),
        native=_SIZE // 512,
        frozen_by_bios=chance.random() < 0.3,
        frozen_on_waking=chance.random() < 0.2,
    )


@dataclass
class Wire:
    """Between the engine and the drive: what is written and read may not arrive."""

    #: Every so-manieth write is forgotten.
    forgets: int = 0
    #: Reads of these units fail.
    silent: frozenset[int] = frozenset()
    gone_after: float = float("inf")
    cut_after: float = float("inf")
    calls: int = 0

    def to(self, device: Device) -> Device:
        return _Through(self, device)

    def called(self) -> None:
        self.calls += 1
        if self.calls > self.gone_after:
            raise OSError(errno.ENODEV, "gone")
        if self.calls > self.cut_after:
            self.cut_after = float("inf")
            raise PowerCut


@dataclass
class _Through:
    wire: Wire
    device: Device

    @property
    def size_bytes(self) -> int:
        return self.device.size_bytes

    @property
    def block_bytes(self) -> int:
        return self.device.block_bytes

    def write(self, offset: int, data: memoryview, /) -> None:
        self.wire.called()
        if not (self.wire.forgets and self.wire.calls % self.wire.forgets == 0):
            self.device.write(offset, data)

    def read(self, offset: int, into: memoryview, /) -> None:
        self.wire.called()
        if any(
            unit in self.wire.silent
            for unit in range(offset // UNIT, (offset + len(into) - 1) // UNIT + 1)
        ):
            raise OSError(errno.EIO, "silent")
        self.device.read(offset, into)

    def flush(self) -> None:
        self.wire.called()
        self.device.flush()


def _really(share: Callable[[random.Random], float]) -> Callable[..., None]:
    return lambda drive, _wire, chance: setattr(drive.faults, "really_erased", share(chance))


def _leaves(drive: Drive, _wire: Wire, chance: random.Random) -> None:
    drive.faults.leaves = chance.choice(
        (constant(b"\xff"), constant(bytes.fromhex("33cc55aa")), noise(99), documents("ANOTHER"))
    )


def _aborts(drive: Drive, _wire: Wire, chance: random.Random) -> None:
    drive.faults.aborts |= set(chance.sample(_COMMANDS, 3))


def _stuck(drive: Drive, _wire: Wire, chance: random.Random) -> None:
    drive.faults.stuck_at = chance.random()


def _fails(drive: Drive, _wire: Wire, _chance: random.Random) -> None:
    drive.faults.fails = True


def _encrypted(drive: Drive, _wire: Wire, chance: random.Random) -> None:
    """It looks random before; it says that its key is gone, and it is not."""
    drive.contents.fill = noise(chance.randrange(2**32))
    drive.faults.really_erased = 0.0
    if isinstance(drive, NvmeDrive):
        drive.sanicap = frozenset({"crypto"})
    elif isinstance(drive, AtaDrive):
        drive.sanitize = Sanitize(crypto=True)


def _hides(drive: Drive, _wire: Wire, _chance: random.Random) -> None:
    """A part of it is hidden, and does not come out."""
    if isinstance(drive, AtaDrive):
        drive.visible = drive.native - 1024
        drive.faults.aborts |= {"SET MAX ADDRESS"}
        drive.security.supported, drive.sanitize = False, Sanitize()


def _bad(drive: Drive, _wire: Wire, chance: random.Random) -> None:
    first = chance.randrange(_SIZE // 512)
    drive.contents.bad |= set(range(first, min(first + chance.randrange(1, 40), _SIZE // 512)))


def _locked(drive: Drive, _wire: Wire, chance: random.Random) -> None:
    if isinstance(drive, AtaDrive) and drive.security.supported:
        drive.security.password = chance.choice((b"atelier", b"theirs"))
        drive.security.locked = True


def _forgets(_drive: Drive, wire: Wire, chance: random.Random) -> None:
    wire.forgets = chance.randrange(1, 40)


def _silent(_drive: Drive, wire: Wire, chance: random.Random) -> None:
    wire.silent = frozenset(chance.sample(range(_UNITS), chance.randrange(1, 6)))


def _gone(_drive: Drive, wire: Wire, chance: random.Random) -> None:
    wire.gone_after = chance.randrange(1500)


_COMMANDS = [
    "sanitize",
    "format",
    "discard",
    "SECURITY SET PASSWORD",
    "SECURITY ERASE UNIT",
    "SANITIZE BLOCK ERASE",
    "CRYPTO SCRAMBLE EXT",
    "OVERWRITE EXT",
    "SET MAX ADDRESS",
    "READ NATIVE MAX ADDRESS",
    "DEVICE CONFIGURATION RESTORE",
    "SECURITY DISABLE PASSWORD",
]

_FAULTS: dict[str, Callable[[Drive, Wire, random.Random], None]] = {
    "does nothing": _really(lambda _chance: 0.0),
    "erases a part": _really(lambda chance: chance.choice((0.5, 0.9, 0.99, 0.998))),
    "leaves something else": _leaves,
    "aborts commands": _aborts,
    "stands still": _stuck,
    "fails": _fails,
    "bad blocks": _bad,
    "encrypted, and stays so": _encrypted,
    "keeps a part hidden": _hides,
    "locked": _locked,
    "forgets writes": _forgets,
    "silent places": _silent,
    "gone": _gone,
}
