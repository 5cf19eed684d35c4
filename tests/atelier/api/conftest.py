"""An agent, as the server meets it: HTTP and a token."""

import json
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.workshop.diagnosis import archive, measured
from diagnostics import wire
from tests.factories import World
from tests.reports import a_report, encode

Post = Callable[..., TestResponse]


@pytest.fixture
def post(client: FlaskClient, world: World) -> Post:
    def send(body: bytes, token: str = world.token, **headers: str) -> TestResponse:
        return client.post(
            "/api/agent/v1/reports",
            data=body,
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )

    return send


@dataclass
class Machine:
    """One machine on the bench."""

    client: FlaskClient
    world: World
    number: int = 1
    report_id: str = ""
    boot_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    said: int = 0

    def report(self, **parts: Any) -> TestResponse:
        told = a_report(self.number, **parts)
        self.report_id = told.id
        return self.post("/reports", encode(told))

    def presence(self, **fields: Any) -> dict[str, Any]:
        told = {"boot_id": self.boot_id, "report_id": self.report_id, "agent_version": "1.2"}
        return asdict(wire.Presence(**{**told, **fields}))

    def poll(self, **fields: Any) -> TestResponse:
        return self.post("/presence", json.dumps(self.presence(**fields)).encode())

    def word(self, state: str, **fields: Any) -> dict[str, Any]:
        self.said += 1
        told: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "state": state,
            "at": "2009-01-01T00:00:00+00:00",  # an empty clock battery
            "boot_id": self.boot_id,
            "number": self.said,
        }
        return asdict(wire.Word(**{**told, **fields}))

    def say(self, order_id: str, word: dict[str, Any]) -> TestResponse:
        return self.post(f"/orders/{order_id}/words", json.dumps(word).encode())

    def says(self, order_id: str, state: str, **fields: Any) -> TestResponse:
        return self.say(order_id, self.word(state, **fields))

    def post(self, path: str, body: bytes, token: str | None = None) -> TestResponse:
        bearer = {"Authorization": f"Bearer {self.world.token if token is None else token}"}
        return self.client.post(f"/api/agent/v1{path}", data=body, headers=bearer)

    def device(self) -> Device:
        stored = archive.find(db.session, self.world.organisation.id, self.report_id)
        assert stored is not None
        return devices.get(db.session, stored.organisation_id, stored.device_id or 0)

    def ordered(self, kind: str = "stress", **fields: Any) -> str:
        """The id of an order that a person gives."""
        order = measured.issue_order(
            db.session,
            self.device(),
            **{"kind": kind, "by": self.world.actor, "client_id": str(uuid.uuid4()), **fields},
        )
        made = order.id
        db.session.commit()  # nothing is read after this: SQLite would be held
        return made


@pytest.fixture
def machine(client: FlaskClient, session: Session, world: World) -> Machine:
    """Its report is in."""
    made = Machine(client, world)
    made.report()
    return made
