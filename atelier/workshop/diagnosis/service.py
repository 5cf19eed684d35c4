"""Reports come in: each is kept, and becomes a known device, a new one, or a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from atelier.devices import history, recognition
from atelier.devices import service as devices
from atelier.devices.hardware import Description, describe
from atelier.devices.identity import Choice, Machine, New, Same, from_report
from atelier.devices.lifecycle import Fact
from atelier.devices.models import Device
from atelier.errors import AtelierError
from atelier.people.actor import Actor
from atelier.words import N_
from atelier.workshop.diagnosis import answers, archive, aside, config, questions
from atelier.workshop.diagnosis.archive import latest_report, latest_reports
from atelier.workshop.diagnosis.attaching import Filed, attach
from atelier.workshop.diagnosis.errors import AnotherReport
from atelier.workshop.diagnosis.models import SetAside, StoredReport
from atelier.workshop.diagnosis.reading import Limits, Sheet, read
from atelier.workshop.diagnosis.verdicts import Rules, Verdicts, judge
from diagnostics.report import Report

__all__ = [
    "Limits",
    "Outcome",
    "Refused",
    "accept",
    "judge_report",
    "latest_report",
    "latest_reports",
    "settle",
    "verdicts",
]

State = Literal["known", "new", "choice", "repeated"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report that was taken. ``device`` is None as long as a person has to choose."""

    state: State
    device: Device | None
    report: StoredReport


@dataclass(frozen=True, slots=True)
class Refused:
    """A report that was not taken: why, and where the original is kept."""

    error: AtelierError
    kept: SetAside


def accept(
    session: Session,
    *,
    organisation_id: int,
    body: bytes,
    actor: Actor,
    limits: Limits,
    rules: Rules,
    sent_at: datetime | None = None,
) -> Outcome | Refused:
    """Takes a report as it was sent: JSON, gzipped or not; ``sent_at`` by the sender's own clock.

    The same report twice counts once. What is refused is kept aside in the same transaction, so
    the caller has to commit either way.
    """
    try:
        sheet = read(body, limits)
        recognition.hold(session, organisation_id)
        known = _sent_before(session, organisation_id, sheet)
    except AtelierError as error:
        recognition.hold(session, organisation_id)
        kept = aside.keep(
            session,
            body,
            error,
            organisation_id=organisation_id,
            actor=actor,
            max_bytes=limits.max_bytes,
        )
        return Refused(error, kept)
    if known:
        return _repeated(session, known)
    stored = archive.keep(
        session, sheet, organisation_id=organisation_id, actor=actor, sent_at=sent_at
    )
    return settle(session, Filed(stored, sheet.report, actor), rules)


def settle(session: Session, filed: Filed, rules: Rules) -> Outcome:
    """Finds out which device a stored report is of, or asks. Call ``recognition.hold`` first."""
    stored = filed.stored
    told = describe(filed.report)
    seen = Machine(None, told.maker, told.model, from_report(filed.report))
    decision = recognition.decide(session, stored.organisation_id, seen)
    if isinstance(decision, Choice):
        stored.state = "choice"
        stored.question = questions.write(decision, told, seen.identifiers)
        session.flush()
        return Outcome("choice", None, stored)
    state, device = _found(session, filed, decision, told)
    stored.state = state
    attach(session, device, filed, rules)
    return Outcome(state, device, stored)


def _found(
    session: Session, filed: Filed, decision: Same | New, told: Description
) -> tuple[Literal["known", "new"], Device]:
    organisation_id = filed.stored.organisation_id
    if isinstance(decision, Same):
        return "known", devices.get(session, organisation_id, int(str(decision.key)))
    made = devices.create(
        session, organisation_id=organisation_id, kind=told.kind, actor=filed.actor
    )
    return "new", made


def _sent_before(session: Session, organisation_id: int, sheet: Sheet) -> StoredReport | None:
    known = archive.find(session, organisation_id, sheet.id)
    if known and known.sha256 != archive.digest(sheet.plain):
        raise AnotherReport(
            N_("Er is al een ander rapport met hetzelfde nummer. Meet het toestel opnieuw."),
            field="id",
            expected="an id that was not used before",
        )
    return known


def _repeated(session: Session, known: StoredReport) -> Outcome:
    if known.device_id is None:
        return Outcome("choice", None, known)
    device = devices.get(session, known.organisation_id, known.device_id)
    return Outcome("repeated", device, known)


def judge_report(report: Report, happened: Sequence[Fact] = ()) -> Verdicts:
    """By the rules of the running application.

    ``happened``: the facts of the device, for what people answered at it since it last came in.
    """
    return judge(report, config.rules(), answers.latest(happened))


def verdicts(session: Session, device: Device) -> Verdicts | None:
    """On the newest report of the device; None when it has none."""
    report = latest_report(session, device)
    if report is None:
        return None
    return judge_report(report, history.facts(history.events_of(session, device)))
