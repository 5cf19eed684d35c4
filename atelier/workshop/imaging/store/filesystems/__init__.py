"""Which bytes of a filesystem belong to somebody, asked of the filesystem itself."""

from collections.abc import Callable
from pathlib import Path

from atelier.workshop.imaging.store.filesystems import ext, fat, ntfs, swap
from atelier.workshop.imaging.store.filesystems.unclear import Unclear
from atelier.workshop.imaging.store.spans import Span

#: ``(disk, start, size)`` -> spans from the start of the partition. Raises Unclear.
Reader = Callable[[Path, int, int], list[Span]]

#: By the name that blkid has for it.
READERS: dict[str, Reader] = {
    "ext2": ext.used,
    "ext3": ext.used,
    "ext4": ext.used,
    "ntfs": ntfs.used,
    "swap": swap.used,
    "vfat": fat.used,
}

__all__ = ["READERS", "Reader", "Unclear"]
