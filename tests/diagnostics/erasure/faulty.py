"""A disk in memory that does what real ones do wrong, and knows what stands on its medium.

It is a ``Device`` as ``diagnostics.blockio`` knows it. ``medium`` is the truth; a volatile
cache in front of it loses what no flush confirmed when the power goes.
"""

import errno
import random
import threading
from dataclasses import dataclass, field

BLOCK = 512


@dataclass
class FaultyDisk:
    size_bytes: int
    block_bytes: int = BLOCK
    seed: int = 0
    #: With a cache, what was written is on the medium only after a flush.
    volatile: bool = False

    #: Blocks that fail for ever; with a number: so many times.
    unwritable: dict[int, float] = field(default_factory=dict)
    unreadable: dict[int, float] = field(default_factory=dict)
    error: int = errno.EIO
    #: Blocks whose writes are taken and forgotten.
    dropped: set[int] = field(default_factory=set)
    #: Blocks that read wrongly, by the byte they are changed with.
    corrupted: dict[int, int] = field(default_factory=dict)
    #: Blocks whose content is written to another block instead.
    misdirected: dict[int, int] = field(default_factory=dict)
    #: So many flushes fail (and lose what they should have confirmed).
    failing_flushes: int = 0
    #: A flush says that it is done, and is not.
    lying_flush: bool = False
    #: After so many calls it is gone.
    gone_after: float = float("inf")
    #: After so many writes the power goes.
    cut_after: float = float("inf")

    medium: bytearray = field(init=False)
    calls: int = field(init=False, default=0)
    writes: list[tuple[int, int]] = field(init=False, default_factory=list)
    flushes: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self.medium = bytearray(self._chance.randbytes(self.size_bytes))
        self._cache: dict[int, bytes] = {}
        self._lock = threading.Lock()

    # -- Device ---------------------------------------------------------------------------------

    def write(self, offset: int, data: memoryview, /) -> None:
        with self._lock:
            self._called()
            self.writes.append((offset, len(data)))
            if len(self.writes) > self.cut_after:
                raise PowerCut
            if self._plain():
                self.medium[offset : offset + len(data)] = data
                return
            for block, part in self._blocks(offset, data):
                self._fail(self.unwritable, block)
                self._store(block, bytes(part))

    def read(self, offset: int, into: memoryview, /) -> None:
        with self._lock:
            self._called()
            if self._plain():
                into[:] = memoryview(self.medium)[offset : offset + len(into)]
                return
            for block, part in self._blocks(offset, into):
                self._fail(self.unreadable, block)
                part[:] = self._load(block)

    def flush(self) -> None:
        with self._lock:
            self._called()
            self.flushes += 1
            if self.failing_flushes > 0:
                self.failing_flushes -= 1
                self._lose()
                raise OSError(errno.EIO, "flush")
            if not self.lying_flush:
                self._settle()

    # -- what a test does to it -----------------------------------------------------------------

    def power_cut(self) -> None:
        """What was not confirmed is lost, some of it or all."""
        with self._lock:
            self._lose()
            self.cut_after = float("inf")

    def settle(self) -> None:
        """As it does by itself, sooner or later, while it has power."""
        with self._lock:
            self._settle()

    def left(self, original: bytes) -> int:
        """How many blocks of the medium still hold what they held."""
        self._settle()
        starts = range(0, self.size_bytes, self.block_bytes)
        size = self.block_bytes
        return sum(self.medium[at : at + size] == original[at : at + size] for at in starts)

    # -- inside ---------------------------------------------------------------------------------

    def _called(self) -> None:
        self.calls += 1
        if self.calls > self.gone_after:
            raise OSError(errno.ENODEV, "gone")

    def _plain(self) -> bool:
        """Nothing is wrong with it: then it may as well be fast."""
        wrong = (self.unwritable, self.unreadable, self.dropped, self.corrupted, self.misdirected)
        return not (self.volatile or any(wrong))

    def _blocks(self, offset: int, data: memoryview) -> list[tuple[int, memoryview]]:
        size = self.block_bytes
        assert offset % size == 0
        assert len(data) % size == 0
        assert 0 <= offset <= self.size_bytes - len(data), "beyond the end"
        first = offset // size
        return [(first + n, data[n * size :][:size]) for n in range(len(data) // size)]

    def _fail(self, blocks: dict[int, float], block: int) -> None:
        if blocks.get(block, 0) > 0:
            blocks[block] -= 1
            raise OSError(self.error, f"block {block}")

    def _store(self, block: int, part: bytes) -> None:
        if block in self.dropped:
            return
        block = self.misdirected.get(block, block)
        self._cache[block] = part
        if not self.volatile:
            self._settle()

    def _load(self, block: int) -> bytes:
        start = block * self.block_bytes
        part = self._cache.get(block) or bytes(self.medium[start : start + self.block_bytes])
        if change := self.corrupted.get(block):
            return bytes([part[0] ^ change]) + part[1:]
        return part

    def _settle(self) -> None:
        for block, part in self._cache.items():
            self.medium[block * self.block_bytes : (block + 1) * self.block_bytes] = part
        self._cache.clear()

    def _lose(self) -> None:
        kept = self._chance.random()
        self._cache = {b: p for b, p in self._cache.items() if self._chance.random() < kept}
        if not self.lying_flush:
            self._settle()
        self._cache.clear()


class PowerCut(BaseException):
    """The machine went off in the middle of it."""
