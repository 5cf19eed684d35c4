from collections.abc import Iterable, Iterator

from atelier.devices.identity.changes.change import Change, name, tidy
from atelier.devices.identity.identifiers import is_built_in
from atelier.devices.identity.media import disk_identifiers
from atelier.devices.identity.unread import unread
from atelier.words import N_
from diagnostics.report import Disk, Report


def disks(before: Report, after: Report) -> Iterator[Change]:
    if unread(before, "disks", before.disks) or unread(after, "disks", after.disks):
        return
    gone = _missing(before.disks, after.disks)
    added = _missing(after.disks, before.disks)
    if len(gone) == len(added) == 1:
        yield Change(
            "disk_replaced",
            N_("Schijf vervangen: %(before)s → %(after)s"),
            {"before": _describe(gone[0]), "after": _describe(added[0])},
        )
        return
    for disk in gone:
        yield Change("disk_gone", N_("Schijf weg: %(disk)s"), {"disk": _describe(disk)})
    for disk in added:
        yield Change("disk_added", N_("Schijf erbij: %(disk)s"), {"disk": _describe(disk)})


def _missing(mine: Iterable[Disk], others: Iterable[Disk]) -> list[Disk]:
    """The built-in disks of one report that the other does not show at all, in any role.

    The disk that the agent itself was started from, the second time, has not left the machine.
    """
    left = list(others)
    missing = []
    for disk in filter(is_built_in, sorted(mine, key=_surest_first)):
        twin = next((other for other in left if _same(disk, other)), None)
        if twin is None:
            missing.append(disk)
        else:
            left.remove(twin)
    return missing


def _surest_first(disk: Disk) -> tuple[bool, str]:
    return not disk_identifiers(disk), disk.name


def _same(one: Disk, other: Disk) -> bool:
    """By number where both have one (a report without root has none), else by their looks."""
    mine, theirs = (set(disk_identifiers(disk)) for disk in (one, other))
    if {i.scheme for i in mine} & {i.scheme for i in theirs}:
        return bool(mine & theirs)
    return (one.model, one.size_bytes) == (other.model, other.size_bytes)


def _describe(disk: Disk) -> str:
    size = f"{tidy(disk.size_bytes / 1e9):.0f} GB" if disk.size_bytes else None
    return name(disk.model or disk.maker, size)
