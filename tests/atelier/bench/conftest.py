"""A machine on the bench: its report is in, and its agent polls."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from atelier.bench import hearing, present
from atelier.bench.models import Order, Presence
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.people.models import Station
from atelier.workshop.diagnosis import config, measured, service
from diagnostics import wire
from diagnostics.report import encode
from tests.factories import World
from tests.reports import a_report


@dataclass
class OnBench:
    """A machine with its agent, as far as services go."""

    session: Session
    station: Station
    device: Device
    report_id: str
    boot_id: str
    said: int = 0
    #: Of the last word it said.
    last_id: str = ""

    def poll(self, **fields: Any) -> Presence:
        told = wire.Presence(
            **{"boot_id": self.boot_id, "report_id": self.report_id, "agent_version": "1", **fields}
        )
        reported = present.Reported(self.report_id, self.device.id)
        return present.note(self.session, self.station, told, reported)

    def restarted(self) -> "OnBench":
        """The same machine after a restart; the agent counts on."""
        return replace(self, boot_id=str(uuid.uuid4()))

    def says(self, order: Order, state: Any, **fields: Any) -> wire.WordTaken:
        self.said += 1
        told = a_word(state, **{"number": self.said, "boot_id": self.boot_id, **fields})
        self.last_id = told.id
        return hearing.hear(self.session, self.station, order.id, told)


def a_word(state: Any, **fields: Any) -> wire.Word:
    return wire.Word(
        **{
            "id": str(uuid.uuid4()),
            "state": state,
            "at": "2026-11-21T10:00:00+01:00",
            "number": 1,
            **fields,
        }
    )


PutOn = Callable[..., OnBench]
Issue = Callable[..., Order]


@pytest.fixture
def put_on(session: Session, world: World) -> PutOn:
    """Puts machine ``number`` on the bench."""

    def made(number: int = 1, owner: World = world, **parts: Any) -> OnBench:
        report = a_report(number, **parts)
        taken = service.accept(
            session,
            organisation_id=owner.organisation.id,
            body=encode(report),
            actor=Actor(station_id=owner.station.id),
            limits=config.limits(),
            rules=config.rules(),
        )
        assert isinstance(taken, service.Outcome)
        assert taken.device is not None
        machine = OnBench(session, owner.station, taken.device, report.id, str(uuid.uuid4()))
        machine.poll()
        return machine

    return made


@pytest.fixture
def issue(session: Session, world: World) -> Issue:
    def made(machine: OnBench, kind: str = "stress", **fields: Any) -> Order:
        return measured.issue_order(
            session,
            machine.device,
            **{"kind": kind, "by": world.actor, "client_id": str(uuid.uuid4()), **fields},
        )

    return made
