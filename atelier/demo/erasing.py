"""Machines of the demo erase their disks as an order asks: each word goes through the services."""

from dataclasses import dataclass

from atelier.bench.models import Order
from atelier.db import now
from atelier.demo import evidence as made
from atelier.demo.at_bench import AtBench
from atelier.devices import history
from atelier.devices.identity import medium_id
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure import asking
from atelier.workshop.erasure.asking import Asker, Wanted
from atelier.workshop.erasure.models import Request
from diagnostics import wire
from diagnostics.report import Disk
from diagnostics.wire.erasure import Evidence


@dataclass
class Eraser:
    """For as long as an erasure takes."""

    bench: AtBench
    by: Asker

    def erase(self, device: Device, *, bad_sectors: bool = False, stop_at: float = 1.0) -> None:
        """Its newest report says which disks there are."""
        newest = measured.newest(self.bench.session, device)
        if newest is None:
            raise ValueError(f"device {device.id} was never measured")
        media = history.state_of(self.bench.session, device).media or frozenset()
        boot_id = self.bench.begin(device, newest.report_id)
        orders = asking.ask(
            self.bench.session,
            device,
            newest,
            Wanted(media=media),
            policy=settings().erasure.policy,
            confirmed_by=device.tag or "",
            by=self.by,
            client_id=boot_id,
        )
        disks = {medium_id(disk): disk for disk in newest.report.disks}
        for order in orders:
            told = self._evidence(order, disks[order.disk_id or ""])
            if bad_sectors:
                told = made.with_bad_sectors(told)
            if stop_at < 1:
                told = made.stopped(told, stop_at)
            self._carry_out(order, boot_id, told)
        self.bench.leave(device, boot_id, newest.report_id)

    def _evidence(self, order: Order, disk: Disk) -> Evidence:
        request = self.bench.session.get_one(Request, (order.organisation_id, order.id))
        return made.flawless(order, request, disk, now())

    def _carry_out(self, order: Order, boot_id: str, told: Evidence) -> None:
        self.bench.says(order, boot_id, 1, "running", fraction=0.0)
        done = told.result == "erased"
        reason: wire.Reason = "stopped" if "stopped" in told.reasons else "wrong"
        self.bench.says(
            order,
            boot_id,
            2,
            "done" if done else "failed",
            reason=None if done else reason,
            result=made.as_result(told),
        )
