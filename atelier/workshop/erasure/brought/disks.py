"""Which disk of a device evidence is about, and what is planned for it."""

from dataclasses import dataclass

from atelier.devices.identity import disk_identifiers, medium_id
from atelier.workshop.erasure import belonging, planning
from diagnostics.report import Disk, Report
from diagnostics.wire.erasure import Evidence, Plan, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """``medium``: as the history of the device calls the disk.

    ``inside``: the newest report shows it in the device. Without, there is no plan of ours for it.
    """

    medium: str
    plan: Plan
    inside: bool
    #: Whether it has a number of its own.
    numbered: bool


def find(evidence: Evidence, report: Report | None, policy: Policy) -> Known:
    for one in planning.plans(report, policy) if report else ():
        if belonging.is_disk(evidence, one.disk):
            numbered = bool(disk_identifiers(one.disk))
            return Known(medium=one.medium, plan=one.plan, inside=True, numbered=numbered)
    told = evidence.disk
    disk = Disk(
        name=told.name,
        maker=told.maker,
        model=told.model,
        serial=told.serial,
        wwn=told.wwn,
        size_bytes=told.apparent_bytes,
    )
    return Known(
        medium=medium_id(disk),
        plan=Plan(name=told.name, medium=told.medium),
        inside=False,
        numbered=bool(disk_identifiers(disk)),
    )
