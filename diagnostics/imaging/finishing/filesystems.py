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
#: Offsets of the serial in the boot sector of FAT, by what stands after it: "FAT32   " or "FAT16".
_FAT32, _FAT16 = (0x52, 0x43), (0x36, 0x27)
_BACKUP_SECTOR_AT = 0x32


def mend(work: Work, part: Part) -> None:
    """An ext filesystem, as after a power cut. Raises NotFinished where it cannot be."""
    try:
        work.run_long("e2fsck", "-f", "-p", part.path, accept=_SOUND)
    except Failed:
        # A cut while it got its new number leaves checksums that only a thorough look mends.
        work.say(f"{part.name}: its filesystem was damaged and had to be mended")
        try:
            work.run_long("e2fsck", "-f", "-y", part.path, accept=_SOUND)
        except Failed as error:
            raise not_finished(f"{part.name}: its filesystem is damaged: {error}") from error


def require_sound(work: Work, part: Part) -> None:
    """It is read, and not changed. Raises NotFinished."""
    try:
        work.run_long("e2fsck", "-f", "-n", part.path)
    except Failed as error:
        raise not_finished(f"{part.name}: its filesystem is not sound: {error}") from error


def give_number(work: Work, part: Part, new: str) -> None:
    """``new``: as ``blkid`` will read it. Raises RunError, OSError, NotFinished."""
    if part.filesystem in EXT:
        work.run_long("tune2fs", "-U", new, part.path)
    else:
        _write_serial(part.path, int(new.replace("-", ""), 16))
    flush(part.path)
    found = contents(work, part.path).get("UUID", "")
    if found.lower() != new.lower():
        raise not_finished(f"{part.name}: its filesystem is {found!r} still, and not {new!r}")


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
        work.run_long("resize2fs", part.path)
    return ext_bytes(work, part)


def ext_bytes(work: Work, part: Part) -> int:
    told = work.run("dumpe2fs", "-h", part.path).text
    rows = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    return int(rows["Block count"]) * int(rows["Block size"])


def _grow_ntfs(work: Work, part: Part) -> int | None:
    """Tried without writing first. What fails then leaves it as it was."""
    try:
        work.run_long("ntfsresize", "--no-action", "--force", "--no-progress-bar", part.path)
    except RunError as error:
        work.say(f"{part.name}: its filesystem stays as it is: {error}")
        return None
    work.run_long("ntfsresize", "--force", "--force", "--no-progress-bar", part.path)
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
