"""The one disk and the machine around it, as they are now: all that a run touches of the world."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from diagnostics import identity, wire
from diagnostics.blockio import Device, open_device
from diagnostics.erasure import surroundings
from diagnostics.erasure.planning import Surroundings
from diagnostics.probes.host import Host
from diagnostics.report import Disk


class Ground(Protocol):
    """Tests give another one, whose disks are simulated."""

    @property
    def host(self) -> Host: ...

    def bind(self) -> Disk:
        """Read anew, and beyond doubt the disk of the order. Raises identity.Changed."""

    def around(self) -> Surroundings:
        """What stands upon it; asked before it is held."""

    def hold(self) -> AbstractContextManager[Device]:
        """It alone, for reading and writing. Raises identity.Changed, Unusable."""

    def resize(self, size_bytes: int, /) -> None:
        """We changed what it shows: from now on it is the disk with this size."""

    def may_sleep(self) -> str | None:
        """None: the whole machine may sleep for a moment; else why not, in English."""

    def now(self) -> float:
        """Seconds that never jump."""

    def wall(self) -> datetime: ...

    def sleep(self, seconds: float, /) -> None: ...


def never_sleep() -> str | None:
    return "nobody has said that it may"


def as_noted(wanted: wire.Disk, size_bytes: int | None) -> wire.Disk:
    """The disk of an order, after we made a hidden part of it visible."""
    return replace(wanted, size_bytes=size_bytes) if size_bytes else wanted


@dataclass(slots=True)
class RealGround:
    host: Host
    wanted: wire.Disk
    #: The kernel's name in this start of the machine.
    name: str
    #: What was read of it when it was shown to whoever confirmed; None: by an order, from afar.
    seen: identity.Identity | None = None
    asked_to_sleep: Callable[[], str | None] = never_sleep

    def bind(self) -> Disk:
        return self._require(None)

    def around(self) -> Surroundings:
        return surroundings.look(self.host, self.name)

    @contextmanager
    def hold(self) -> Iterator[Device]:
        """Opened first and asked then who it is: nothing can take its place between."""
        with open_device(self.host.path(f"dev/{self.name}")) as device:
            self._require(device.number)
            yield device

    def resize(self, size_bytes: int, /) -> None:
        self.wanted = as_noted(self.wanted, size_bytes)

    def may_sleep(self) -> str | None:
        return self.asked_to_sleep()

    def now(self) -> float:
        return time.monotonic()

    def wall(self) -> datetime:
        return datetime.now(UTC).astimezone()

    def sleep(self, seconds: float, /) -> None:
        time.sleep(seconds)

    def _require(self, opened: int | None) -> Disk:
        self.seen = identity.require(
            self.host, self.wanted, self.name, seen=self.seen, opened=opened
        )
        return self.seen.disk
