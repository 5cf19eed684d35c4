"""The partition table in its final form: to the end of the disk, with numbers of its own."""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from diagnostics.imaging.finishing.ids import Change
from diagnostics.imaging.finishing.layout import Layout, Part
from diagnostics.imaging.finishing.work import Work, flush

_MIB = 2**20
#: Of the copy at the end of a GPT disk: 128 entries of 128 bytes, and the header in a sector.
_ENTRIES_BYTES = 128 * 128
#: Of an MBR: where the disk's number and the first of the four entries stand.
_ID_AT, _ENTRIES_AT, _ENTRY_BYTES = 440, 446, 16
#: Beyond this an MBR entry cannot count.
_MOST_SECTORS = 2**32 - 1
_ACTIVE, _PROTECTIVE = 0x80, 0xEE


def growing(work: Work, layout: Layout) -> Part | None:
    """The partition that may take the rest of the disk, if it stands before it; as it will be."""
    wanted = next((one.number for one in work.job.manifest.partitions if one.grows), None)
    part = next((one for one in layout.parts if one.number == wanted), None)
    if part is None:
        return None
    if part.end < max(one.end for one in layout.parts):
        work.say(f"{part.name} is not the last on the disk, so it cannot grow")
        return None
    if layout.table == "mbr" and part.number > 4:
        work.say(f"{part.name} is a logical one: nothing here makes it larger")
        return None
    return replace(part, sectors=max(part.sectors, _end(layout) - part.start))


def _end(layout: Layout) -> int:
    """The first sector that no partition may have, down to a whole MiB."""
    whole = _MIB // layout.sector_bytes
    if layout.table == "gpt":
        last = layout.sectors - _ENTRIES_BYTES // layout.sector_bytes - 1
    else:
        last = min(layout.sectors, _MOST_SECTORS)
    return last // whole * whole


def write_gpt(work: Work, layout: Layout, changes: tuple[Change, ...], grown: Part | None) -> None:
    """All in one go, the copy at the end first, as the UEFI asks. Raises RunError."""
    disk = [f"--disk-guid={one.new}" for one in changes if one.what == "disk_id" and one.new]
    guids = {one.part.number: one.new for one in changes if one.what == "partition_id" and one.part}
    parts = [f"--partition-guid={number}:{new}" for number, new in guids.items() if new]
    new_end = [*_grow_gpt(layout, grown, guids)] if grown else []
    # sgdisk keeps as much free at the end of the disk as there is before the first sector that a
    # partition may have: a MiB by sfdisk's tables, which a last partition may well reach into.
    ends = ("--move-main-table=2", "--move-second-header")
    work.run("sgdisk", *ends, *disk, *parts, *new_end, work.disk)
    flush(work.disk)


def _grow_gpt(layout: Layout, grown: Part, guids: dict[int, str | None]) -> Iterator[str]:
    """``sgdisk`` grows nothing: the same partition is made anew, and all of it is said again."""
    before = next(one for one in layout.parts if one.number == grown.number)
    if before.sectors == grown.sectors:
        return
    number = grown.number
    yield "--set-alignment=1"
    yield f"--delete={number}"
    yield f"--new={number}:{grown.start}:{grown.end - 1}"
    yield f"--typecode={number}:{grown.kind}"
    yield f"--change-name={number}:{grown.title}"
    yield f"--partition-guid={number}:{guids.get(number) or grown.guid}"
    yield f"--attributes={number}:=:{grown.attributes:x}"


def write_mbr(work: Work, changes: tuple[Change, ...], grown: Part | None) -> None:
    """One sector, so that it is there wholly or not at all. Raises OSError."""
    new = next((one.new for one in changes if one.what == "disk_id"), None)
    with _first_sector(work) as raw:
        if new:
            struct.pack_into("<I", raw, _ID_AT, int(new, 16))
        if grown:
            at = _ENTRIES_AT + (grown.number - 1) * _ENTRY_BYTES
            struct.pack_into("<I", raw, at + 12, grown.sectors)
            raw[at + 5 : at + 8] = b"\xfe\xff\xff"  # too far for cylinders, heads and sectors


def mark_active(work: Work, layout: Layout, number: int | None, *, active: bool) -> bool:
    """The protective entry of a GPT disk, or an MBR's partition ``number``, where none is marked.

    Whether anything is now. Raises OSError.
    """
    with _first_sector(work) as raw:
        places = [_ENTRIES_AT + slot * _ENTRY_BYTES for slot in range(4)]
        if layout.table == "gpt":
            for at in (at for at in places if raw[at + 4] == _PROTECTIVE):
                raw[at] = _ACTIVE if active else 0
        elif active and number and number <= 4 and not any(raw[at] & _ACTIVE for at in places):
            raw[places[number - 1]] = _ACTIVE
        return any(raw[at] & _ACTIVE for at in places)


@contextmanager
def _first_sector(work: Work) -> Iterator[bytearray]:
    """To be changed; written back where it was."""
    number = os.open(work.disk, os.O_RDWR)
    try:
        before = os.pread(number, 512, 0)
        raw = bytearray(before)
        yield raw
        if bytes(raw) != before:
            os.pwrite(number, bytes(raw), 0)
            os.fsync(number)
    finally:
        os.close(number)
