"""What is plugged in while somebody waits for it: the kernel's own events, through pyudev."""

import contextlib
import time
from typing import Protocol


class Plugs(Protocol):
    def wait(self, timeout_s: float) -> tuple[str, ...]:
        """Names of USB devices that appeared, such as ``1-2`` or ``1-4.3``; empty: none."""


class Nothing:
    """Where the kernel tells us nothing. ``wait`` still takes its time, so that nobody spins."""

    def wait(self, timeout_s: float) -> tuple[str, ...]:
        time.sleep(timeout_s)
        return ()


def listen() -> Plugs:
    with contextlib.suppress(ImportError, OSError):
        return _Udev()
    return Nothing()


class _Udev:
    """From the kernel and not from udev: a small medium may run none."""

    def __init__(self) -> None:
        import pyudev  # noqa: PLC0415 - a machine without it is still checked

        self._monitor = pyudev.Monitor.from_netlink(pyudev.Context(), source="kernel")
        self._monitor.filter_by("usb", "usb_device")
        self._monitor.start()

    def wait(self, timeout_s: float) -> tuple[str, ...]:
        device = self._monitor.poll(timeout_s)
        if device is None or device.action not in {"add", "bind"}:
            return ()
        return (str(device.sys_name),)
