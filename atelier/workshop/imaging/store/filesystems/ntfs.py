"""NTFS: what ``$Bitmap`` calls used, and the copy of the boot sector behind the end.

Structures as in the documentation of the Linux-NTFS project. Anything that is not as expected, and
a volume that Windows did not close (also when it "shut down" to start faster), is Unclear.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from atelier.workshop.imaging.store.filesystems.unclear import Unclear
from atelier.workshop.imaging.store.spans import Span, joined

_LOG, _VOLUME, _TOP, _BITMAP = 2, 3, 5, 6
_NAME, _VOLUME_INFORMATION, _DATA, _END = 0x30, 0x70, 0x80, 0xFFFFFFFF
_DIRTY = 0x0001
_CLOSED, _NOBODY = 0x0002, 0xFFFF
#: Of a boot sector: all that says how the volume lies, without where it starts on the disk.
_SHAPE = (slice(3, 28), slice(40, 73))
_RUNS = re.compile(rb"\x00+|\xff+|[^\x00\xff]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Volume:
    file: BinaryIO
    start: int
    sector: int
    cluster: int
    clusters: int
    mft: int
    record: int

    def read(self, place: int, length: int) -> bytes:
        self.file.seek(self.start + place)
        found = self.file.read(length)
        if len(found) != length:
            raise Unclear("its NTFS filesystem goes on beyond the disk")
        return found


def used(disk: Path, start: int, size: int) -> list[Span]:
    """Raises Unclear."""
    with disk.open("rb") as file:
        try:
            volume = _open(file, start)
            _check_closed(volume)
            bitmap = _content(volume, _BITMAP)
        except (struct.error, IndexError) as error:
            raise Unclear(f"its NTFS filesystem cannot be read ({error})") from error
    if len(bitmap) * 8 < volume.clusters:
        raise Unclear("the bitmap of its NTFS filesystem is too short")
    end = volume.clusters * volume.cluster
    if end > size:
        raise Unclear("its NTFS filesystem is larger than the partition")
    taken = [(s * volume.cluster, e * volume.cluster) for s, e in _set_bits(bitmap)]
    found = joined((s, min(e, end)) for s, e in taken if s < end)
    if not any(s <= volume.mft < e for s, e in found):
        raise Unclear("the bitmap of its NTFS filesystem calls its own table free")
    return joined([*found, (end, size) if size - end <= volume.cluster else (size - 512, size)])


def names_at_the_top(disk: Path, start: int) -> set[str]:
    """Of files and folders. Raises Unclear."""
    with disk.open("rb") as file:
        try:
            volume = _open(file, start)
            return set(_names(volume))
        except (struct.error, IndexError) as error:
            raise Unclear(f"its NTFS filesystem cannot be read ({error})") from error


def _names(volume: _Volume) -> Iterator[str]:
    for record in _records(volume):
        for kind, attribute in _attributes_in(record):
            if kind == _NAME and not attribute[8]:
                content = _resident(attribute)
                if int.from_bytes(content[:6], "little") == _TOP:
                    yield content[66 : 66 + 2 * content[64]].decode("utf-16-le", "replace")


def _records(volume: _Volume) -> Iterator[bytes]:
    """Those of the table that are in use."""
    data = next(row for kind, row in _attributes(volume, 0) if kind == _DATA)
    runs_at = struct.unpack_from("<H", data, 32)[0]
    for place, length in _runs(data[runs_at:]):
        for at in range(0, length * volume.cluster, volume.record):
            record = volume.read(place * volume.cluster + at, volume.record)
            if record[:4] == b"FILE" and record[22] & 1:
                yield _mended(record)


def _open(file: BinaryIO, start: int) -> _Volume:
    file.seek(start)
    boot = file.read(512)
    if boot[3:11] != b"NTFS    ":
        raise Unclear("its NTFS filesystem has no boot sector")
    sector, per_cluster = struct.unpack_from("<HB", boot, 11)
    sectors, mft = struct.unpack_from("<QQ", boot, 40)
    per_record = struct.unpack_from("<b", boot, 64)[0]
    # Above 128, as 2 to the power of what is missing to 256: clusters of more than 64 KiB.
    cluster = sector * (per_cluster if per_cluster <= 128 else 1 << (256 - per_cluster))
    record = cluster * per_record if per_record > 0 else 1 << -per_record
    if not (256 <= sector <= 4096 and cluster and sectors and 512 <= record <= 65536):
        raise Unclear("the boot sector of its NTFS filesystem makes no sense")
    found = _Volume(
        file, start, sector, cluster, sectors * sector // cluster, mft * cluster, record
    )
    copy = found.read(sectors * sector, 512)
    if any(copy[part] != boot[part] for part in _SHAPE):
        raise Unclear("the boot sector of its NTFS filesystem and its copy differ")
    return found


def _check_closed(volume: _Volume) -> None:
    for kind, attribute in _attributes(volume, _VOLUME):
        if kind == _VOLUME_INFORMATION:
            flags = struct.unpack_from("<H", _resident(attribute), 10)[0]
            if flags & _DIRTY:
                raise Unclear("its NTFS filesystem is marked for a check: let Windows do that")
    log = _content(volume, _LOG, 4096)
    if log[:4] in {b"\xff\xff\xff\xff", b"\0\0\0\0"}:
        return  # emptied, as by ntfsfix
    area = struct.unpack_from("<H", log, 24)[0]
    in_use, flags = struct.unpack_from("<HH", log, area + 12)
    if log[:4] != b"RSTR" or not (flags & _CLOSED or in_use == _NOBODY):
        raise Unclear("its NTFS filesystem was in use, or Windows sleeps: shut it down completely")


def _content(volume: _Volume, number: int, most: int | None = None) -> bytes:
    """Of the unnamed data of a file of the system."""
    for kind, attribute in _attributes(volume, number):
        if kind == _DATA and attribute[9] == 0:
            return _data(volume, attribute, most)
    raise Unclear(f"file {number} of its NTFS filesystem holds nothing")


def _data(volume: _Volume, attribute: bytes, most: int | None) -> bytes:
    if not attribute[8]:
        return _resident(attribute)[:most]
    first, _, runs_at = struct.unpack_from("<QQH", attribute, 16)
    size = struct.unpack_from("<Q", attribute, 48)[0]
    if first:
        raise Unclear("a file of its NTFS filesystem lies in pieces")
    wanted = size if most is None else min(size, most)
    content = bytearray()
    for place, length in _runs(attribute[runs_at:]):
        if len(content) >= wanted:
            break
        piece = min(length * volume.cluster, wanted - len(content))
        content += volume.read(place * volume.cluster, piece)
    if len(content) < wanted:
        raise Unclear("a file of its NTFS filesystem is shorter than it says")
    return bytes(content)


def _runs(packed: bytes) -> Iterator[tuple[int, int]]:
    """``(first cluster, how many)``."""
    at = place = 0
    while packed[at]:
        length_bytes, place_bytes = packed[at] & 15, packed[at] >> 4
        if not place_bytes:
            raise Unclear("a file of its NTFS filesystem has a hole")
        body = packed[at + 1 : at + 1 + length_bytes + place_bytes]
        length = int.from_bytes(body[:length_bytes], "little")
        place += int.from_bytes(body[length_bytes:], "little", signed=True)
        yield place, length
        at += 1 + length_bytes + place_bytes


def _resident(attribute: bytes) -> bytes:
    length, at = struct.unpack_from("<IH", attribute, 16)
    return attribute[at : at + length]


def _attributes(volume: _Volume, number: int) -> Iterator[tuple[int, bytes]]:
    """Kind and whole of each; the first records of the table always lie together."""
    yield from _attributes_in(
        _mended(volume.read(volume.mft + number * volume.record, volume.record))
    )


def _attributes_in(record: bytes) -> Iterator[tuple[int, bytes]]:
    at = struct.unpack_from("<H", record, 20)[0]
    while (kind := struct.unpack_from("<I", record, at)[0]) != _END:
        length = struct.unpack_from("<I", record, at + 4)[0]
        if length < 16 or at + length > len(record):
            raise Unclear("a record of its NTFS filesystem makes no sense")
        yield kind, record[at : at + length]
        at += length


def _mended(record: bytes) -> bytes:
    """The last two bytes of each sector are kept apart; a wrong number there is a torn write."""
    if record[:4] != b"FILE":
        raise Unclear("a record of its NTFS filesystem is broken")
    at, count = struct.unpack_from("<HH", record, 4)
    whole = bytearray(record)
    for n in range(1, count):
        end = n * 512
        if whole[end - 2 : end] != record[at : at + 2]:
            raise Unclear("a record of its NTFS filesystem was written halfway")
        whole[end - 2 : end] = record[at + 2 * n : at + 2 * n + 2]
    return bytes(whole)


def _set_bits(bitmap: bytes) -> Iterator[Span]:
    for found in _RUNS.finditer(bitmap):
        first = found.group()[0]
        if first == 0xFF:
            yield found.start() * 8, found.end() * 8
        elif first:
            bits = (found.start() * 8 + n for n in range(8) if first >> n & 1)
            yield from ((bit, bit + 1) for bit in bits)
