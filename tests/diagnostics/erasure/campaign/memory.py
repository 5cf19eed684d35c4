"""Overwrites of faulty disks in memory: what goes wrong is drawn by a seed."""

import random
from collections.abc import Callable
from typing import Any

from diagnostics.erasure.engine import Run
from diagnostics.identity import Changed
from diagnostics.wire.erasure import Checking, Evidence
from tests.diagnostics.erasure.campaign.tally import Case, ended, without_evidence
from tests.diagnostics.erasure.faulty import BLOCK, FaultyDisk, PowerCut
from tests.diagnostics.erasure.grounds import MANNER, MemoryGround, Notebook, task

_BLOCKS = 1024
_FOR_EVER = float("inf")
_MOST_CUTS = 4


class Stop(Exception):
    """A person stops it."""


def case(seed: int) -> Case:
    chance = random.Random(seed)
    disk = FaultyDisk(_BLOCKS * BLOCK, seed=seed, volatile=chance.random() < 0.6)
    original = bytes(disk.medium)
    faults = chance.sample(sorted(_FAULTS), chance.choice((0, 1, 1, 2, 3)))
    for name in faults:
        _FAULTS[name](disk, chance)
    checking = _checking(chance)
    evidence = _erased(disk, chance, checking)
    if evidence is None:
        return without_evidence(seed, faults)
    left = _left(disk, original)
    told = _told(evidence, disk.unwritable.keys() | disk.unreadable.keys())
    return ended(seed, faults, evidence, left=len(left), untold=len(left - told), of=_BLOCKS)


def _erased(disk: FaultyDisk, chance: random.Random, checking: Checking) -> Evidence | None:
    """Through power cuts, stops and swaps to the evidence; None where nobody may write any."""
    notebook, ground = Notebook(), MemoryGround(disk)
    if chance.random() < 0.1:
        ground.swapped_after = chance.randrange(5)
    for boot in range(_MOST_CUTS + 1):
        _plan_ending(notebook, disk, chance, last=boot == _MOST_CUTS)
        run = Run(task(f"boot-{boot}", checking=checking), ground, notebook, notebook.note, MANNER)
        try:
            return run.run()
        except PowerCut:
            disk.power_cut()
        except Stop:
            return run.broken_off("stopped")
        except Changed:
            return None
    raise AssertionError("the last start is not cut")


def _plan_ending(
    notebook: Notebook, disk: FaultyDisk, chance: random.Random, *, last: bool
) -> None:
    notebook.then = lambda _fraction: None
    drawn = chance.random()
    if last:
        return
    if drawn < 0.25:
        disk.cut_after = len(disk.writes) + chance.randrange(12)
    elif drawn < 0.4:
        notebook.then = _after(chance.randrange(40), PowerCut)
    elif drawn < 0.45:
        notebook.then = _after(chance.randrange(40), Stop)


def _after(calls: int, error: type[BaseException]) -> Callable[[float | None], None]:
    left = [calls]

    def then(_fraction: float | None) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise error

    return then


def _checking(chance: random.Random) -> Checking:
    """In full, or by so many samples that even a few blocks are met."""
    if chance.random() < 0.7:
        return Checking()
    return Checking(full_below_bytes=0, strata=16, samples=2, fraction=0.5)


def _left(disk: FaultyDisk, original: bytes) -> set[int]:
    disk._settle()
    places = range(0, len(original), BLOCK)
    return {
        at // BLOCK for at in places if disk.medium[at : at + BLOCK] == original[at : at + BLOCK]
    }


def _told(evidence: Evidence, bad: set[int]) -> set[int]:
    """Blocks named in the evidence; of a long list it names the first ones and the count."""
    counted = sum(errors.count for errors in evidence.errors)
    named = {place // BLOCK for errors in evidence.errors for place in errors.first}
    return bad if counted > len(named) else named


def _some(chance: random.Random) -> list[int]:
    """A block, a few here and there, or a run of them."""
    kind, first = chance.randrange(3), chance.randrange(_BLOCKS)
    if kind == 0:
        return [first]
    if kind == 1:
        return chance.sample(range(_BLOCKS), chance.randrange(2, 20))
    return list(range(first, min(first + chance.randrange(2, 200), _BLOCKS)))


def _dict(name: str, values: Callable[[random.Random], Any]) -> Callable[..., None]:
    def put(disk: FaultyDisk, chance: random.Random) -> None:
        getattr(disk, name).update({block: values(chance) for block in _some(chance)})

    return put


def _dropped(disk: FaultyDisk, chance: random.Random) -> None:
    disk.dropped.update(_some(chance))


def _set(name: str, values: Callable[[random.Random], Any]) -> Callable[..., None]:
    return lambda disk, chance: setattr(disk, name, values(chance))


_FAULTS: dict[str, Callable[[FaultyDisk, random.Random], None]] = {
    "unwritable": _dict("unwritable", lambda _chance: _FOR_EVER),
    "writable at last": _dict("unwritable", lambda chance: chance.randrange(1, 5)),
    "unreadable": _dict("unreadable", lambda _chance: _FOR_EVER),
    "readable at last": _dict("unreadable", lambda chance: chance.randrange(1, 5)),
    "dropped writes": _dropped,
    "wrong data back": _dict("corrupted", lambda chance: chance.randrange(1, 256)),
    "misdirected writes": _dict("misdirected", lambda chance: chance.randrange(_BLOCKS)),
    "failing flushes": _set("failing_flushes", lambda chance: chance.randrange(1, 6)),
    "lying flushes": _set("lying_flush", lambda _chance: True),
    "gone": _set("gone_after", lambda chance: chance.randrange(60)),
}
