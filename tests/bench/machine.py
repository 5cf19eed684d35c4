"""A virtual donated machine: start it, press its keys, look at its screen, pull its plug."""

import contextlib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from PIL import Image
from qemu.qmp import QMPError

from tests.bench import disks, keys, screen
from tests.bench.acceleration import accelerator
from tests.bench.disks import Disk
from tests.bench.firmware import Firmware
from tests.bench.monitor import Monitor
from tests.bench.network import Network
from tests.bench.serial_line import SerialLine
from tests.bench.smbios import Smbios
from tests.bench.waiting import TimedOut, until

_START_S = 60
_KEY_S = 0.1
#: So many pictures in a row are the same once an emulated machine has drawn all; and how long that
#: may take.
_STILL, _STILL_S = 15, 20
#: An emulated machine takes all that there is; tests that run beside it have deadlines too.
_KIND = ("nice", "-n", "5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """Started directly, without the firmware's choosing: a fast way in for tests."""

    file: Path
    initrd: Path
    words: str = "console=ttyS0"

    def arguments(self) -> Iterator[str]:
        yield from ("-kernel", str(self.file), "-initrd", str(self.initrd), "-append", self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What the machine is made of."""

    name: str = "laptop"
    smbios: Smbios = field(default_factory=Smbios)
    firmware: Firmware = Firmware.BIOS
    memory_mb: int = 1024
    processors: int = 2
    disks: tuple[Disk, ...] = ()
    network: Network | None = field(default_factory=Network)
    kernel: Kernel | None = None
    #: What its clock says at power-on; None: the right time.
    clock: datetime | None = None
    #: Pixels of the built-in screen. QEMU shows a width that is no multiple of 8 skewed.
    screen: tuple[int, int] = (1280, 800)
    #: QEMU's ``-display``: "none", or a window for somebody who watches.
    display: str = "none"
    #: More of QEMU's own arguments.
    more: tuple[str, ...] = ()

    def with_disks(self, *more: Disk) -> "Build":
        return replace(self, disks=(*self.disks, *more))


class Machine:
    """A ``Build`` that can be switched on again and again: its disks keep what is on them."""

    def __init__(self, build: Build, folder: Path | None = None) -> None:
        self.build = build
        # A socket's address is short: the folders that pytest makes are too deep for it.
        self._own = tempfile.TemporaryDirectory(prefix="bench-") if folder is None else None
        self.folder = folder or Path(self._own.name if self._own else "")
        self.serial = SerialLine(self.folder / "serial.txt", lambda: self.is_on)
        self._process: subprocess.Popen[bytes] | None = None
        self._monitor: Monitor | None = None

    def __enter__(self) -> Self:
        self.power_on()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut_power()
        if self._own is not None:
            self._own.cleanup()

    # Power

    @property
    def is_on(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def power_on(self, build: Build | None = None) -> None:
        """``build``: what was changed while it was off; disks are known by their serials."""
        if self.is_on:
            raise RuntimeError(f"{self.build.name} is on already")
        self.build = build or self.build
        self._forget()
        with self._complaints.open("wb") as complaints:
            self._process = subprocess.Popen(
                [*self._place(), *_KIND, "qemu-system-x86_64", *self._arguments()],
                stdout=complaints,
                stderr=complaints,
            )
        monitor = self._monitor = Monitor()
        until("QEMU listens", lambda: self._started() and monitor.connect(self._socket), _START_S)
        if self.build.network and not self.build.network.cable:
            self.unplug_cable()
        self.ask("cont")

    def cut_power(self) -> None:
        """As pulling the plug with the battery out: nothing is written any more."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._forget()

    def press_power_button(self) -> None:
        self.ask("system_powerdown")

    def reset(self) -> None:
        self.ask("system_reset")

    def wait_off(self, timeout_s: float) -> None:
        """Until the machine has switched itself off."""
        until(f"{self.build.name} goes off", lambda: not self.is_on, timeout_s)

    # Hands

    def press(self, *names: str) -> None:
        """Keys one after another: ``press("down", "enter", "ctrl-alt-f2")``."""
        for name in names:
            self._press(keys.chord(name))

    def type(self, text: str) -> None:
        """As fast as QEMU holds keys down: what comes faster it forgets after a hundred keys."""
        for codes in keys.chords(text):
            self._press(codes)
            time.sleep(_KEY_S)

    def hold(self, name: str, seconds: float) -> None:
        """One key, down for so long."""
        self._press(keys.chord(name), held_ms=int(seconds * 1000))
        time.sleep(seconds)

    def pull(self, disk: Disk) -> None:
        """Takes a USB or NVMe disk out while the machine runs."""
        self.ask("device_del", id=disk.id)
        if disk.bus == "nvme":
            return  # the system has to let go of it first
        until(f"{disk.id} is out", lambda: "DEVICE_DELETED" in self.events, _START_S)

    def plug_stick(self, disk: Disk) -> None:
        """Puts a USB stick into the running machine."""
        drive = {"driver": "file", "filename": str(disk.create(self.folder))}
        raw = {"driver": "raw", "node-name": f"{disk.id}-file", "file": drive}
        self.ask("blockdev-add", **raw)
        places = {"driver": "usb-storage", "bus": "usb.0", "drive": f"{disk.id}-file"}
        self.ask("device_add", **places, id=disk.id, serial=disk.serial)

    def plug_cable(self) -> None:
        self.ask("set_link", name="card", up=True)

    def unplug_cable(self) -> None:
        self.ask("set_link", name="card", up=False)

    # Eyes

    def picture(self) -> Image.Image:
        path = self.folder / "screen.ppm"
        self.ask("screendump", filename=str(path))
        return screen.read_picture(path)

    def screenshot(self, path: Path) -> Path:
        """Writes what the screen shows now, in the form that the name ends in (``.png``)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.picture().save(path)
        return path

    def wait_until_still(self) -> None:
        """Until the screen stays the same for a moment; not for long, for a bar may move."""
        shown: list[bytes] = []

        def still() -> bool:
            shown.append(self.picture().tobytes())
            return len(shown) > _STILL and len(set(shown[-_STILL:])) == 1

        with contextlib.suppress(TimedOut):
            until("the screen stays the same", still, _STILL_S)

    def wait_for_code(self, timeout_s: float) -> str:
        """What a phone reads from the QR code on the screen, once there is one."""
        found = until("a QR code on the screen", lambda: screen.qr_codes(self.picture()), timeout_s)
        return found[0]

    @property
    def events(self) -> list[str]:
        """What QEMU told by itself since power-on: ``RESET``, ``SHUTDOWN``, …"""
        return self._monitor.events if self._monitor else []

    def ask(self, command: str, **arguments: Any) -> Any:
        """Any command of QEMU's monitor (QMP)."""
        if self._monitor is None:
            raise RuntimeError(f"{self.build.name} is off")
        return self._monitor.ask(command, **arguments)

    def file_of(self, disk: Disk) -> Path:
        """What is on the disk, to look into while the machine is off."""
        return disk.create(self.folder)

    # Inside

    @property
    def _socket(self) -> Path:
        return self.folder / "monitor"

    @property
    def _complaints(self) -> Path:
        return self.folder / "qemu.txt"

    def _started(self) -> bool:
        if not self.is_on:
            raise RuntimeError(f"QEMU did not start: {self._complaints.read_text()}")
        return True

    def _press(self, codes: list[str], held_ms: int = 100) -> None:
        pressed = [{"type": "qcode", "data": code} for code in codes]
        self.ask("send-key", keys=pressed, hold_time=held_ms)

    def _forget(self) -> None:
        if self._monitor is not None:
            with contextlib.suppress(QMPError):
                self._monitor.close()
        self._monitor = self._process = None
        self._socket.unlink(missing_ok=True)

    def _place(self) -> tuple[str, ...]:
        lead = self.build.network.lead if self.build.network else None
        return lead.enter if lead else ()

    def _arguments(self) -> Iterator[str]:
        build = self.build
        yield from ("-nodefaults", "-S", "-name", build.name, "-display", build.display)
        yield from ("-accel", accelerator(), "-cpu", "max", "-smp", str(build.processors))
        yield from ("-m", str(build.memory_mb), "-device", "virtio-rng-pci")
        yield from build.firmware.arguments(self.folder)
        yield from build.smbios.arguments(self.folder)
        yield from self._picture_arguments()
        yield from ("-device", "qemu-xhci,id=usb")
        yield from disks.arguments(build.disks, self.folder)
        yield from build.network.arguments(build.smbios.mac) if build.network else ("-nic", "none")
        yield from build.kernel.arguments() if build.kernel else ()
        yield from self._line_arguments()
        yield from self._clock_arguments()
        yield from build.more

    def _picture_arguments(self) -> Iterator[str]:
        width, height = self.build.screen
        yield from ("-device", f"VGA,edid=on,xres={width},yres={height}")

    def _line_arguments(self) -> Iterator[str]:
        line = f"file,id=line,path={self.folder / 'serial.txt'},append=on"
        yield from ("-chardev", line, "-serial", "chardev:line")
        yield from ("-qmp", f"unix:{self._socket},server=on,wait=off")

    def _clock_arguments(self) -> Iterator[str]:
        clock = self.build.clock
        yield from ("-rtc", f"base={clock:%Y-%m-%dT%H:%M:%S}" if clock else "base=utc")
