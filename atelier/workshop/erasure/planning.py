"""The plan of each disk of a device, from its newest report, before anyone orders."""

from collections.abc import Sequence
from dataclasses import dataclass

from atelier.bench.identities import disks_to_order
from atelier.devices.identity import media
from atelier.words import N_, Sentence
from diagnostics.erasure.planning import plan
from diagnostics.report import Disk, Report
from diagnostics.wire.erasure import Plan, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskPlan:
    """``medium``: as the history calls the disk. ``hindrance``: why it cannot be ordered here."""

    medium: str
    disk: Disk
    plan: Plan
    hindrance: Sentence | None = None

    @property
    def may_be_ordered(self) -> bool:
        return self.hindrance is None


def plans(report: Report, policy: Policy, *, full: bool = False) -> Sequence[DiskPlan]:
    """Of every medium inside; empty when the report could not tell which there are."""
    named = media(report)
    if named is None:
        return []
    inside = [d for d in report.disks if d.internal is not False and not d.boot_medium]
    alone = {name for name, _disk in disks_to_order(report)}
    return [
        _of(report, policy, medium, disk, full=full, alone=medium in alone)
        for medium, disk in zip(named, inside, strict=True)
    ]


def _of(
    report: Report, policy: Policy, medium: str, disk: Disk, *, full: bool, alone: bool
) -> DiskPlan:
    made = plan(disk, policy, full=full, others=report.disks)
    return DiskPlan(medium=medium, disk=disk, plan=made, hindrance=_hindrance(made, alone=alone))


def _hindrance(made: Plan, *, alone: bool) -> Sentence | None:
    if made.chosen is None:
        return Sentence(N_("Deze schijf kan zo niet gewist worden."))
    if not alone:
        return Sentence(
            N_("We kunnen deze schijf niet zeker herkennen. Haal ze eruit, of laat ze vernietigen.")
        )
    return None
