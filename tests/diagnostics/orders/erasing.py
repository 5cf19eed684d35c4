"""Orders to erase disks in memory: what the tests of that executor start from."""

import threading
from dataclasses import dataclass, field
from typing import Any

from diagnostics.orders.executors.erase import Erase
from diagnostics.orders.work import Work
from diagnostics.report import Disk
from diagnostics.wire.erasure import Evidence, understand
from tests.diagnostics.erasure.faulty import FaultyDisk
from tests.diagnostics.erasure.grounds import MANNER, MemoryGround
from tests.diagnostics.orders.keeping import Bench

SIZE = 2**20


@dataclass
class Shelf:
    """The disks that orders find, by serial: they outlive any agent."""

    disks: dict[str, FaultyDisk] = field(default_factory=dict)
    #: Whom the engine was told it is, in order.
    found: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, work: Work, disk: Disk) -> MemoryGround:
        serial = disk.serial or ""
        self.found.append((disk.name, serial))
        return MemoryGround(self.disks[serial])


def eraser(shelf: Shelf, silence_s: float = 30) -> Erase:
    return Erase(ground=shelf, silence_s=silence_s, manner=MANNER, often_s=0)


def evidence(bench: Bench, order_id: str) -> Evidence:
    """As the server reads it: strictly."""
    return understand(dict(bench.server.known[order_id].result))


class SlowDisk(FaultyDisk):
    """Each write waits for the test: ``steps`` of them may pass."""

    def __init__(self, size_bytes: int = SIZE, **more: Any) -> None:
        super().__init__(size_bytes, **more)
        self.steps = threading.Semaphore(0)
        self.waits = threading.Event()

    def write(self, offset: int, data: memoryview, /) -> None:
        self.waits.set()
        self.steps.acquire(timeout=20)
        super().write(offset, data)

    def let(self, writes: int) -> None:
        self.steps.release(writes)
