"""Is this still the disk? Asked anew immediately before the first write.

Device names swap between boots, and a stick can be pulled out and another put in within one. So
the disk itself is asked for serial, WWN and size, and the kernel for the number it gave this
attachment (``diskseq``), before and after: no other disk can have come in between.
"""

import os
from dataclasses import dataclass, replace

from diagnostics import matching, wire
from diagnostics.probes import disks
from diagnostics.probes.disks.finding import collect
from diagnostics.probes.host import Host, Once
from diagnostics.report import Disk


class Changed(Exception):
    """It is not, or may not be, the disk that the order is for. Nothing may be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    disk: Disk
    #: As ``st_rdev`` of its device file.
    number: int
    #: Another one for each time that a disk is attached, since the machine started; None: the
    #: kernel is too old to tell (before 5.15).
    sequence: int | None


def read(host: Host, name: str) -> Identity:
    """Who the disk says it is, now. Takes seconds. Raises Changed when it is gone or swapped."""
    identity, _others = _read(host, name)
    return identity


def require(
    host: Host,
    wanted: wire.Disk,
    name: str,
    *,
    seen: Identity | None = None,
    opened: int | None = None,
) -> Identity:
    """``name`` is the disk in the order, beyond doubt; else raises Changed.

    ``seen``: what was read earlier in this start of the machine; it must be the same attachment.
    Without a number of its own a disk is only known by that. ``opened``: ``st_rdev`` of the open
    device file that will be written to.
    """
    identity, others = _read(host, name)
    doubts = (
        _differs(wanted, identity.disk),
        _reattached(seen, identity),
        _other_file(opened, identity),
        _unproven(wanted, identity.disk, seen),
        _ambiguous(wanted, others, seen),
    )
    for doubt in doubts:
        if doubt:
            raise Changed(f"{name}: {doubt}")
    return identity


def _read(host: Host, name: str) -> tuple[Identity, tuple[Disk, ...]]:
    before = _attachment(host, name)
    asked = replace(host, once=Once(), problems=[])
    found = disks.parse(collect(asked, lambda device: device.name == name))
    if before is None or before != _attachment(host, name):
        raise Changed(f"{name} is gone, or was taken out while it was asked who it is")
    here = next((disk for disk in found if disk.name == name), None)
    if here is None:
        raise Changed(f"{name} is no disk that can be asked")
    others = tuple(disk for disk in found if disk is not here)
    return Identity(disk=here, number=before[0], sequence=before[1]), others


def _attachment(host: Host, name: str) -> tuple[int, int | None] | None:
    major, _, minor = (host.read(f"sys/class/block/{name}/dev") or "").partition(":")
    if not (major.isdecimal() and minor.isdecimal()):
        return None
    number = os.makedev(int(major), int(minor))
    return number, host.read_int(f"sys/class/block/{name}/diskseq")


def _differs(wanted: wire.Disk, here: Disk) -> str | None:
    if here.boot_medium:
        return "this system itself runs from it"
    if not wanted.size_bytes or not here.size_bytes:
        return "its size is not known, here or in the order"
    return matching.disk_doubt(wanted, here)


def _reattached(seen: Identity | None, now: Identity) -> str | None:
    if seen is None or (seen.number, seen.sequence) == (now.number, now.sequence):
        return None
    return "it was taken out and put in again, or another disk has its name now"


def _other_file(opened: int | None, now: Identity) -> str | None:
    if opened is None or opened == now.number:
        return None
    return "the device file that is open is another disk's"


def _unproven(wanted: wire.Disk, here: Disk, seen: Identity | None) -> str | None:
    if matching.is_proven(wanted, here):
        return None
    if seen and seen.sequence is not None and matching.looks_alike(wanted, here):
        return None
    return "no number of its own proves that it is the one"


def _ambiguous(wanted: wire.Disk, others: tuple[Disk, ...], seen: Identity | None) -> str | None:
    """Only where nothing but the numbers tells which one was meant."""
    alike = [disk.name for disk in others if _same(wanted, disk)]
    return f"{', '.join(alike)} has the same number" if alike and seen is None else None


def _same(wanted: wire.Disk, other: Disk) -> bool:
    return matching.disk_doubt(wanted, other) is None and matching.is_proven(wanted, other)
