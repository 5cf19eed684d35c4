"""Images as they lie in their folder: found, listed, opened, removed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from atelier.workshop.imaging.store import folders
from atelier.workshop.imaging.store.errors import Damaged, NotThere
from diagnostics.wire import Malformed, decode
from diagnostics.wire.imaging import Manifest, Package, Packages, understand_manifest

#: What agents may ask for.
Part = Literal["manifest", "map", "blocks"]
PARTS: tuple[Part, ...] = get_args(Part)
_FILES: Mapping[str, str] = {
    "manifest": "manifest.json",
    "map": "map.json",
    "blocks": "blocks",
    "packages": "packages.json",
}


@dataclass(frozen=True, slots=True)
class Entry:
    sha256: str
    #: None: it cannot be read; ``trouble`` says why.
    manifest: Manifest | None
    trouble: str | None = None


def path(folder: Path, sha256: str, part: str) -> Path:
    """``part``: ``manifest``, ``map``, ``blocks`` or ``packages``. Whether it exists is not looked
    at. Raises NotThere for what is no hash of an image.
    """
    if not folders.is_hash(sha256) or part not in _FILES:
        raise NotThere(f"{sha256[:80]!r} is no image, or has no part {part[:80]!r}")
    return folder / sha256 / _FILES[part]


def open_part(folder: Path, sha256: str, part: str) -> BinaryIO:
    """Raises NotThere."""
    try:
        return path(folder, sha256, part).open("rb")
    except OSError as error:
        raise NotThere(f"image {sha256} has no {_FILES[part]} in {folder}") from error


def manifest(folder: Path, sha256: str) -> Manifest:
    """Held to its hash. Raises NotThere or Damaged."""
    with open_part(folder, sha256, "manifest") as file:
        content = file.read()
    try:
        return understand_manifest(content, sha256)
    except Malformed as error:
        raise Damaged(f"image {sha256}: {error}") from error


def packages(folder: Path, sha256: str) -> tuple[Package, ...] | None:
    """Held to their hash; None: not known. Raises NotThere or Damaged."""
    wanted = manifest(folder, sha256).packages_sha256
    if wanted is None:
        return None
    with open_part(folder, sha256, "packages") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != wanted:
        raise Damaged(f"image {sha256}: packages.json is not what its hash says")
    return decode(Packages, content).packages


def entries(folder: Path) -> list[Entry]:
    """All that lie there, sound or not; of blocks only that they are there."""
    return [_entry(folder, name) for name in folders.names(folder)]


def trouble(folder: Path, sha256: str) -> str | None:
    """What is seen without reading the blocks: a file is gone, or has another size."""
    try:
        found = manifest(folder, sha256)
        sizes = {"map": found.map_bytes, "blocks": found.blocks_bytes}
        for part, wanted in sizes.items():
            with open_part(folder, sha256, part) as file:
                size = file.seek(0, 2)
            if size != wanted:
                return f"{_FILES[part]} has {size} bytes, and had {wanted}"
        packages(folder, sha256)
    except (NotThere, Damaged) as error:
        return str(error)
    return None


def remove(folder: Path, sha256: str) -> None:
    """Raises NotThere."""
    path(folder, sha256, "manifest")
    try:
        folders.remove(folder, sha256)
    except FileNotFoundError as error:
        raise NotThere(f"image {sha256} is not in {folder}") from error


def _entry(folder: Path, sha256: str) -> Entry:
    wrong = trouble(folder, sha256)
    try:
        return Entry(sha256, manifest(folder, sha256), wrong)
    except (NotThere, Damaged) as error:
        return Entry(sha256, None, str(error))
