"""New numbers for disk, partitions and filesystems: two laptops from one image are two laptops.

They follow from the order and the disk, so that whoever goes on after a power cut comes to the
same ones. That is what lets every file name the new number before anything has it: a cut between
the two leaves nothing that names a number of which nobody knows any more what it was.
"""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from diagnostics.imaging.finishing.layout import EXT, Layout, Part
from diagnostics.imaging.finishing.work import Work
from diagnostics.report import Disk

_OURS = uuid.UUID("6f1d0a3e-5b0c-5a53-9c1e-6b1f0b6a7c11")

What = Literal["disk_id", "partition_id", "filesystem_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``new`` is None where the number stays, and ``why`` says why, in English."""

    what: What
    part: Part | None
    old: str
    new: str | None
    why: str | None = None

    @property
    def where(self) -> str | None:
        return self.part.name if self.part else None


def plan(layout: Layout, seed: str) -> tuple[Change, ...]:
    """What every number of the disk will be, as if nothing stood in the way of it."""
    return (_of_disk(layout, seed), *_of_parts(layout, seed), *_of_filesystems(layout, seed))


def seed_of(work: Work, disk: Disk) -> str:
    """What all numbers follow from: the same for the same order on the same disk."""
    wanted = work.job.parameters
    identity = (disk.wwn, disk.serial, disk.model, disk.size_bytes)
    return "/".join(map(str, (wanted.image, wanted.tag, *identity)))


def new_guid(seed: str, what: str) -> str:
    return str(uuid.uuid5(_OURS, f"{seed}/{what}"))


def new_serial(seed: str, what: str) -> str:
    """Eight hexadecimal digits, never all zeros."""
    digits = hashlib.sha256(f"{seed}/{what}".encode()).hexdigest()[:8]
    return digits if int(digits, 16) else "00000001"


def _of_disk(layout: Layout, seed: str) -> Change:
    made = new_guid if layout.table == "gpt" else new_serial
    return Change(what="disk_id", part=None, old=layout.id, new=made(seed, "disk"))


def _of_parts(layout: Layout, seed: str) -> Iterator[Change]:
    """Those of an MBR disk follow from the disk's own."""
    for part in layout.parts:
        if layout.table == "gpt":
            new = new_guid(seed, f"partition {part.number}")
        else:
            new = f"{new_serial(seed, 'disk')}-{part.number:02x}"
        yield Change(what="partition_id", part=part, old=part.guid, new=new)


def _of_filesystems(layout: Layout, seed: str) -> Iterator[Change]:
    for part in layout.parts:
        if part.uuid is not None:
            yield _of_filesystem(part, part.uuid, seed)


def _of_filesystem(part: Part, old: str, seed: str) -> Change:
    what = f"filesystem {part.number}"
    new, why = None, f"nothing here gives {part.filesystem} another one"
    if part.filesystem in EXT:
        new, why = new_guid(seed, what), ""
    elif part.filesystem == "vfat":
        digits = new_serial(seed, what).upper()
        new, why = f"{digits[:4]}-{digits[4:]}", ""
    elif part.filesystem == "swap":
        why = "the first stage of the system may wait for it by this one"
    return Change(what="filesystem_id", part=part, old=old, new=new, why=why or None)
