"""Machines of the demo erase their disks as an order asks: each word goes through the services."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from atelier.bench import hearing, present
from atelier.bench.models import Order
from atelier.db import now
from atelier.demo import evidence as made
from atelier.demo.machines import demo_id
from atelier.devices import history
from atelier.devices.identity import medium_id
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.people.models import Station
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure import asking
from atelier.workshop.erasure.asking import Asker, Wanted
from atelier.workshop.erasure.models import Request
from diagnostics import wire
from diagnostics.report import Disk
from diagnostics.wire.erasure import Evidence


@dataclass
class Eraser:
    """One machine on the bench, for as long as an erasure takes."""

    session: Session
    station: Station
    by: Asker

    def erase(self, device: Device, *, bad_sectors: bool = False, stop_at: float = 1.0) -> None:
        """Its newest report says which disks there are."""
        newest = measured.newest(self.session, device)
        if newest is None:
            raise ValueError(f"device {device.id} was never measured")
        media = history.state_of(self.session, device).media or frozenset()
        boot_id = demo_id(f"boot of {device.id} at {now().isoformat()}")
        self._is_here(device, boot_id, newest.report_id, doing="waiting")
        orders = asking.ask(
            self.session,
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
        self._is_here(device, boot_id, newest.report_id, doing="going_off")

    def _evidence(self, order: Order, disk: Disk) -> Evidence:
        request = self.session.get_one(Request, (order.organisation_id, order.id))
        return made.flawless(order, request, disk, now())

    def _carry_out(self, order: Order, boot_id: str, told: Evidence) -> None:
        self._says(order, boot_id, 1, "running", fraction=0.0)
        done = told.result == "erased"
        reason: wire.Reason = "stopped" if "stopped" in told.reasons else "wrong"
        self._says(
            order,
            boot_id,
            2,
            "done" if done else "failed",
            reason=None if done else reason,
            result=made.as_result(told),
        )

    def _says(self, order: Order, boot_id: str, number: int, state: Any, **told: Any) -> None:
        word = wire.Word(
            id=demo_id(f"word {number} of {order.id}"),
            state=state,
            at=now().isoformat(),
            boot_id=boot_id,
            number=number,
            **told,
        )
        hearing.hear(self.session, self.station, order.id, word)

    def _is_here(
        self,
        device: Device,
        boot_id: str,
        report_id: str,
        *,
        doing: Literal["waiting", "going_off"],
    ) -> None:
        told = wire.Presence(
            boot_id=boot_id,
            report_id=report_id,
            agent_version="demo",
            started_from="medium",
            doing=doing,
        )
        present.note(self.session, self.station, told, present.Reported(report_id, device.id))
