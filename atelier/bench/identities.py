"""The machine and the disk that an order is for, as the newest report tells them."""

from collections.abc import Sequence
from dataclasses import dataclass

from atelier.bench.errors import NoSuchDisk
from atelier.devices.identity import disk_identifiers, is_built_in, medium_id
from atelier.errors import Invalid
from atelier.words import N_
from diagnostics.report import Disk, Report


@dataclass(frozen=True, slots=True)
class Measured:
    """The newest report of a device: its id, and what it says."""

    report_id: str
    report: Report


def disks_to_order(report: Report) -> Sequence[tuple[str, Disk]]:
    """The disks that an order can be given for, each with the name by which to ask for it."""
    return [
        (name, disk)
        for disk in report.disks
        if is_built_in(disk) and disk_identifiers(disk) and _alone(report, name := medium_id(disk))
    ]


def find_disk(report: Report, name: str) -> Disk:
    """The disk that ``disks_to_order`` calls ``name``.

    Raises NoSuchDisk, or Invalid for a disk that cannot be told from another or is not to be
    touched.
    """
    found = [disk for disk in report.disks if medium_id(disk) == name]
    if not found:
        raise NoSuchDisk(
            N_("Deze schijf zit niet (meer) in het toestel. Meet het toestel opnieuw."),
            field="disk",
        )
    _check(report, found[0], name)
    return found[0]


def _check(report: Report, disk: Disk, name: str) -> None:
    if disk.boot_medium:
        raise Invalid(
            N_("Van deze schijf is het toestel opgestart. Kies een andere."), field="disk"
        )
    if not is_built_in(disk):
        raise Invalid(
            N_("Deze schijf zit niet vast in het toestel. Kies een andere."), field="disk"
        )
    if not disk_identifiers(disk):
        raise Invalid(
            N_("Deze schijf heeft geen eigen nummer. We kunnen ze niet zeker herkennen."),
            field="disk",
        )
    if not _alone(report, name):
        raise Invalid(
            N_("Twee schijven hebben hetzelfde nummer. Haal er een uit en meet opnieuw."),
            field="disk",
        )


def _alone(report: Report, name: str) -> bool:
    return sum(medium_id(disk) == name for disk in report.disks) == 1
