"""Write one pattern over a stretch of a disk, and know of every block that would not take it."""

import errno
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from diagnostics.blockio.buffers import filled
from diagnostics.blockio.device import Device, judge
from diagnostics.blockio.faults import Faults
from diagnostics.blockio.lanes import Lanes

#: A single block is tried so often again before it counts as unwritable.
RETRIES = 3


@dataclass(slots=True)
class Writer:
    """``write`` in ascending order, then ``drain``: only then has all of it been tried.

    Raises Gone or Unusable for the disk, TooManyFaults for too many places.
    """

    device: Device
    pattern: bytes
    chunk_bytes: int
    lanes: Lanes
    faults: Faults
    #: Called before each write and each further try; what it raises ends the work.
    pulse: Callable[[], None] = lambda: None
    bytes_written: int = 0
    _chunk: memoryview = field(init=False)
    _under_way: deque[tuple[int, int, Future[None]]] = field(init=False, default_factory=deque)

    def __post_init__(self) -> None:
        self._chunk = memoryview(filled(self.pattern, self.chunk_bytes))

    def write(self, offset: int, length: int) -> None:
        """At most ``chunk_bytes``, from a multiple of the pattern's length on."""
        while len(self._under_way) >= self.lanes.count:
            self._finish_oldest()
        # After the wait: whoever was given up meanwhile writes no more.
        self.pulse()
        data = self._chunk[:length]
        future = self.lanes.give(lambda: self.device.write(offset, data))
        self._under_way.append((offset, length, future))

    def drain(self) -> None:
        while self._under_way:
            self._finish_oldest()

    def _finish_oldest(self) -> None:
        offset, length, future = self._under_way[0]
        try:
            future.result()
        except OSError as error:
            judge(error)
            self._narrow(offset, length)
        self._under_way.popleft()
        self.bytes_written += length

    def _narrow(self, offset: int, length: int) -> None:
        """Write all of a stretch that can be written, down to the single block."""
        block = self.device.block_bytes
        if length <= block:
            self._write_block(offset)
            return
        half = max(length // 2 // block, 1) * block
        for start, part in ((offset, half), (offset + half, length - half)):
            try:
                self._again(start, part)
            except OSError as error:
                judge(error)
                self._narrow(start, part)

    def _write_block(self, offset: int) -> None:
        block = self.device.block_bytes
        for _ in range(RETRIES):
            try:
                self._again(offset, block)
            except OSError as error:
                judge(error)
                name = errno.errorcode.get(error.errno or 0, "?")
            else:
                return
        self.faults.add("write", offset // block, name)

    def _again(self, offset: int, length: int) -> None:
        self.pulse()
        self.faults.retries["write"] += 1
        self.device.write(offset, self._chunk[:length])
