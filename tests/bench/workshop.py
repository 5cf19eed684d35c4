"""A running server with a workshop in it: what arrived there, and hands on its pages."""

import json
import uuid
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from flask.testing import FlaskClient

from atelier.bench.models import Order
from atelier.devices import tags
from atelier.devices.models import Device
from atelier.people import tokens
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.workshop.diagnosis.models import StoredReport
from tests.bench.lan import Lan
from tests.bench.machine import Machine
from tests.bench.server import Certificate, Server
from tests.bench.waiting import until
from tests.factories import make_world, sign_in_as


class Workshop:
    """``more``: sections of settings for the server."""

    def __init__(
        self,
        folder: Path,
        *,
        tls: Certificate | None = None,
        lan: Lan | None = None,
        more: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.server = Server(folder, tls=tls, lan=lan, more=more)
        with self.server.session() as session:
            world = make_world(session)
            self._accounts = {role: account.id for role, account in world.accounts.items()}
            self.organisation_id = world.organisation.id

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.__exit__(kind, error, trace)

    def token(self, name: str = "Teststick") -> str:
        """Of a new station."""
        with self.server.session() as session:
            scopes = tuple(tokens.SCOPES)
            _, token = tokens.create(
                session, organisation_id=self.organisation_id, name=name, by=None, scopes=scopes
            )
            return token

    def settings(self, **more: str) -> dict[str, str]:
        """For a stick of this workshop's."""
        return {"server": self.server.machine_url, "token": self.token(), **more}

    def reports(self, serial: str | None = None) -> list[dict[str, Any]]:
        """All reports that arrived, oldest first; ``serial``: of machines that say so."""
        wanted = sa.select(StoredReport.body).order_by(StoredReport.received_at)
        with self.server.session() as session:
            found = [json.loads(zlib.decompress(body)) for body in session.scalars(wanted)]
        return [one for one in found if serial is None or one["system"]["serial"] == serial]

    def wait_for_report(
        self, machine: Machine, timeout_s: float, *, beside: int = 0
    ) -> dict[str, Any]:
        """The machine's report; ``beside``: so many had come from it before."""
        serial = machine.build.smbios.serial

        def look() -> dict[str, Any] | None:
            if not machine.is_on:
                raise AssertionError(f"{machine.build.name} went off before it reported")
            return next(iter(self.reports(serial)[beside:]), None)

        return until(f"a report of {serial} arrives", look, timeout_s)

    def device_id(self, report: dict[str, Any]) -> int | None:
        with self.server.session() as session:
            stored = session.get(StoredReport, (self.organisation_id, report["id"]))
            return stored.device_id if stored else None

    def tag(self, device_id: int) -> str | None:
        with self.server.session() as session:
            return session.get_one(Device, device_id).tag

    def give_tag(self, page: str) -> str:
        """Sticks a blank tag on the device of a page, as a person does; returns its number."""
        with self.server.session() as session:
            batch = str(uuid.uuid4())
            (blank,) = tags.print_run(
                session, organisation_id=self.organisation_id, count=1, batch=batch
            )
            number = blank.number
        form = {"code": number, "client_id": str(uuid.uuid4())}
        done = self.visitor().post(f"{page}/tag", data=form)
        assert done.status_code == 302, done.text
        return number

    def pair(self, code: str, name: str) -> None:
        """Types the code of a machine's screen on the page *Stations*, as a coordinator does."""
        form = {"code": code, "name": name, "client_id": str(uuid.uuid4())}
        done = self.visitor().post("/stations/pair", data=form)
        assert done.status_code == 302, done.text

    def order(self, device_id: int, wanted: str) -> str:
        """Presses a button of the device's page: ``stress:20``, ``power_off``; returns the id."""
        form = {"order": wanted, "client_id": str(uuid.uuid4())}
        self.visitor().post(f"/devices/{device_id}/orders", data=form)
        assert self.standing(form["client_id"]), "the order was not issued"
        return form["client_id"]

    def standing(self, order_id: str) -> str | None:
        """How an order stands: its state, and the reason where it failed. None: no such order."""
        with self.server.session() as session:
            order = session.get(Order, (self.organisation_id, order_id))
            if order is None:
                return None
            return f"{order.standing} {order.reason}" if order.reason else order.standing

    def wait_for_order(self, order_id: str, standing: str, timeout_s: float) -> None:
        until(f"the order is {standing}", lambda: self.standing(order_id) == standing, timeout_s)

    def visitor(self, role: Role = Role.COORDINATOR) -> FlaskClient:
        """Somebody signed in, on the same database as the machines' server."""
        client = self.server.app.test_client()
        with self.server.session() as session:
            sign_in_as(client, session.get_one(Account, self._accounts[role]))
        return client
