"""The disk that the software goes on: pure.

Where nobody says which: the fastest kind (SSD, then eMMC, then one that turns), of those the
largest. That is where the borrower notices the difference, and what the firmware starts from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from atelier.bench.identities import disks_to_order
from atelier.devices.hardware.disks import disk_kind
from atelier.devices.lifecycle import State
from atelier.errors import Conflict
from atelier.words import N_
from atelier.workshop.imaging.fitting import is_large_enough
from diagnostics.report import Disk, Report
from diagnostics.wire.imaging import Manifest

_BEST_FIRST = ("ssd", "emmc", "hdd", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """``medium``: as the history calls the disk. ``over``: what lies on it, by our own facts."""

    medium: str
    disk: Disk
    over: Literal["erased", "image"]
    is_erased: bool
    is_large_enough: bool

    @property
    def may_be_ordered(self) -> bool:
        return self.is_erased and self.is_large_enough


def targets(report: Report, state: State, manifest: Manifest | None = None) -> Sequence[Target]:
    """The disks for which an order can be given, the best first."""
    found = [
        Target(
            medium=medium,
            disk=disk,
            over=_over(state, medium),
            is_erased=state.erased.get(medium, 0) > state.used,
            is_large_enough=manifest is None or is_large_enough(manifest, disk),
        )
        for medium, disk in disks_to_order(report)
    ]
    return sorted(found, key=_rank)


def choose(found: Sequence[Target], medium: str | None) -> Target:
    """The one that was asked for, else the best that can be. Raises Conflict."""
    able = [one for one in found if one.may_be_ordered and medium in {None, one.medium}]
    if not able:
        raise Conflict(
            N_("Op deze schijf kan de software niet. Kies een andere, of wis ze eerst."),
            field="disk",
        )
    return able[0]


def _over(state: State, medium: str) -> Literal["erased", "image"]:
    """Whatever we began to write since the erasure is our own work, finished or not."""
    written = state.written.get(medium, 0) > state.erased.get(medium, 0)
    return "image" if written else "erased"


def _rank(target: Target) -> tuple[int, int, str]:
    disk = target.disk
    return _BEST_FIRST.index(disk_kind(disk)), -(disk.size_bytes or 0), target.medium
