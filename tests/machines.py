"""Machines on the bench, as their agents would put them there."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import hearing, present
from atelier.bench.models import Order, Presence
from atelier.db import now
from atelier.devices.models import Device
from atelier.people import tokens
from atelier.people.actor import Actor
from atelier.people.models import Organisation, Station
from atelier.workshop.diagnosis import config, measured, service
from diagnostics import wire
from diagnostics.report import encode
from tests.reports import a_report

#: A test takes longer than a machine may be silent.
_STAYS = timedelta(hours=1)


class Machine:
    """One that is on, and stays so until ``leave``."""

    def __init__(self, session: Session, station: Station, number: int, **parts: Any) -> None:
        self.session, self.station = session, station
        report = a_report(number, **parts)
        taken = service.accept(
            session,
            organisation_id=self.station.organisation_id,
            body=encode(report),
            actor=Actor(station_id=self.station.id),
            limits=config.limits(),
            rules=config.rules(),
        )
        assert isinstance(taken, service.Outcome)
        self.report_id, self.boot_id, self.said = report.id, str(uuid.uuid4()), 0
        self.device_id = taken.device.id if taken.device else None
        self.poll()

    @property
    def device(self) -> Device:
        device = self.session.get(Device, self.device_id)
        assert device is not None
        return device

    def poll(self, doing: Any = "waiting") -> Presence:
        told = wire.Presence(
            boot_id=self.boot_id,
            report_id=self.report_id,
            agent_version="0.1.0",
            started_from="medium",
            doing=doing,
        )
        reported = present.Reported(self.report_id, self.device_id)
        row = present.note(self.session, self.station, told, reported)
        row.last_seen_at = now() + _STAYS
        self.session.commit()
        return row

    def leave(self) -> None:
        self.poll(doing="going_off")

    def ordered(self, kind: str, **fields: Any) -> Order:
        order = measured.issue_order(
            self.session,
            self.device,
            kind=kind,
            by=Actor(),
            client_id=str(uuid.uuid4()),
            **fields,
        )
        self.session.commit()
        return order

    def says(self, order: Order, state: Any, **fields: Any) -> None:
        self.said += 1
        word = wire.Word(
            id=str(uuid.uuid4()),
            state=state,
            at=now().isoformat(),
            boot_id=self.boot_id,
            number=self.said,
            **fields,
        )
        hearing.hear(self.session, self.station, order.id, word)
        self.session.commit()


def clear(session: Session) -> None:
    """Nobody is on the bench any more."""
    session.execute(sa.update(Presence).values(last_seen_at=now() - _STAYS))
    session.commit()


def switch_on(session: Session, device: Device) -> Presence:
    """A device of the demo is on the bench, started from the stick, and stays so."""
    newest = measured.newest(session, device)
    assert newest is not None
    told = wire.Presence(
        boot_id=str(uuid.uuid4()),
        report_id=newest.report_id,
        agent_version="0.1.0",
        started_from="medium",
        doing="waiting",
    )
    reported = present.Reported(newest.report_id, device.id)
    row = present.note(session, some_station(session), told, reported)
    row.last_seen_at = now() + _STAYS
    return row


def some_station(session: Session) -> Station:
    """One of the demo's workshop."""
    station = session.scalar(sa.select(Station).where(Station.name == "Teststick"))
    if station is None:
        owner = session.scalars(sa.select(Organisation.id).order_by(Organisation.id)).first()
        assert owner is not None
        station, _token = tokens.create(session, organisation_id=owner, name="Teststick", by=None)
    return station
