"""The image *mini*: built once for all tests, and anew when its sources change."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

from diagnostics.wire import decode
from diagnostics.wire.imaging import Map

ROOT = Path(__file__).parents[2]
_BUILT = ROOT / "build" / "images-tested"
_SOURCES = ("config/images", "atelier/workshop/imaging/building")


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
    _BUILT.mkdir(parents=True, exist_ok=True)
    with (_BUILT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # workers of one run wait for each other
        stamp = _BUILT / "sources"
        state = _state_of_sources()
        if not stamp.exists() or stamp.read_text().split()[0] != state:
            stamp.write_text(f"{state} {_make().name}\n")
        return StoredImage(_BUILT / "store" / stamp.read_text().split()[1])


def why_not() -> str | None:
    """Why it cannot be built here; None: it can."""
    if os.environ.get("ATELIER_IMAGE") or os.geteuid() == 0:
        return None
    return "building an image is work for root; ATELIER_IMAGE can name one that was built"


def _make() -> Path:
    store = _BUILT / "store"
    _empty(store)
    atelier = Path(sys.executable).with_name("atelier")
    command = [str(atelier), "image", "build", "mini", "--output", str(store)]
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}")
    (folder,) = (path.parent for path in store.glob("*/manifest.json"))
    return folder


def _empty(store: Path) -> None:
    """Of what was built from other sources."""
    for folder in store.glob("*"):
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


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
