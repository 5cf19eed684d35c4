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
_PAGE_S, _DRAWN_S, _FILLED_S = 10, 60, 180
_PASSWORD = "rode fiets maan"
#: Of the welcome (config/images/welcome/welcome/window.py).
_GROUND = (0x12, 0x3D, 0x4A)
#: Of 255: the bar of the desktop, beside the picture behind it.
_DARKER = 20


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
    until("a bar below", lambda: _has_bar(machine), NEXT_S)
    # The bar comes long before what stands on it, and on the desktop.
    time.sleep(_FILLED_S)
    keep("desktop")
    machine.press("alt-f1")
    time.sleep(_DRAWN_S)
    keep("menu")


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


def _has_bar(machine: Machine) -> bool:
    """Darker than what it lies on."""
    seen = machine.picture().convert("L")
    bar, above = (seen.getpixel((seen.width // 2, seen.height - up)) for up in (5, 100))
    return above - bar > _DARKER


def _is_drawn(machine: Machine) -> bool:
    """More than a black screen with a line of text on it."""
    seen: Image.Image = machine.picture().convert("L").resize((64, 40))
    return sum(seen.histogram()[24:]) > seen.width * seen.height / 2


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
