"""Evidence as ``atelier-agent erase`` leaves it, of the machines of ``tests.reports``."""

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.db import db, now
from atelier.demo import evidence as made
from atelier.edge import settings
from atelier.people.actor import Actor
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure.brought import taking
from atelier.workshop.erasure.brought.rules import Rules
from atelier.workshop.erasure.models import Request
from diagnostics import wire
from diagnostics.erasure.planning import plan
from diagnostics.report import Disk
from diagnostics.wire.erasure import Evidence, Parameters, Policy
from tests.erasures import can_sanitize
from tests.factories import World
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
