"""The image *mini*: built once for all tests, and anew when its sources change."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import zstandard

from diagnostics.wire import decode
from diagnostics.wire.imaging import Map
from tests.bench.built_once import ROOT, built_once, call

_BUILT = ROOT / "build" / "images-tested"
#: Also what packs it: the form of an image is part of what is tested.
_SOURCES = (
    "config/images",
    "atelier/workshop/imaging/building",
    "atelier/workshop/imaging/store",
    "diagnostics/wire/imaging/manifest.py",
)


@dataclass(frozen=True, slots=True)
class StoredImage:
    """``folder``: with ``manifest.json``, ``map.json``, ``packages.json`` and ``blocks``."""

    folder: Path

    @property
    def sha256(self) -> str:
        return self.folder.name

    def unpack(self, disk: Path) -> None:
        """Onto a disk in a file, of just its size: what no agent does before it is written."""
        places = decode(Map, (self.folder / "map.json").read_bytes())
        with disk.open("wb") as target, (self.folder / "blocks").open("rb") as stored:
            target.truncate(places.size_bytes)
            for place, length, stored_at, stored_length, _ in places.blocks:
                stored.seek(stored_at)
                target.seek(place)
                packed = stored.read(stored_length)
                target.write(zstandard.decompress(packed, max_output_size=length))


def build() -> StoredImage:
    """Where it is not built yet from what the sources are now: minutes, and as root.

    ``ATELIER_IMAGE`` names the folder of an image that was built elsewhere: that one is taken as it
    is.
    """
    if folder := os.environ.get("ATELIER_IMAGE"):
        return StoredImage(Path(folder))
    name = built_once(_BUILT, _SOURCES, _make)
    return StoredImage(_BUILT / "store" / name)


def why_not() -> str | None:
    """Why it cannot be built here; None: it can."""
    if os.environ.get("ATELIER_IMAGE") or os.geteuid() == 0:
        return None
    return "building an image is work for root; ATELIER_IMAGE can name one that was built"


def _make() -> str:
    """The name of its folder."""
    store = _BUILT / "store"
    _empty(store)
    atelier = Path(sys.executable).with_name("atelier")
    call(str(atelier), "image", "build", "mini", "--output", str(store))
    (folder,) = (path.parent for path in store.glob("*/manifest.json"))
    return folder.name


def _empty(store: Path) -> None:
    """Of what was built from other sources."""
    for folder in store.glob("*"):
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
