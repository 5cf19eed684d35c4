"""Reports as they came in, kept byte for byte, and found again by device."""

import hashlib
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from atelier.db import now
from atelier.devices import history
from atelier.devices.identity import clean_text
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.workshop.diagnosis.models import StoredReport
from atelier.workshop.diagnosis.reading import Sheet, parse
from diagnostics.report import Report

#: No report is older than the program that makes them: the machine's clock lost its battery.
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
#: A clock that says more lies between making and sending was set right meanwhile.
_LONGEST_WAY = timedelta(hours=12)


def find(session: Session, organisation_id: int, report_id: str) -> StoredReport | None:
    return session.get(StoredReport, (organisation_id, report_id))


def keep(
    session: Session,
    sheet: Sheet,
    *,
    organisation_id: int,
    actor: Actor,
    sent_at: datetime | None = None,
) -> StoredReport:
    """Writes the report down; whose device it is comes after.

    ``sent_at``: what the machine's own clock said when it sent the report, where it told.
    """
    received_at = now()
    stored = StoredReport(
        organisation_id=organisation_id,
        id=sheet.id,
        state="choice",
        made_at=sheet.made_at,
        received_at=received_at,
        at=believed(
            sheet.made_at, received_at, sent_at, sure=sheet.report.agent.clock_sure is not False
        ),
        station_id=actor.station_id,
        account_id=actor.account_id,
        agent_version=clean_text(sheet.report.agent.version, 40) or "?",
        sha256=digest(sheet.plain),
        body=zlib.compress(sheet.plain),
    )
    session.add(stored)
    session.flush()
    return stored


def believed(
    made_at: datetime,
    received_at: datetime,
    sent_at: datetime | None = None,
    *,
    sure: bool = True,
) -> datetime:
    """When the report was made, in spite of a clock that is off or begins at its factory.

    Between making and sending the machine's clock ran evenly, whatever it said: where it told both,
    what lies between them is right. ``sure``: False where the agent says that its clock had lost
    the time.
    """
    if sent_at is not None and timedelta(0) <= sent_at - made_at <= _LONGEST_WAY:
        return received_at - (sent_at - made_at)
    if not sure or made_at < _BEGINNING or made_at > received_at + timedelta(minutes=5):
        return received_at
    return min(made_at, received_at)


def open_up(stored: StoredReport) -> Report:
    return parse(plain(stored))


def plain(stored: StoredReport) -> bytes:
    """The JSON, as the agent wrote it."""
    return zlib.decompress(stored.body)


def latest(session: Session, device: Device) -> StoredReport | None:
    """The newest report of the device, those of records merged into it included."""
    return session.scalar(
        sa.select(StoredReport)
        .where(StoredReport.device_id.in_(history.records_of(device)))
        .order_by(StoredReport.at.desc(), StoredReport.received_at.desc())
        .limit(1)
        .options(undefer(StoredReport.body))
    )


def latest_before(session: Session, device: Device, moment: datetime) -> StoredReport | None:
    """The newest report that was made before ``moment``; None where there is none."""
    return session.scalar(
        sa.select(StoredReport)
        .where(StoredReport.device_id.in_(history.records_of(device)), StoredReport.at < moment)
        .order_by(StoredReport.at.desc(), StoredReport.received_at.desc())
        .limit(1)
        .options(undefer(StoredReport.body))
    )


def latest_of_many(session: Session, owners: Mapping[int, int]) -> dict[int, StoredReport]:
    """``latest`` of each device that has one, in one query; ``owners``: of ``history.owners``."""
    ranked = sa.select(
        StoredReport.organisation_id,
        StoredReport.id,
        sa.func.row_number()
        .over(
            partition_by=StoredReport.device_id,
            order_by=(StoredReport.at.desc(), StoredReport.received_at.desc()),
        )
        .label("rank"),
    ).where(StoredReport.device_id.in_(owners))
    newest = ranked.subquery()
    rows = session.scalars(
        sa.select(StoredReport)
        .join(
            newest,
            sa.and_(
                newest.c.organisation_id == StoredReport.organisation_id,
                newest.c.id == StoredReport.id,
            ),
        )
        .where(newest.c.rank == 1)
        .order_by(StoredReport.at, StoredReport.received_at)
        .options(undefer(StoredReport.body))
    )
    # One of each record: of a device that is several, the last is the newest.
    return {owners[row.device_id]: row for row in rows if row.device_id is not None}


def latest_reports(session: Session, owners: Mapping[int, int]) -> dict[int, Report]:
    """``latest_report`` of each device that has one, in one query."""
    found = latest_of_many(session, owners)
    return {device_id: open_up(stored) for device_id, stored in found.items()}


def latest_report(session: Session, device: Device) -> Report | None:
    stored = latest(session, device)
    return open_up(stored) if stored else None


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
