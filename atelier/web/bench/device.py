"""What the page of a device shows of the bench: what it does now, and what it can be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from atelier.bench import present, service
from atelier.bench.identities import disks_to_order
from atelier.bench.models import Order, Presence
from atelier.db import now
from atelier.devices.models import Device
from diagnostics.report import Disk, Report

#: What ended longer ago stands in the history alone.
_LATELY = timedelta(days=1)

Disks = Sequence[tuple[str, Disk]]


@dataclass(frozen=True, kw_only=True)
class Bench:
    device: Device
    here: Sequence[Presence]
    orders: Sequence[Order]
    ended: Sequence[Order]
    disks: Disks
    #: Two machines say that they are this device; one that was just restarted is no two.
    doubtful: bool

    @property
    def is_shown(self) -> bool:
        return bool(self.here or self.orders or self.ended)

    @property
    def may_be_asked(self) -> bool:
        """Whether there is one machine, and something left that it is not doing already."""
        known = bool(self.here) and not self.doubtful
        return known and bool(self.is_free or self.free_disks)

    @property
    def is_free(self) -> bool:
        return not self.orders

    @property
    def may_go_off(self) -> bool:
        """Whether it is ours to restart and switch off."""
        return present.is_ours(self.here[0])

    @property
    def free_disks(self) -> Disks:
        """Those that no order is about, and no order about the whole machine either."""
        taken = {order.disk_id for order in self.orders}
        return [(n, disk) for n, disk in self.disks if n not in taken and None not in taken]

    @property
    def stamp(self) -> str:
        """Something else as soon as the rest of the page tells something that is past."""
        return f"{self.device.diagnosed_at} {self.device.next_step} {self.device.tag}"


def of(session: Session, device: Device, disks: Disks) -> Bench:
    """In a fixed number of queries."""
    live = service.of_device(session, device)
    lately = now() - _LATELY
    return Bench(
        device=device,
        here=live.here,
        orders=live.orders,
        ended=[order for order in live.ended if order.ended_at and order.ended_at > lately],
        disks=disks,
        doubtful=live.doubtful,
    )


def disks_of(report: Report | None) -> Disks:
    return disks_to_order(report) if report else ()
