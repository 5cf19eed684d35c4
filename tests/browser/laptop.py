"""A donated laptop with the agent on it, over HTTP: what it says at each start, and does."""

import json
import secrets
import uuid
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
import urllib3
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.demo import evidence, imaging
from atelier.workshop.erasure.models import Request
from atelier.workshop.imaging.models import Image, Writing
from diagnostics import wire
from diagnostics.link.client import Client
from diagnostics.report import Battery, Disk, encode
from tests import images
from tests.browser.clock import LaterServer
from tests.erasures import can_sanitize
from tests.imaging import first_boot
from tests.reports import a_report, a_system

_NUMBER = 4217


class Laptop:
    """One machine through the years; its battery wears."""

    def __init__(self, server: LaterServer, token: str) -> None:
        self.server = server
        self.client = Client(server.url, token=token)
        self.serial = str(a_system(_NUMBER).serial)
        self.battery_mwh = 20_000
        self.report_id = self.boot_id = self.first_boot_key = ""
        self.said = 0

    def start(self) -> None:
        """From the bench stick: it measures itself, and waits for what people want."""
        report = a_report(
            _NUMBER,
            made_at=self.server.now,
            disks=(self._disk(),),
            batteries=(Battery(name="BAT0", design_mwh=23_000, full_mwh=self.battery_mwh),),
        )
        self.report_id, self.boot_id, self.said = report.id, str(uuid.uuid4()), 0
        self.client.send_report(encode(report))
        self.wait()

    def wait(self, doing: Any = "waiting") -> None:
        self.client.poll(
            wire.Presence(
                boot_id=self.boot_id,
                report_id=self.report_id,
                agent_version="0.4.0",
                started_from="medium",
                doing=doing,
            )
        )

    def switch_off(self) -> None:
        self.wait("going_off")

    def erase(self) -> None:
        """As it was ordered, without a fault."""
        with self.server.session() as session:
            order = self._order(session, "erase")
            request = session.get_one(Request, (order.organisation_id, order.id))
            told = evidence.flawless(order, request, self._disk(), self.server.now)
            number, result = order.id, replace(told, id=str(uuid.uuid4()), boot_id=self.boot_id)
        self._carry_out(number, result)

    def take_software(self) -> None:
        """As it was ordered, written and read back."""
        self.first_boot_key = secrets.token_urlsafe(32)
        with self.server.session() as session:
            order = self._order(session, "image")
            image = session.scalars(
                sa.select(Image).filter_by(sha256=order.parameters["image"])
            ).one()
            number = order.id
            result = replace(
                imaging.flawless(order, image, self.server.now),
                id=str(uuid.uuid4()),
                boot_id=self.boot_id,
                first_boot_sha256=images.sha256(self.first_boot_key.encode()),
            )
        self._carry_out(number, result)

    def start_without_stick(self) -> None:
        """Its new system says so, once."""
        with self.server.session() as session:
            newest = sa.select(Writing).order_by(Writing.id.desc()).limit(1)
            writing = session.scalars(newest).one()
            told = first_boot(session, writing, at=self.server.now.isoformat())
        answer = urllib3.request(
            "POST",
            f"{self.server.url}/api/agent/v1/first-boots",
            body=wire.encode(told),
            headers={
                "Authorization": f"Bearer {self.first_boot_key}",
                "Content-Type": "application/json",
            },
        )
        assert answer.status == 201, answer.data

    def _order(self, session: Session, kind: str) -> Order:
        """What a person asked of it on its page."""
        self.wait()
        wanted = sa.select(Order).filter_by(kind=kind, report_id=self.report_id)
        return session.scalars(wanted.order_by(Order.issued_at.desc()).limit(1)).one()

    def _carry_out(self, order_id: str, result: Any) -> None:
        self._say(order_id, "running", fraction=0.0)
        document = json.loads(wire.encode(result))
        self._say(order_id, "done", result=document)

    def _say(self, order_id: str, state: Any, **told: Any) -> None:
        self.said += 1
        word = wire.Word(
            id=str(uuid.uuid4()),
            state=state,
            at=self.server.now.isoformat(),
            boot_id=self.boot_id,
            number=self.said,
            **told,
        )
        self.client.say(order_id, word)

    def _disk(self) -> Disk:
        return can_sanitize(_NUMBER)
