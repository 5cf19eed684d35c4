"""Real loop devices: room that runs out under them, ends that are cut off, contents that come back.

What stands on the medium is what stands in the image.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from diagnostics.blockio import Device, open_device
from diagnostics.erasure.engine import Run
from diagnostics.erasure.overwrite import Manner
from diagnostics.report import Disk
from diagnostics.wire.erasure import Evidence
from tests.diagnostics.erasure.campaign.tally import Case, ended
from tests.diagnostics.erasure.faulty import BLOCK, FaultyDisk, PowerCut
from tests.diagnostics.erasure.grounds import MemoryGround, Notebook, task
from tests.diagnostics.erasure.loops import loop, small_filesystem

_MIB = 2**20
_SIZE = 2 * _MIB
_MANNER = Manner(chunk_bytes=256 * 1024, flush_bytes=512 * 1024, margin_bytes=256 * 1024)
_TEXT = b"een brief die niemand anders aangaat. "


class LoopGround(MemoryGround):
    """A block device of the kernel."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(FaultyDisk(BLOCK))
        self.path = path
        self.report = Disk(
            name=path.name,
            serial=path.name,
            size_bytes=size,
            rotational=False,
            transport="virtio",
        )

    @contextmanager
    def hold(self) -> Iterator[Device]:
        self.bind()
        with open_device(self.path) as device:
            yield device


def case(seed: int, folder: Path) -> Case:
    chance = random.Random(seed)
    faults = chance.sample(sorted(_FAULTS), chance.choice((0, 1, 1, 2)))
    with ExitStack() as stack:
        pages = chance.choice((chance.randrange(1, 12), chance.randrange(64, 256)))
        room = pages * 4096 if "no room" in faults else 0
        small = stack.enter_context(small_filesystem(folder, 2 * _SIZE))
        image = small / "disk.img"
        original = _original(seed)
        image.write_bytes(original)
        if room:
            _take_room(image, small / "taken", room)
        device = stack.enter_context(loop(image))
        notebook = Notebook()
        for fault in faults:
            _FAULTS[fault](image, notebook, chance)
        evidence = _erased(device, notebook, chance)
        left = _left(image, original)
        told = {place // BLOCK for errors in evidence.errors for place in errors.first}
        counted = sum(errors.count for errors in evidence.errors)
        untold = 0 if counted > len(told) else len(left - told)
    return ended(seed, faults, evidence, left=len(left), untold=untold, of=_SIZE // BLOCK)


def _erased(device: Path, notebook: Notebook, chance: random.Random) -> Evidence:
    for boot in range(3):
        if boot < 2 and chance.random() < 0.4:
            notebook.then = _with(notebook.then, _cut(chance.randrange(14)))
        ground = LoopGround(device, _SIZE)
        run = Run(task(f"boot-{boot}"), ground, notebook, notebook.note, _MANNER)
        try:
            return run.run()
        except PowerCut:
            pass
    return Run(task("boot-9"), LoopGround(device, _SIZE), Notebook(), {}, _MANNER).run()


def _original(seed: int) -> bytes:
    """Different in each block."""
    lines = (f"{seed} {block} ".encode() + _TEXT * 14 for block in range(_SIZE // BLOCK))
    return b"".join(line[:BLOCK] for line in lines)


def _take_room(image: Path, taken: Path, missing: int) -> None:
    """A part of the image has no blocks yet, and finds none when it is written."""
    with image.open("r+b") as file:
        os.posix_fallocate(file.fileno(), 0, _SIZE)
        file.truncate(_SIZE - missing)
        file.truncate(_SIZE)
    with taken.open("wb") as file:
        file.write(b"x" * (os.statvfs(taken.parent).f_bavail * 4096))


def _left(image: Path, original: bytes) -> set[int]:
    data = image.read_bytes()
    places = range(0, len(data), BLOCK)
    return {at // BLOCK for at in places if data[at : at + BLOCK] == original[at : at + BLOCK]}


def _cut(calls: int) -> Callable[[float | None], None]:
    left = [calls]

    def then(_fraction: float | None) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise PowerCut

    return then


def _with(first: Callable[..., None], then: Callable[..., None]) -> Callable[..., None]:
    def both(fraction: float | None) -> None:
        first(fraction)
        then(fraction)

    return both


def _comes_back(image: Path, notebook: Notebook, chance: random.Random) -> None:
    """At some moment before it is read back the old content is there again, in a few places."""
    original, at = image.read_bytes(), chance.uniform(0, 0.49)
    blocks = chance.sample(range(_SIZE // BLOCK), chance.randrange(1, 30))
    done: list[bool] = []

    def then(fraction: float | None) -> None:
        if not done and (fraction or 0) >= at:
            done.append(True)
            with image.open("r+b") as file:
                for block in blocks:
                    file.seek(block * BLOCK)
                    file.write(original[block * BLOCK : (block + 1) * BLOCK])

    notebook.then = _with(notebook.then, then)


def _ends_early(image: Path, notebook: Notebook, chance: random.Random) -> None:
    """Its end is cut off: writes make it longer again, reads there fail."""
    at, size = chance.uniform(0, 1), _SIZE - chance.randrange(1, 30) * 4096
    done: list[bool] = []

    def then(fraction: float | None) -> None:
        if not done and (fraction or 0) >= at:
            done.append(True)
            os.truncate(image, size)

    notebook.then = _with(notebook.then, then)


def _no_room(_image: Path, _notebook: Notebook, _chance: random.Random) -> None:
    """Prepared before the device is made."""


_FAULTS: dict[str, Callable[[Path, Notebook, random.Random], None]] = {
    "no room": _no_room,
    "old content comes back": _comes_back,
    "ends early": _ends_early,
}
