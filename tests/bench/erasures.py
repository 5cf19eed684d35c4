"""The pages about erasing, as a bench worker and a donor use them."""

import json
import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import sqlalchemy as sa

from atelier.bench.models import Order
from atelier.db import now
from atelier.devices import history
from atelier.devices.models import Device
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure.models import StoredEvidence
from diagnostics import wire
from diagnostics.wire.erasure import Evidence, Parameters, understand
from tests.bench.waiting import until
from tests.bench.workshop import Workshop

_ENDS = ("done", "failed")
#: From a report to the machine's waiting for orders.
_PRESENT_S = 60
#: Until an order that nobody takes up is lost.
_TAKEN_UP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Both files of one, as they are downloaded."""

    pdf: bytes
    json: bytes


class Erasures:
    """Of one device."""

    def __init__(self, workshop: Workshop, device_id: int) -> None:
        self._workshop = workshop
        self._device_id = device_id
        self._visitor = workshop.visitor()
        #: The page after the last time that it was asked.
        self.said = ""

    def ask(self, tag: str) -> list[str]:
        """Types a tag below the plan of all disks, and presses the button; the orders' ids."""
        address = f"/devices/{self._device_id}/erase"
        media = until("the plan can be carried out", lambda: self._media(address), _PRESENT_S)
        form = {"code": tag, "media": media, "client_id": str(uuid.uuid4())}
        self.said = self._visitor.post(address, data=form).text
        return self._orders()

    def _media(self, address: str) -> list[str]:
        """Of the form, which stands there once the machine waits for orders."""
        return re.findall(r'name="media" value="([^"]+)"', self._visitor.get(address).text)

    def fraction(self, order_id: str) -> float:
        with self._workshop.server.session() as session:
            order = session.get_one(Order, (self._workshop.organisation_id, order_id))
            return order.fraction or 0.0

    def kept_bytes(self, order_id: str) -> int:
        """Up to where an overwrite goes on after a power cut."""
        with self._workshop.server.session() as session:
            order = session.get_one(Order, (self._workshop.organisation_id, order_id))
            return int(order.checkpoint.get("inner", {}).get("offset", 0))

    def by_serial(self, orders: list[str]) -> dict[str | None, str]:
        """Which order is for which disk."""
        wanted = sa.select(Order.disk_serial, Order.id).where(Order.id.in_(orders))
        with self._workshop.server.session() as session:
            return {row.disk_serial: row.id for row in session.execute(wanted)}

    def wait_for_end(self, order_id: str, timeout_s: float) -> str:
        """How it ended: ``done``, or ``failed`` and why."""

        def ended() -> str | None:
            standing = self._workshop.standing(order_id)
            return standing if standing and standing.startswith(_ENDS) else None

        return until("the erasure ends", ended, timeout_s)

    def evidence(self, order_id: str) -> Evidence:
        """What the machine sent of this order, and the server kept."""
        wanted = sa.select(StoredEvidence.document).where(StoredEvidence.order_id == order_id)
        with self._workshop.server.session() as session:
            return understand(session.scalars(wanted).one())

    def order_past_the_server(self, disk: dict[str, Any]) -> str:
        """An order that the server never gives, for a disk of the report; its id."""
        with self._workshop.server.session() as session:
            device = session.get_one(Device, self._device_id)
            newest = measured.newest(session, device)
            assert newest is not None
            order = Order(
                organisation_id=device.organisation_id,
                id=str(uuid.uuid4()),
                device_id=device.id,
                kind="erase",
                parameters=json.loads(wire.encode(Parameters())),
                report_id=newest.report_id,
                machine_uuid=newest.report.system.uuid,
                machine_serial=newest.report.system.serial,
                board_serial=newest.report.system.board_serial,
                disk_id=f"serial:{disk['serial']}",
                **{f"disk_{what}": disk[what] for what in ("serial", "wwn", "model", "size_bytes")},
                due_at=now() + _TAKEN_UP,
            )
            session.add(order)
            return order.id

    @property
    def erased(self) -> set[str]:
        """The disks that the third gate takes for erased, as orders name them."""
        with self._workshop.server.session() as session:
            device = session.get_one(Device, self._device_id)
            return set(history.state_of(session, device).erased)

    def disk_of(self, order_id: str) -> str | None:
        with self._workshop.server.session() as session:
            return session.get_one(Order, (self._workshop.organisation_id, order_id)).disk_id

    def certificates(self) -> list[Certificate]:
        """Makes one of each disk, and downloads them."""
        page = self._visitor.get(f"/devices/{self._device_id}").text
        for what in re.findall(r'name="what" value="([^"]+)"', page):
            address = f"/devices/{self._device_id}/certificates"
            self._visitor.post(address, data={"what": what})
        made = self._visitor.get(f"/devices/{self._device_id}").text
        numbers = sorted(set(re.findall(r"/certificates/(\d+)\.pdf", made)))
        return [
            Certificate(
                self._visitor.get(f"/certificates/{number}.pdf").data,
                self._visitor.get(f"/certificates/{number}.json").data,
            )
            for number in numbers
        ]

    def is_genuine(self, file: bytes) -> bool:
        """What the public page tells anybody who drops a file there."""
        stranger = self._workshop.server.app.test_client()
        form = {"file": (BytesIO(file), "certificate")}
        return "Dit certificaat is echt." in stranger.post("/certificates/check", data=form).text

    def _orders(self) -> list[str]:
        wanted = sa.select(Order.id).where(
            Order.device_id == self._device_id, Order.kind == "erase"
        )
        with self._workshop.server.session() as session:
            return list(session.scalars(wanted))
