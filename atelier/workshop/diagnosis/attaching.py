"""A report and the device that it is of: what is remembered, cached and told from then on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from atelier.devices import cache, history
from atelier.devices import service as devices
from atelier.devices.hardware import describe
from atelier.devices.identity import DISK_SERIAL, DISK_WWN, Identifier, from_report, media
from atelier.devices.identity.changes import Change, compare
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.workshop.diagnosis import answers, archive, moving
from atelier.workshop.diagnosis.models import StoredReport
from atelier.workshop.diagnosis.verdicts import Rules, judge
from diagnostics.report import Report


@dataclass(frozen=True, slots=True)
class Filed:
    """A stored report, opened up, and who sent it."""

    stored: StoredReport
    report: Report
    actor: Actor


def attach(session: Session, device: Device, filed: Filed, rules: Rules) -> None:
    """Says that the report is of this device. One that comes late only adds to the history."""
    before = archive.latest(session, device)
    stored = filed.stored
    stored.device_id, stored.question = device.id, None
    session.flush()
    history.record(
        session,
        device,
        facts.DIAGNOSED,
        actor=filed.actor,
        at=stored.at,
        data=_diagnosis(filed),
    )
    if before is None:
        _is_now(session, device, filed, rules)
    elif before.at <= stored.at:
        _tell_changes(session, device, filed, archive.open_up(before))
        _is_now(session, device, filed, rules)
    else:
        _was_then(session, device, filed)


def _is_now(session: Session, device: Device, filed: Filed, rules: Rules) -> None:
    report, at = filed.report, filed.stored.at
    seen = from_report(report)
    devices.remember(session, device, seen)
    devices.forget_parts(session, device, seen, _measured(report, seen))
    cache.keep_description(session, device, describe(report), diagnosed_at=at)
    moving.tell_moved_disks(session, device, seen, actor=filed.actor, at=at)
    checks = answers.latest(history.facts(history.events_of(session, device)))
    verdicts = judge(report, rules, checks)
    cache.keep_suggestion(session, device, grade=verdicts.grade.value, use=verdicts.use.value)


def _was_then(session: Session, device: Device, filed: Filed) -> None:
    """Believes an old report only where newer ones say nothing."""
    known = devices.schemes_of(session, device)
    seen = from_report(filed.report)
    devices.remember(session, device, [one for one in seen if one.scheme not in known])


def _measured(report: Report, seen: Iterable[Identifier]) -> set[str]:
    """The schemes of which the report would have shown what there is."""
    measured = {one.scheme for one in seen}
    if media(report) == ():
        measured |= {DISK_SERIAL, DISK_WWN}
    return measured


def _tell_changes(session: Session, device: Device, filed: Filed, before: Report) -> None:
    for change in compare(before, filed.report):
        history.record(
            session,
            device,
            history.CHANGED,
            actor=filed.actor,
            at=filed.stored.at,
            data=_told(change),
        )


def _told(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "text": change.text,
        "values": dict(change.values),
        "weight": change.weight,
    }


def _diagnosis(filed: Filed) -> dict[str, Any]:
    found = media(filed.report)
    told = {} if found is None else {"media": list(found)}
    return {"report": filed.stored.id, **told, **answers.kept(filed.report)}
