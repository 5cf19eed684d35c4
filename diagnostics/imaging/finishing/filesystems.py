"""Filesystems that nobody has mounted: mend them, give them a number, make them larger."""

import os
import struct
from pathlib import Path

from diagnostics.imaging.finishing.layout import EXT, Part, contents
from diagnostics.imaging.finishing.mounting import mounted
from diagnostics.imaging.finishing.work import Work, flush, not_finished
from diagnostics.run import Failed, RunError

#: ``e2fsck``: mended, and mended so that a machine that runs from it would have to start anew.
_SOUND = (0, 1, 2)
_SECTOR = 512
#: In the superblock's "last mounted on": it is just getting another number.
_RENUMBERING = "/atelier-renumbering"
#: Offsets of the serial in the boot sector of FAT, by what stands after it: "FAT32   " or "FAT16".
_FAT32, _FAT16 = (0x52, 0x43), (0x36, 0x27)
_BACKUP_SECTOR_AT = 0x32


def mend(work: Work, part: Part) -> None:
    """An ext filesystem, as after a power cut: its journal is played back. Raises NotFinished.

    No more than that: what was written was read back, and e2fsck's other ways to mend lose files.
    """
    try:
        work.run_long("e2fsck", "-f", "-p", part.path, accept=_SOUND)
    except Failed as error:
        raise not_finished(f"{part.name}: its filesystem is damaged: {error}") from error


def go_on_renumbering(work: Work, part: Part, new: str) -> None:
    """Where a cut fell into that: some of its checksums are of the one number, some of the other.

    tune2fs makes all of them anew without looking at them; e2fsck would throw away what does not
    fit. So this comes before anything else. Raises RunError.
    """
    if part.uuid != new and _superblock(work, part).get("Last mounted on") == _RENUMBERING:
        work.say(f"{part.name}: it was cut off as it got its number, and got it now")
        _renumber(work, part, new)


def require_sound(work: Work, part: Part) -> None:
    """It is read, and not changed. Raises NotFinished."""
    try:
        work.run_long("e2fsck", "-f", "-n", part.path)
    except Failed as error:
        raise not_finished(f"{part.name}: its filesystem is not sound: {error}") from error


def give_number(work: Work, part: Part, new: str) -> None:
    """``new``: as ``blkid`` will read it. Raises RunError, OSError, NotFinished."""
    if part.filesystem in EXT:
        mend(work, part)
        work.run("tune2fs", "-M", _RENUMBERING, part.path)
        flush(part.path)
        _renumber(work, part, new)
    else:
        _write_serial(part.path, int(new.replace("-", ""), 16))
        flush(part.path)
    found = contents(work, part.path).get("UUID", "")
    if found.lower() != new.lower():
        raise not_finished(f"{part.name}: its filesystem is {found!r} still, and not {new!r}")


def _renumber(work: Work, part: Part, new: str) -> None:
    """All checksums hold the number. The first superblock, which has it, is written last."""
    work.run_long("tune2fs", "-U", new, part.path, whole=True)
    flush(part.path)
    work.run("tune2fs", "-M", "/", part.path)
    flush(part.path)


def grow(work: Work, part: Part) -> int | None:
    """To the end of its partition: how large it is then, in bytes; None: nothing here can do it.

    Raises RunError, NotFinished.
    """
    if part.filesystem in EXT:
        return _grow_ext(work, part)
    if part.filesystem == "ntfs":
        return _grow_ntfs(work, part)
    work.say(f"{part.name}: nothing here makes {part.filesystem} larger")
    return None


def _grow_ext(work: Work, part: Part) -> int:
    try:
        # Mounted, the kernel does it, with its journal: a power cut leaves it whole.
        with mounted(work, part.path, "ext4"):
            work.run_long("resize2fs", part.path)
    except Failed as error:
        work.say(f"{part.name}: could not grow while mounted: {error}")
        mend(work, part)
        work.run_long("resize2fs", part.path, whole=True)
    return ext_bytes(work, part)


def ext_bytes(work: Work, part: Part) -> int:
    rows = _superblock(work, part)
    return int(rows["Block count"]) * int(rows["Block size"])


def _superblock(work: Work, part: Part) -> dict[str, str]:
    told = work.run("tune2fs", "-l", part.path).text
    rows = (line.split(":", 1) for line in told.splitlines() if ":" in line)
    return {key: value.strip() for key, value in rows}


def _grow_ntfs(work: Work, part: Part) -> int | None:
    """Tried without writing first. What fails then leaves it as it was."""
    try:
        work.run_long("ntfsresize", "--no-action", "--force", "--no-progress-bar", part.path)
    except RunError as error:
        work.say(f"{part.name}: its filesystem stays as it is: {error}")
        return None
    work.run_long("ntfsresize", "--force", "--force", "--no-progress-bar", part.path, whole=True)
    flush(part.path)
    return _ntfs_bytes(part.path)


def _ntfs_bytes(path: Path) -> int:
    """By its boot sector: it counts all sectors but the last, which holds a copy of that."""
    with path.open("rb") as file:
        raw = file.read(_SECTOR)
    sector = struct.unpack_from("<H", raw, 0x0B)[0]
    count = struct.unpack_from("<Q", raw, 0x28)[0]
    return int((count + 1) * sector)


def _write_serial(path: Path, serial: int) -> None:
    """Into the boot sector, and into its copy where FAT32 keeps one."""
    number = os.open(path, os.O_RDWR)
    try:
        raw = os.pread(number, _SECTOR, 0)
        if raw[_FAT32[0] : _FAT32[0] + 5] == b"FAT32":
            at = _FAT32[1]
            copy = struct.unpack_from("<H", raw, _BACKUP_SECTOR_AT)[0]
            sector = struct.unpack_from("<H", raw, 0x0B)[0]
            starts = [copy * sector, 0] if copy not in {0, 0xFFFF} else [0]
        elif raw[_FAT16[0] : _FAT16[0] + 3] == b"FAT":
            at, starts = _FAT16[1], [0]
        else:
            raise not_finished(f"{path.name} is no FAT filesystem, though it looked like one")
        for start in starts:
            os.pwrite(number, struct.pack("<I", serial), start + at)
    finally:
        os.close(number)
