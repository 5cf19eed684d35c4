"""The bench medium as ``make medium`` builds it: once for all tests, and anew when it changes."""

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench import data_partition
from tests.bench.built_once import ROOT, built_once, call
from tests.bench.disks import Disk

_BUILT = ROOT / "build" / "medium"
_SOURCES = ("config/medium", "diagnostics")


@dataclass(frozen=True, slots=True)
class Medium:
    """``folder``: with ``atelier.iso``, ``netboot/`` and ``manifest.txt``."""

    folder: Path

    @property
    def iso(self) -> Path:
        return self.folder / "atelier.iso"

    @property
    def netboot(self) -> Path:
        return self.folder / "netboot"

    def stick(self, serial: str = "MEDIUM", **settings: str) -> Disk:
        """A stick with this medium, to start from; ``settings`` stand in its ``atelier.txt``."""
        written = partial(_write_settings, settings=settings)
        return Disk(serial=serial, bus="usb", content=self.iso, prepare=written, boot_order=0)

    def disc(self) -> Disk:
        """The same, burnt."""
        return Disk(serial="DISC", bus="cd", content=self.iso, boot_order=0)


def build() -> Medium:
    """``make medium`` where it is not built yet from what the sources are now.

    ``ATELIER_MEDIUM`` names a folder with a medium that was built elsewhere: that one is taken as
    it is.
    """
    if folder := os.environ.get("ATELIER_MEDIUM"):
        return Medium(Path(folder))
    built_once(_BUILT, _SOURCES, _make)
    return Medium(_BUILT)


def _make() -> str:
    call("make", "medium")
    return ""


def _write_settings(image: Path, settings: dict[str, str]) -> None:
    """As from Windows' own editor."""
    lines = [f"{name} = {value}\r\n" for name, value in settings.items()]
    data_partition.write(image, "atelier.txt", "".join(lines))
