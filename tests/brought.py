"""Evidence as ``atelier-agent erase`` leaves it, of the machines of ``tests.reports``."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import checks
from atelier.bench.models import Order
from atelier.db import db, now
from atelier.demo import evidence as made
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.people.actor import Actor
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure import matters
from atelier.workshop.erasure.brought import taking
from atelier.workshop.erasure.brought.rules import Rules
from atelier.workshop.erasure.models import Brought, Matter, Request, StoredEvidence
from diagnostics import wire
from diagnostics.erasure.planning import plan
from diagnostics.report import Disk
from diagnostics.wire.erasure import Evidence, Parameters, Policy
from tests.erasures import can_sanitize
from tests.factories import World
from tests.machines import Machine
from tests.reports import a_system


def at_bench(
    number: int = 1,
    disk: Disk | None = None,
    ended: datetime | None = None,
    policy: Policy | None = None,
    **fields: Any,
) -> Evidence:
    """A disk of machine ``number``, erased a moment ago without a server and without a fault."""
    disk, system = disk or can_sanitize(number), a_system(number)
    parameters = Parameters(policy=policy or Policy())
    request = Request(
        plan=as_json(plan(disk, parameters.policy)),
        parameters=as_json(parameters),
        confirmed_by=None,
    )
    order = Order(id="none", report_id=str(uuid.uuid4()))
    told = made.flawless(order, request, disk, ended or datetime.now(UTC) - timedelta(minutes=1))
    machine = wire.Machine(
        report_id=str(uuid.uuid4()),
        uuid=system.uuid,
        serial=system.serial,
        board_serial=system.board_serial,
    )
    return replace(
        told, **{"id": str(uuid.uuid4()), "order_id": None, "machine": machine, **fields}
    )


def rules(**changed: Any) -> Rules:
    given = {"policy": settings().erasure.policy, "max_bytes": 196_608, "newest": measured.newest}
    return Rules(**{**given, **changed})


def take(
    session: Session,
    world: World,
    told: Evidence | bytes,
    *,
    by: Actor | None = None,
    tag: str | None = None,
) -> taking.Outcome:
    body = told if isinstance(told, bytes) else wire.encode(told)
    found = taking.take(
        session,
        body,
        organisation_id=world.organisation.id,
        by=by or Actor(station_id=world.station.id),
        rules=rules(),
        tag=tag,
    )
    db.session.commit()
    return found


def as_json(thing: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(wire.encode(thing))
    return document


def days_ago(days: float) -> datetime:
    return now() - timedelta(days=days)


def gate(session: Session, device: Device) -> str:
    session.refresh(device)
    return device.next_step


def erasures(session: Session, machine: Machine) -> list[Mapping[str, Any]]:
    events = history.events_of(session, machine.device)
    return [event.data for event in events if event.kind == facts.ERASED]


def rows(session: Session, table: type[Any]) -> list[Any]:
    return list(session.scalars(sa.select(table)))


def wrong(session: Session) -> list[str]:
    return [f"{name}: {finding}" for name, found in checks.run(session) for finding in found]


def refused(session: Session, world: World, told: Any, kind: type[AtelierError]) -> AtelierError:
    """Nothing is written down of what is refused."""
    session.commit()
    before = [len(rows(session, table)) for table in (StoredEvidence, Brought, Matter)]
    with pytest.raises(kind) as caught:
        take(session, world, told)
    session.rollback()
    assert [len(rows(session, table)) for table in (StoredEvidence, Brought, Matter)] == before
    return caught.value


def accept(session: Session, world: World) -> None:
    """By a person who knows that it was so."""
    (matter,) = rows(session, Matter)
    row = matters.get(session, world.organisation.id, matter.id)
    matters.accept(session, row, reason="ik was erbij", by=world.actor)
