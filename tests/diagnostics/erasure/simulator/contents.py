"""What a simulated disk holds, sparse: only the blocks that differ from the fill are kept.

It is read and written as ``diagnostics.blockio.Device`` is.
"""

import errno
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

UNIT = 4096

#: Gives the ``UNIT`` bytes of the unit with this number.
Fill = Callable[[int], bytes]


def constant(pattern: bytes) -> Fill:
    """``pattern`` again and again; its length divides ``UNIT``."""
    whole = pattern * (UNIT // len(pattern))
    return lambda _unit: whole


def noise(seed: int) -> Fill:
    """As after a crypto erase: the same seed reads the same, another one differs everywhere."""
    return lambda unit: random.Random(f"{seed}:{unit}").randbytes(UNIT)


def documents(owner: str) -> Fill:
    """A donor's text, different in every unit, to be searched for afterwards."""

    def fill(unit: int) -> bytes:
        line = f"{owner} private letter {unit:012d} -- not for anybody else.\n".encode()
        return (line * (UNIT // len(line) + 1))[:UNIT]

    return fill


ZEROS = constant(b"\0")


@dataclass
class Contents:
    """``size_bytes`` is a multiple of ``UNIT``."""

    size_bytes: int
    fill: Fill = field(default_factory=lambda: documents("DONOR"))
    block_bytes: int = 512
    #: Raised for every read and write while set: a locked disk, one that sanitizes itself.
    refusing: Callable[[], bool] = lambda: False
    #: Blocks that cannot be read or written any more.
    bad: set[int] = field(default_factory=set)
    _units: dict[int, bytes] = field(default_factory=dict)
    _fills: list[tuple[int, int, Fill]] = field(default_factory=list)
    written_bytes: int = 0
    on_write: Callable[[], None] = lambda: None

    def read(self, offset: int, into: memoryview) -> None:
        self._check(offset, len(into))
        into[:] = self.peek(offset, len(into))

    def write(self, offset: int, data: memoryview) -> None:
        self._check(offset, len(data))
        self.on_write()
        self.written_bytes += len(data)
        self.poke(offset, bytes(data))

    def flush(self) -> None:
        if self.refusing():
            raise OSError(errno.EIO, "the disk refuses")

    def peek(self, offset: int, length: int) -> bytes:
        """What is on the medium, whatever the disk would answer."""
        first, last = offset // UNIT, (offset + length - 1) // UNIT
        whole = b"".join(self._unit(unit) for unit in range(first, last + 1))
        return whole[offset - first * UNIT :][:length]

    def poke(self, offset: int, data: bytes) -> None:
        for unit, start, part in _parts(offset, data):
            old = self._unit(unit)
            self._units[unit] = old[:start] + part + old[start + len(part) :]

    def erase(self, fill: Fill, fraction: float = 1.0) -> None:
        """The first ``fraction`` of the medium holds ``fill`` from now on."""
        end = round(self.size_bytes // UNIT * fraction)
        self._units = {unit: data for unit, data in self._units.items() if unit >= end}
        self._fills = [entry for entry in self._fills if entry[1] > end]
        self._fills.append((0, end, fill))

    def search(self, needle: bytes, step: int = 1) -> Iterator[int]:
        """Numbers of the units that hold ``needle``; of every ``step``-th one."""
        units = range(0, self.size_bytes // UNIT, step)
        return (unit for unit in units if needle in self._unit(unit))

    def _unit(self, unit: int) -> bytes:
        if unit in self._units:
            return self._units[unit]
        covering = (fill for start, end, fill in reversed(self._fills) if start <= unit < end)
        return next(covering, self.fill)(unit)

    def _check(self, offset: int, length: int) -> None:
        if offset < 0 or offset + length > self.size_bytes or offset % self.block_bytes:
            raise OSError(errno.EINVAL, f"{length} bytes at {offset}")
        blocks = range(offset // self.block_bytes, (offset + length - 1) // self.block_bytes + 1)
        if self.refusing() or any(block in self.bad for block in blocks):
            raise OSError(errno.EIO, f"the disk refuses {offset}")


def _parts(offset: int, data: bytes) -> Iterator[tuple[int, int, bytes]]:
    done = 0
    while done < len(data):
        unit, start = divmod(offset + done, UNIT)
        part = data[done : done + UNIT - start]
        yield unit, start, part
        done += len(part)
