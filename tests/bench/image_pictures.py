"""Starts an image with a desktop, goes through its welcome, and takes pictures of what it shows.

    python -m tests.bench.image_pictures FOLDER PICTURES

``FOLDER``: of one image, as ``atelier image build`` names it. Emulated it takes a quarter of an
hour or more, so no test does it.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.bench.disks import Disk
from tests.bench.image import StoredImage
from tests.bench.machine import Build, Machine
from tests.bench.waiting import until

STARTED_S, NEXT_S = 1800, 600
_PAGE_S, _DRAWN_S, _DESKTOP_S = 10, 60, 420
_PASSWORD = "rode fiets maan"
#: Of the welcome (config/images/welcome/welcome/window.py).
_GROUND = (0x12, 0x3D, 0x4A)


def main(folder: Path, pictures: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="image-") as place:
        disk = Path(place) / "disk.raw"
        StoredImage(folder).unpack(disk)
        build = Build(memory_mb=2048, disks=(Disk(serial="ROOT", content=disk, boot_order=0),))
        with Machine(build) as machine:
            _take(machine, pictures)


def _take(machine: Machine, pictures: Path) -> None:
    began = time.monotonic()

    def keep(name: str) -> None:
        machine.screenshot(pictures / f"{name}.png")
        sys.stdout.write(f"{time.monotonic() - began:5.0f} s: {name}\n")
        sys.stdout.flush()

    until("the welcome", lambda: _asks(machine), STARTED_S)
    _pause()
    keep("welcome")
    _go_through(machine, keep)
    until("the welcome is over", lambda: not _asks(machine), NEXT_S)
    until("a sign-in", lambda: _is_drawn(machine), NEXT_S)
    time.sleep(_DRAWN_S)
    keep("sign-in")
    machine.type(f"{_PASSWORD}\n")
    # Its ground is drawn long before what stands on it.
    time.sleep(_DESKTOP_S)
    keep("desktop")


def _go_through(machine: Machine, keep: Callable[[str], None]) -> None:
    """Dutch, and the keyboard that QEMU has: the third."""
    machine.press("ret")
    _pause()
    keep("keyboard")
    machine.press("shift-tab", "shift-tab", "shift-tab", "ret")
    _pause()
    machine.press("ret")
    _pause()
    keep("name")
    for answer in ("Anna", _PASSWORD, _PASSWORD):
        machine.type(f"{answer}\n")
        _pause()


def _pause() -> None:
    time.sleep(_PAGE_S)


def _asks(machine: Machine) -> bool:
    """A card in the middle of the welcome's ground."""
    seen = machine.picture().convert("RGB")
    middle = (seen.width // 2, seen.height // 2)
    return seen.getpixel((5, 5)) == _GROUND != seen.getpixel(middle)


def _is_drawn(machine: Machine) -> bool:
    """More than a black screen with a line of text on it."""
    seen: Image.Image = machine.picture().convert("L").resize((64, 40))
    return sum(seen.histogram()[24:]) > seen.width * seen.height / 2


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
