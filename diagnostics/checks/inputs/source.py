"""Open input devices, keep their events from everybody else, and read them."""

import contextlib
import fcntl
import os
import select
import struct
from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

from diagnostics.checks.inputs.devices import Device
from diagnostics.checks.inputs.events import LAYOUT, Event, decode
from diagnostics.probes.host import Host

#: linux/input.h: ``_IOW('E', 0x90, int)`` and ``_IOR('E', 0x40 + axis, struct input_absinfo)``.
EVIOCGRAB = 0x40044590
EVIOCGABS = 0x80184540
#: value, minimum, maximum, fuzz, flat, resolution
_ABSINFO = struct.Struct("@6i")
_EVENTS_A_READ = 64


class Source(Protocol):
    """What a check sees of input devices. Used as a context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @property
    def ready(self) -> bool:
        """Whether any device could be opened."""

    def read(self, timeout_s: float) -> list[Event]:
        """What happened since; empty when nothing did within the time."""

    def span(self, axis: int) -> tuple[int, int] | None:
        """The lowest and highest value of an axis; None where no device has it."""


class Sources:
    """Several devices as one. ``grab``: nobody else hears their keys meanwhile."""

    def __init__(self, host: Host, devices: Sequence[Device], *, grab: bool = False) -> None:
        self._grab = grab
        self._paths = [host.path(device.path) for device in devices]
        self._open: list[int] = []

    def __enter__(self) -> Self:
        for path in self._paths:
            with contextlib.suppress(OSError):
                self._open.append(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
        for number in self._open if self._grab else ():
            with contextlib.suppress(OSError):
                fcntl.ioctl(number, EVIOCGRAB, 1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closing a device lets go of it as well."""
        for number in self._open:
            os.close(number)
        self._open.clear()

    @property
    def ready(self) -> bool:
        return bool(self._open)

    def read(self, timeout_s: float) -> list[Event]:
        able, _, _ = select.select(self._open, [], [], timeout_s)
        return [event for number in able for event in self._take(number)]

    def _take(self, number: int) -> list[Event]:
        try:
            raw = os.read(number, LAYOUT.size * _EVENTS_A_READ)
        except BlockingIOError:
            return []
        except OSError:
            raw = b""
        if not raw:  # unplugged
            os.close(number)
            self._open.remove(number)
        return decode(raw)

    def span(self, axis: int) -> tuple[int, int] | None:
        for number in self._open:
            with contextlib.suppress(OSError):
                raw = fcntl.ioctl(number, EVIOCGABS + axis, bytes(_ABSINFO.size))
                _, lowest, highest, *_ = _ABSINFO.unpack(raw)
                if highest > lowest:
                    return lowest, highest
        return None


def open_sources(host: Host, devices: Sequence[Device], *, grab: bool = False) -> Source:
    return Sources(host, devices, grab=grab)
