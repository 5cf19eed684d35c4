"""What stands on a disk: kinds and types of partitions, no names, and nothing is mounted."""

from typing import Literal

from diagnostics.probes.lsblk import BlockDevice
from diagnostics.report import Partition

Encryption = Literal["bitlocker", "luks", "filevault", "other"]
_ENCRYPTED: dict[str, Encryption] = {
    "bitlocker": "bitlocker",
    "crypto_luks": "luks",
    "cs_fvault2": "filevault",
}


def partitions(disk: BlockDevice) -> tuple[Partition, ...]:
    """A disk without a table that holds a file system is one partition, under its own name."""
    parts = tuple(child for child in disk.children if child.kind == "part")
    if not parts and disk.filesystem:
        parts = (disk,)
    return tuple(_partition(part) for part in parts)


def _partition(part: BlockDevice) -> Partition:
    return Partition(
        name=part.name,
        size_bytes=part.size_bytes,
        filesystem=part.filesystem,
        type_guid=part.type_guid,
        encryption=_ENCRYPTED.get((part.filesystem or "").lower()),
    )
