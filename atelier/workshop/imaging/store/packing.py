"""A disk in a file becomes an image: four files in a folder named by the hash of the manifest."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from atelier.workshop.imaging.store import folders, frames, layout, room, shelf, used
from atelier.workshop.imaging.store.cutting import Cutter
from atelier.workshop.imaging.store.draft import Draft, Hashes, manifest
from atelier.workshop.imaging.store.errors import Damaged, NoRoom, NotThere, Unreadable
from atelier.workshop.imaging.store.spans import Span
from atelier.workshop.imaging.store.verifying import verify
from diagnostics.wire import Malformed, encode
from diagnostics.wire.imaging import (
    MOST_MANIFEST_BYTES,
    MOST_MAP_BYTES,
    Block,
    Manifest,
    Map,
    Package,
    Packages,
    understand_manifest,
    understand_map,
)

#: How far it came on the disk, in bytes, and the size of that.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stored:
    sha256: str
    #: With its four files.
    folder: Path
    manifest: Manifest
    #: Which partitions had to be taken whole, and why.
    warnings: tuple[str, ...] = ()
    #: False: the same image was there already.
    new: bool = True


def pack(
    raw: Path,
    folder: Path,
    draft: Draft,
    packages: Sequence[Package] | None = None,
    *,
    known: Mapping[int, Sequence[Span]] | None = None,
    level: int = frames.LEVEL,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Stored:
    """``<folder>/<hash>/`` of the disk ``raw``, which may have holes.

    ``packages`` None: not known. ``known``: by number of the partition what of it is used, where
    that was told with its content; else the filesystem is asked. The same disk and draft give the
    same bytes with the same release of libzstd, however many ``workers``. Raises NoRoom, at the
    start or later, and Unreadable; nothing is left behind then. Takes the place of the same image
    where that is damaged.
    """
    plan = layout.read(raw)
    taken = used.find(raw, plan, known)
    with _no_room(folder), folders.workplace(folder) as place:
        blocks = _Blocks(raw, taken.spans, progress)
        room.check(folder, raw, taken.spans)
        blocks.write(place / "blocks", level, workers)
        found = _describe(
            place, partial(manifest, draft, plan, frames.tool(level)), blocks, packages
        )
        name = hashlib.sha256((place / "manifest.json").read_bytes()).hexdigest()
        _make_way(folder, name)
        new = folders.put_in_place(place, folder, name)
    return Stored(name, folder / name, found, taken.warnings, new)


def _make_way(folder: Path, name: str) -> None:
    """For the same image, made again because what is there is damaged."""
    try:
        verify(folder, name)
    except (Damaged, NotThere):
        with suppress(NotThere):
            shelf.remove(folder, name)


class _Blocks:
    """``places`` and ``sha256``: of what was written."""

    places: Map
    sha256: str

    def __init__(self, raw: Path, taken: Sequence[Span], progress: Progress | None) -> None:
        self._raw, self._taken, self._progress = raw, taken, progress

    def write(self, path: Path, level: int, workers: int | None) -> None:
        with self._raw.open("rb") as disk, path.open("wb") as file:
            size = os.fstat(disk.fileno()).st_size
            cutter = Cutter(disk.fileno(), size, self._taken)
            digest = hashlib.sha256()
            rows: list[Block] = []
            for one in frames.packed(cutter.pieces(), level, workers):
                rows.append((one.place, one.length, file.tell(), len(one.packed), one.sha256))
                file.write(one.packed)
                digest.update(one.packed)
                if self._progress:
                    self._progress(one.place + one.length, size)
        zeros = tuple((start, end - start) for start, end in cutter.zeros())
        self.places = Map(size_bytes=size, blocks=tuple(rows), zeros=zeros)
        self.sha256 = digest.hexdigest()


def _describe(
    place: Path,
    manifest_of: Callable[[Map, Hashes], Manifest],
    blocks: _Blocks,
    packages: Sequence[Package] | None,
) -> Manifest:
    """Writes the three documents. Raises Unreadable for a draft that makes no sense."""
    told = _write(place / "map.json", blocks.places)
    hashes = Hashes(blocks_sha256=blocks.sha256, map_bytes=len(told), map_sha256=_sha256(told))
    if packages is not None:
        listed = _write(place / "packages.json", Packages(packages=tuple(packages)))
        hashes = replace(hashes, packages=len(packages), packages_sha256=_sha256(listed))
    found = manifest_of(blocks.places, hashes)
    _check(_write(place / "manifest.json", found), told, found)
    return found


def _write(path: Path, document: object) -> bytes:
    content = encode(document)
    path.write_bytes(content)
    return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _check(content: bytes, told: bytes, found: Manifest) -> None:
    """What an agent would refuse is refused here."""
    if len(content) > MOST_MANIFEST_BYTES or len(told) > MOST_MAP_BYTES:
        raise Unreadable("its map or its manifest is larger than agents take: too much in pieces")
    try:
        understand_map(told, understand_manifest(content))
    except Malformed as error:
        raise Unreadable(f"this is no image that agents take: {error}") from error
    if not found.blocks_bytes:
        raise Unreadable("there is nothing on this disk")


@contextmanager
def _no_room(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise NoRoom(
            f"the disk where images are kept is full ({folder}); what was written of this image is"
            " gone again: make room, or choose another folder for imaging.folder"
        ) from error
