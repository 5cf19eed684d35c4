"""Read stretches of a disk in turn, the next one already under way."""

import errno
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

from diagnostics.blockio.buffers import aligned
from diagnostics.blockio.device import Device, judge
from diagnostics.blockio.faults import Faults
from diagnostics.blockio.lanes import Lanes

#: A single block is tried so often again before it counts as unreadable.
RETRIES = 3

Stretch = tuple[int, int]


@dataclass(slots=True)
class Reader:
    """Raises Gone or Unusable for the disk, TooManyFaults for too many places."""

    device: Device
    chunk_bytes: int
    lanes: Lanes
    faults: Faults
    #: Called before each further try, which may take a bad disk long; what it raises ends the work.
    pulse: Callable[[], None] = lambda: None
    bytes_read: int = 0
    _free: deque[memoryview] = field(init=False)

    def __post_init__(self) -> None:
        # One more than are under way: whoever reads holds one meanwhile.
        buffers = (aligned(self.chunk_bytes) for _ in range(self.lanes.count + 1))
        self._free = deque(memoryview(buffer) for buffer in buffers)

    def read(self, stretches: Iterable[Stretch]) -> Iterator[tuple[int, memoryview]]:
        """What stands at each, as ``(offset, bytes)``; the bytes hold until the next is asked for.

        Blocks that cannot be read are left out, and noted in ``faults``.
        """
        under_way: deque[tuple[int, memoryview, memoryview, Future[None]]] = deque()
        for offset, length in _pieces(stretches, self.chunk_bytes):
            under_way.append(self._begin(offset, length))
            if len(under_way) == self.lanes.count:
                yield from self._end(*under_way.popleft())
        while under_way:
            yield from self._end(*under_way.popleft())

    def _begin(self, offset: int, length: int) -> tuple[int, memoryview, memoryview, Future[None]]:
        whole = self._free.popleft()
        into = whole[:length]
        return offset, whole, into, self.lanes.give(lambda: self.device.read(offset, into))

    def _end(
        self, offset: int, whole: memoryview, into: memoryview, future: Future[None]
    ) -> Iterator[tuple[int, memoryview]]:
        try:
            future.result()
        except OSError as error:
            judge(error)
            yield from self._narrow(offset, into)
        else:
            self.bytes_read += len(into)
            yield offset, into
        self._free.append(whole)

    def _narrow(self, offset: int, into: memoryview) -> Iterator[tuple[int, memoryview]]:
        block = self.device.block_bytes
        if len(into) <= block:
            yield from self._read_block(offset, into)
            return
        half = max(len(into) // 2 // block, 1) * block
        for start, part in ((offset, into[:half]), (offset + half, into[half:])):
            try:
                self._again(start, part)
            except OSError as error:
                judge(error)
                yield from self._narrow(start, part)
            else:
                yield start, part

    def _read_block(self, offset: int, into: memoryview) -> Iterator[tuple[int, memoryview]]:
        for _ in range(RETRIES):
            try:
                self._again(offset, into)
            except OSError as error:
                judge(error)
                name = errno.errorcode.get(error.errno or 0, "?")
            else:
                yield offset, into
                return
        self.faults.add("read", offset // self.device.block_bytes, name)

    def _again(self, offset: int, into: memoryview) -> None:
        self.pulse()
        self.faults.retries["read"] += 1
        self.device.read(offset, into)
        self.bytes_read += len(into)


def _pieces(stretches: Iterable[Stretch], most: int) -> Iterator[Stretch]:
    for offset, length in stretches:
        for start in range(offset, offset + length, most):
            yield start, min(most, offset + length - start)
