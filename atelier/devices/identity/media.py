"""The storage media in a machine, named so that a disk keeps its name from report to report."""

from collections import Counter
from collections.abc import Iterable

from atelier.devices.identity.identifiers import Identifier
from atelier.devices.identity.schemes import DISK_SERIAL, DISK_WWN
from atelier.devices.identity.text import clean_text
from atelier.devices.identity.unread import unread
from diagnostics.report import Disk, Report


def media(report: Report) -> tuple[str, ...] | None:
    """The ids of the media in the machine; ``None`` when the report could not tell.

    A disk of which it is not known whether it is inside counts as inside: it may hold data.
    """
    if unread(report, "disks", report.disks):
        return None
    inside = (disk for disk in report.disks if disk.internal is not False)
    return _numbered(medium_id(disk) for disk in inside if not disk.boot_medium)


def medium_id(disk: Disk) -> str:
    """The WWN, else the serial, else only what the disk looks like: ``looks:model/bytes``."""
    known = disk_identifiers(disk)
    if known:
        return f"{known[0].scheme.removeprefix('disk_')}:{known[0].value}"
    return f"looks:{clean_text(disk.model, 80) or ''}/{disk.size_bytes or ''}"


def disk_identifiers(disk: Disk) -> tuple[Identifier, ...]:
    """What identifies the disk, the surest first; empty when it tells only rubbish."""
    wwn = Identifier.of(DISK_WWN, disk.wwn)
    serial = Identifier.of(DISK_SERIAL, disk.serial, disk.maker, disk.model)
    return tuple(one for one in (wwn, serial) if one)


def _numbered(ids: Iterable[str]) -> tuple[str, ...]:
    """The second of two that look the same gets ``#2``: each has to be erased."""
    seen: Counter[str] = Counter()
    numbered = []
    for one in ids:
        seen[one] += 1
        numbered.append(one if seen[one] == 1 else f"{one}#{seen[one]}")
    return tuple(numbered)
