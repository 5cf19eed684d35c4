"""The bench medium as ``make medium`` builds it: once for all tests, and anew when it changes."""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench import data_partition
from tests.bench.disks import Disk

ROOT = Path(__file__).parents[2]
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
    _BUILT.parent.mkdir(exist_ok=True)
    with (_BUILT.parent / "medium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # workers of one run wait for each other
        stamp = _BUILT / "sources"
        if not stamp.exists() or stamp.read_text() != _state_of_sources():
            _make()
            stamp.write_text(_state_of_sources())
    return Medium(_BUILT)


def _make() -> None:
    done = subprocess.run(
        ["make", "medium"],
        check=False,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        raise RuntimeError(f"make medium failed:\n{done.stdout[-4000:]}")


def _state_of_sources() -> str:
    told = hashlib.sha256()
    for path in sorted(_source_files()):
        told.update(f"{path.relative_to(ROOT)}\0{path.stat().st_mode & 0o111}\0".encode())
        told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()


def _source_files() -> Iterator[Path]:
    for folder in _SOURCES:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def _write_settings(image: Path, settings: dict[str, str]) -> None:
    """As from Windows' own editor."""
    lines = [f"{name} = {value}\r\n" for name, value in settings.items()]
    data_partition.write(image, "atelier.txt", "".join(lines))
