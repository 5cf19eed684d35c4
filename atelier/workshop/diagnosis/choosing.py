"""A person says which device a report is of; what follows from that is decided at once."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from atelier.devices import recognition
from atelier.devices import service as devices
from atelier.devices.identity import Identifier
from atelier.devices.models import Device
from atelier.errors import Conflict, NotFound
from atelier.people.actor import Actor
from atelier.words import N_
from atelier.workshop.diagnosis import archive, questions
from atelier.workshop.diagnosis.attaching import Filed, attach
from atelier.workshop.diagnosis.models import StoredReport
from atelier.workshop.diagnosis.service import settle
from atelier.workshop.diagnosis.verdicts import Rules


def waiting(
    session: Session, organisation_id: int, *, after: str | None = None, count: int = 50
) -> Sequence[StoredReport]:
    """Reports that wait for a choice, oldest first, those behind the report ``after``."""
    wanted = _waiting(organisation_id)
    last = archive.find(session, organisation_id, after) if after else None
    if last:
        key = sa.tuple_(StoredReport.received_at, StoredReport.id)
        wanted = wanted.where(key > sa.tuple_(sa.literal(last.received_at), sa.literal(last.id)))
    ordered = wanted.order_by(StoredReport.received_at, StoredReport.id)
    return session.scalars(ordered.limit(count)).all()


def how_many(session: Session, organisation_id: int) -> int:
    found = _waiting(organisation_id).with_only_columns(sa.func.count())
    return session.scalar(found) or 0


def get(session: Session, organisation_id: int, report_id: str) -> StoredReport:
    """Raises NotFound."""
    stored = archive.find(session, organisation_id, report_id)
    if stored is None:
        raise NotFound(N_("Dit rapport kennen we niet. Kies een ander uit de lijst."))
    return stored


def choose(
    session: Session, stored: StoredReport, device: Device | None, *, actor: Actor, rules: Rules
) -> Device:
    """The report is of ``device``, or of a new one when that is None.

    Other waiting reports with an identifier in common are then looked at again: fifty machines
    with one serial ask once. Raises Conflict when somebody chose something else before.
    """
    recognition.hold(session, stored.organisation_id)
    session.refresh(stored)
    if stored.device_id is not None:
        return _chosen_before(session, stored, device)
    question = questions.read(stored.question or {})
    by = Actor(account_id=actor.account_id, station_id=stored.station_id)
    chosen = device or devices.create(
        session,
        organisation_id=stored.organisation_id,
        kind=question.description.kind,
        actor=by,
    )
    if chosen.organisation_id != stored.organisation_id:
        raise NotFound(N_("Dit toestel kennen we niet. Scan het etiket, of zoek het toestel."))
    stored.state = "chosen"
    attach(session, chosen, Filed(stored, archive.open_up(stored), by), rules)
    _look_again(session, stored.organisation_id, question.identifiers, rules)
    return chosen


def _chosen_before(session: Session, stored: StoredReport, device: Device | None) -> Device:
    before = devices.get(session, stored.organisation_id, stored.device_id or 0)
    if device is None or before.id == device.id:
        return before
    raise Conflict(
        N_("Iemand koos al een ander toestel voor dit rapport: %(device)s."),
        device=devices.called(before),
    )


def _look_again(
    session: Session, organisation_id: int, identifiers: frozenset[Identifier], rules: Rules
) -> None:
    """Until nothing is decided any more: each answer may settle the next."""
    settled = True
    while settled:
        settled = False
        for stored in _sharing(session, organisation_id, identifiers):
            sender = Actor(account_id=stored.account_id, station_id=stored.station_id)
            filed = Filed(stored, archive.open_up(stored), sender)
            settled |= settle(session, filed, rules).device is not None


def _sharing(
    session: Session, organisation_id: int, identifiers: frozenset[Identifier]
) -> list[StoredReport]:
    wanted = _waiting(organisation_id).order_by(StoredReport.received_at, StoredReport.id)
    found = session.scalars(wanted.options(undefer(StoredReport.body)))
    return [
        one
        for one in found
        if one.question and questions.read(one.question).identifiers & identifiers
    ]


def _waiting(organisation_id: int) -> sa.Select[StoredReport]:
    return sa.select(StoredReport).where(
        StoredReport.organisation_id == organisation_id, StoredReport.state == "choice"
    )
