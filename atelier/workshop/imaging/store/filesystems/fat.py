"""FAT12, FAT16 and FAT32: all before the first cluster, and each cluster that the FAT gives away.

Microsoft, "FAT32 File System Specification" 1.03: the kind follows from the count of clusters.
"""

import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from atelier.workshop.imaging.store.filesystems.unclear import Unclear
from atelier.workshop.imaging.store.spans import Span, joined, of_numbers

_BOOT = struct.Struct("<11xHBHBHHxH8xII")
_FAT12, _FAT16 = 4085, 65525


@dataclass(frozen=True, slots=True)
class _Shape:
    """In bytes, but for ``clusters``."""

    cluster: int
    reserved: int
    fat: int
    data: int
    size: int

    @property
    def clusters(self) -> int:
        return (self.size - self.data) // self.cluster


def used(disk: Path, start: int, size: int) -> list[Span]:
    """Raises Unclear."""
    with disk.open("rb") as file:
        file.seek(start)
        shape = _shape(file.read(512))
        if shape.size > size:
            raise Unclear("its FAT filesystem is larger than the partition")
        file.seek(start + shape.reserved)
        entries = _entries(file.read(shape.fat), shape.clusters)
    taken = (number for number, entry in enumerate(entries) if entry)
    runs = of_numbers(taken)
    data = ((shape.data + s * shape.cluster, shape.data + e * shape.cluster) for s, e in runs)
    return joined([(0, shape.data), *data])


def has_12_bits(boot: bytes) -> bool:
    """Whether that is the boot sector of a FAT12."""
    try:
        return _shape(boot).clusters < _FAT12
    except Unclear:
        return False


def _shape(boot: bytes) -> _Shape:
    if len(boot) < 512 or boot[510:] != b"\x55\xaa":
        raise Unclear("its FAT filesystem has no boot sector")
    sector, per_cluster, reserved, fats, roots, sectors16, fat16, sectors32, fat32 = _BOOT.unpack(
        boot[: _BOOT.size]
    )
    fat, sectors = fat16 or fat32, sectors16 or sectors32
    root = -(-roots * 32 // sector) if sector else 0
    data = reserved + fats * fat + root
    if sector not in {512, 1024, 2048, 4096} or not (per_cluster and fat and data < sectors):
        raise Unclear("the boot sector of its FAT filesystem makes no sense")
    return _Shape(
        cluster=sector * per_cluster,
        reserved=sector * reserved,
        fat=sector * fat,
        data=sector * data,
        size=sector * sectors,
    )


def _entries(fat: bytes, clusters: int) -> Sequence[int]:
    """From the first cluster on (number 2)."""
    if clusters < _FAT12:
        found: Sequence[int] = _of_12_bits(fat, clusters + 2)
    else:
        found = _of_whole_bytes(fat, "H" if clusters < _FAT16 else "I")
    if len(found) < clusters + 2:
        raise Unclear("the table of its FAT filesystem is too short")
    taken = found[2 : clusters + 2]
    # The upper four bits of FAT32 are reserved.
    return taken if clusters < _FAT16 else [entry & 0x0FFFFFFF for entry in taken]


def _of_whole_bytes(fat: bytes, kind: str) -> "array[int]":
    found = array(kind)
    found.frombytes(fat[: len(fat) // found.itemsize * found.itemsize])
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _of_12_bits(fat: bytes, count: int) -> list[int]:
    count = min(count, len(fat) * 2 // 3)
    pairs = (int.from_bytes(fat[n * 3 // 2 : n * 3 // 2 + 2], "little") for n in range(count))
    return [pair >> 4 if n % 2 else pair & 0xFFF for n, pair in enumerate(pairs)]
