"""Whether anything is on a disk: by what programs leave at its beginning and at its end.

An erased disk holds one byte again and again, or, after a crypto erase, what looks random. Random
bytes have a magic of two bytes once in 65,536 disks: so those count only with what stands beside.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from diagnostics.blockio import Device
from diagnostics.blockio.buffers import MIB, aligned
from diagnostics.blockio.device import judge

#: Of either end.
LOOK_BYTES = MIB
#: Where that cannot be read in one piece.
_PART_BYTES = 4096

_MOST_EXT_LOG, _FIRST_ACTIVE, _BIOS_MEDIA = 6, 0x80, frozenset({0xF0, *range(0xF8, 0x100)})


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    at: int
    magic: bytes


#: From the beginning of a disk; of util-linux's libblkid, those that workshops meet.
_AT_START = (
    Signature("GPT", 512, b"EFI PART"),
    Signature("GPT", 4096, b"EFI PART"),
    Signature("NTFS", 3, b"NTFS    "),
    Signature("exFAT", 3, b"EXFAT   "),
    Signature("BitLocker", 3, b"-FVE-FS-"),
    Signature("FAT", 54, b"FAT1"),
    Signature("FAT", 82, b"FAT32   "),
    Signature("LUKS", 0, b"LUKS\xba\xbe"),
    Signature("XFS", 0, b"XFSB"),
    Signature("Btrfs", 0x10040, b"_BHRfS_M"),
    Signature("F2FS", 1024, b"\x10\x20\xf5\xf2"),
    Signature("APFS", 32, b"NXSB"),
    Signature("Apple table", 512, b"PM\0\0"),
    Signature("ISO 9660", 32769, b"CD001"),
    Signature("squashfs", 0, b"hsqs"),
    Signature("swap", 4086, b"SWAPSPACE2"),
    Signature("swap", 4086, b"SWAP-SPACE"),
    Signature("bcache", 4120, bytes.fromhex("c68573f64e1a45ca8265f57f48ba6d81")),
    Signature("Linux RAID", 0, b"\xfc\x4e\x2b\xa9"),
    Signature("Linux RAID", 4096, b"\xfc\x4e\x2b\xa9"),
    *(Signature("LVM", at, b"LABELONE") for at in range(0, 2048, 512)),
)
#: Counted back from its end.
_AT_END = (
    Signature("GPT", 512, b"EFI PART"),
    Signature("GPT", 4096, b"EFI PART"),
    Signature("Intel RAID", 1024, b"Intel Raid ISM Cfg Sig. "),
    Signature("DDF RAID", 512, b"\xde\x11\xde\x11"),
)
#: Linux RAID of 0.90 keeps its own in the last whole 64 KiB but one, of 1.0 some 8 KiB before.
_RAID, _RAID_STEP = b"\xfc\x4e\x2b\xa9", 65536


def found_on(device: Device) -> str | None:
    """What is on it, in English; None: nothing that is known.

    Raises Gone, Unusable. A place that cannot be read tells nothing; to write it may mend it.
    """
    length = min(LOOK_BYTES, device.size_bytes)
    start = _read(device, 0, length)
    end = _read(device, device.size_bytes - length, length)
    return next(_signs(start, end, device.size_bytes), None)


def _read(device: Device, place: int, length: int) -> bytes:
    into = memoryview(aligned(length))
    if not _can_read(device, place, into):
        for at in range(0, length, _PART_BYTES):
            _can_read(device, place + at, into[at : at + _PART_BYTES])
    return bytes(into)


def _can_read(device: Device, place: int, into: memoryview) -> bool:
    try:
        device.read(place, into)
    except OSError as error:
        judge(error)
        return False
    return True


def _signs(start: bytes, end: bytes, size_bytes: int) -> Iterator[str]:
    for one in _AT_START:
        if start.startswith(one.magic, one.at):
            yield one.name
    for one in _AT_END:
        if end.startswith(one.magic, len(end) - one.at):
            yield f"{one.name} at its end"
    if _is_raid(end, size_bytes):
        yield "Linux RAID at its end"
    if _is_boot_sector(start):
        yield "a partition table or boot sector"
    if _is_ext(start):
        yield "ext2, ext3 or ext4"


def _is_raid(end: bytes, size_bytes: int) -> bool:
    first = size_bytes - len(end)
    old = size_bytes // _RAID_STEP * _RAID_STEP - _RAID_STEP - first
    new = (size_bytes // 512 - 16) // 8 * 8 * 512 - first
    return any(at >= 0 and end.startswith(_RAID, at) for at in (old, new))


def _is_boot_sector(start: bytes) -> bool:
    """With one partition at least that could be one, or with a jump and a known kind of medium."""
    if start[510:512] != b"\x55\xaa":
        return False
    rows = [start[at : at + 16] for at in range(446, 510, 16)]
    table = all(row[0] in (0, _FIRST_ACTIVE) for row in rows) and any(row[4] for row in rows)
    jumps = start[0] in (0xEB, 0xE9) and start[21] in _BIOS_MEDIA
    return table or jumps


def _is_ext(start: bytes) -> bool:
    magic, log_block = struct.unpack_from("<H", start, 1080)[0], start[1048]
    states = struct.unpack_from("<H", start, 1082)[0]
    return bool(magic == 0xEF53 and log_block <= _MOST_EXT_LOG and states < 8)
