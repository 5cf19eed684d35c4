"""Small images of made-up disks: manifest, map and blocks, as the server keeps and sends them."""

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import zstandard

from diagnostics.wire import encode
from diagnostics.wire.imaging import (
    BLOCK_BYTES,
    UNIT_BYTES,
    Block,
    Manifest,
    Map,
    Needs,
    Package,
    Packages,
    Source,
    Stretch,
    understand_manifest,
    understand_map,
    written_bytes,
)

KIB, MIB = 2**10, 2**20
#: Of the made-up disks that hold a boot sector: where a BIOS looks whether it can be started.
SIGNATURE_AT, SIGNATURE = 510, b"\x55\xaa"


@dataclass(frozen=True)
class Image:
    """``disk``: what it was made of; where the map names nothing, a disk may hold anything."""

    disk: bytes
    manifest: bytes
    map: bytes
    blocks: bytes
    packages: bytes

    @cached_property
    def sha256(self) -> str:
        return sha256(self.manifest)

    @cached_property
    def told(self) -> Manifest:
        return understand_manifest(self.manifest, self.sha256)

    @cached_property
    def places(self) -> Map:
        return understand_map(self.map, self.told)

    @property
    def files(self) -> dict[str, bytes]:
        """By their name in the folder of the image."""
        return {
            "manifest.json": self.manifest,
            "map.json": self.map,
            "packages.json": self.packages,
            "blocks": self.blocks,
        }

    def store(self, folder: Path) -> Path:
        """As ``<folder>/<hash>/…``, which is returned."""
        own = folder / self.sha256
        own.mkdir(parents=True)
        for name, content in self.files.items():
            (own / name).write_bytes(content)
        return own

    def wrong(self, read: Callable[[int, int], bytes]) -> list[int]:
        """Places of the map where a disk, by ``read(place, length)``, holds something else."""
        stretches = [block[:2] for block in self.places.blocks] + [*self.places.zeros]
        return [
            place
            for place, length in sorted(stretches)
            if read(place, length) != self.disk[place : place + length]
        ]

    def is_on(self, disk: bytes | bytearray) -> bool:
        return not self.wrong(lambda place, length: bytes(disk[place : place + length]))


def make(
    disk: bytes,
    *,
    unused: Iterable[Stretch] = (),
    most_bytes: int = BLOCK_BYTES,
    needs: Needs | None = None,
    **fields: Any,
) -> Image:
    """``unused``: of no filesystem's concern, in whole units. ``fields``: of the manifest."""
    blocks, stored = stored_blocks(disk, _used(len(disk), unused), most_bytes)
    zeros = tuple(_zeros(disk, _used(len(disk), unused)))
    places = Map(size_bytes=len(disk), blocks=blocks, zeros=zeros)
    packages = Packages(packages=(Package(name="made-up", release="1", licences=("EUPL-1.2",)),))
    manifest = Manifest(
        **{
            "name": "mini",
            "release": "2026.01.05",
            "system": "debian",
            "needs": replace(needs or Needs(), disk_bytes=len(disk)),
            "boots": ("bios", "uefi"),
            "source": Source(kind="raw"),
            "created": "2026-01-05T08:00:00+00:00",
            "size_bytes": len(disk),
            "written_bytes": written_bytes(places),
            "blocks_bytes": len(stored),
            "blocks_sha256": sha256(stored),
            "map_bytes": len(encode(places)),
            "map_sha256": sha256(encode(places)),
            "packages": 1,
            "packages_sha256": sha256(encode(packages)),
            **fields,
        }
    )
    return Image(disk, encode(manifest), encode(places), stored, encode(packages))


def some_disk(size_bytes: int, seed: int = 0, *, zeros: float = 0.3) -> bytes:
    """A boot sector, then runs of noise, of text and (``zeros``: so much of it) of zeros."""
    chance = random.Random(seed)
    parts = [_boot_sector(chance)]
    left = size_bytes - UNIT_BYTES
    while left > 0:
        length = min(left, chance.randrange(1, 16) * UNIT_BYTES)
        parts.append(_run(chance, length, zeros))
        left -= length
    return b"".join(parts)


def stored_blocks(
    disk: bytes, used: Iterable[Stretch], most_bytes: int = BLOCK_BYTES
) -> tuple[tuple[Block, ...], bytes]:
    """The rows of a map, and the file ``blocks``."""
    rows: list[Block] = []
    stored = bytearray()
    packer = zstandard.ZstdCompressor(level=1)
    for place, length in _content(disk, used, most_bytes):
        content = disk[place : place + length]
        frame = packer.compress(content)
        rows.append((place, length, len(stored), len(frame), sha256(content)))
        stored += frame
    return tuple(rows), bytes(stored)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _boot_sector(chance: random.Random) -> bytes:
    sector = bytearray(chance.randbytes(UNIT_BYTES))
    sector[SIGNATURE_AT : SIGNATURE_AT + 2] = SIGNATURE
    return bytes(sector)


def _run(chance: random.Random, length: int, zeros: float) -> bytes:
    if chance.random() < zeros:
        return bytes(length)
    if chance.random() < 0.5:
        return chance.randbytes(length)
    text = b"Basissoftware voor elk toestel. " * (length // 32 + 1)
    return text[:length]


def _used(size_bytes: int, unused: Iterable[Stretch]) -> Iterator[Stretch]:
    at = 0
    for place, length in sorted(unused):
        if place > at:
            yield at, place - at
        at = place + length
    if at < size_bytes:
        yield at, size_bytes - at


def _units(disk: bytes, used: Iterable[Stretch]) -> Iterator[tuple[int, int, bool]]:
    """``(place, length, whether all of it is zero)``."""
    for place, length in used:
        for at in range(place, place + length, UNIT_BYTES):
            unit = disk[at : min(at + UNIT_BYTES, place + length)]
            yield at, len(unit), not any(unit)


def _content(disk: bytes, used: Iterable[Stretch], most_bytes: int) -> Iterator[Stretch]:
    for place, length in _joined((at, size) for at, size, empty in _units(disk, used) if not empty):
        for at in range(place, place + length, most_bytes):
            yield at, min(most_bytes, place + length - at)


def _zeros(disk: bytes, used: Iterable[Stretch]) -> Iterator[Stretch]:
    return _joined((at, size) for at, size, empty in _units(disk, used) if empty)


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    begin = end = None
    for place, length in stretches:
        if begin is None or end is None:
            begin = place
        elif place != end:
            yield begin, end - begin
            begin = place
        end = place + length
    if begin is not None and end is not None:
        yield begin, end - begin
