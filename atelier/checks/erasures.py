"""Erasures: no disk is called erased that is not."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.checks import evidence
from atelier.checks.finding import Finding
from atelier.devices.lifecycle import facts
from atelier.devices.models import Event
from atelier.workshop.erasure import receiving
from atelier.workshop.erasure.brought import holding
from atelier.workshop.erasure.judging import Judgement, Problem
from atelier.workshop.erasure.models import (
    Attestation,
    Brought,
    Matter,
    Refused,
    Request,
    StoredEvidence,
)


def erased_follows_from_evidence(session: Session) -> Iterator[Finding]:
    """A fact that a disk is erased, with or without exceptions, says what its evidence says."""
    for event in evidence.events(session, facts.ERASED):
        if event.data["result"] == facts.RESULT_NOT_ERASED:
            continue
        source, row = _source(session, event.data)
        if row is None:
            yield evidence.of_event(event, f"says erased without evidence ({source})")
        elif not _same(session, event, row):
            yield evidence.of_event(event, f"says erased, and its {source} something else")


def evidence_is_as_it_came(session: Session) -> Iterator[Finding]:
    """Each document is what its digest says; held to what was ordered, it comes to the same."""
    yield from evidence.as_they_came(
        session,
        StoredEvidence,
        "evidence",
        kept=_kept,
        comes_to=lambda stored: _judged(session, stored),
    )


def ended_erasures_left_something(session: Session) -> Iterator[Finding]:
    """What an agent told at the end of an erasure was kept as evidence, or put aside."""
    yield from evidence.done_without_a_trace(session, receiving.KIND, StoredEvidence, Refused)


def decisions_are_people_s(session: Session) -> Iterator[Finding]:
    """What opened the gate without a flawless erasure was decided by who may, and is kept."""
    for event in evidence.events(session, facts.EXCEPTIONS_ACCEPTED):
        row = session.get(StoredEvidence, event.data["evidence"])
        if row is None or row.result != facts.RESULT_WITH_EXCEPTIONS:
            yield evidence.of_event(event, "accepts exceptions that no evidence tells of")
        elif row.medium != event.data["medium"] or event.account_id is None:
            yield evidence.of_event(event, "accepts the exceptions of another disk, or is nobody's")
    for event in evidence.events(session, facts.DESTROYED):
        matter = session.get(Matter, event.data.get("matter", 0))
        if matter is None or (matter.closed_how, matter.medium) != (
            "destroyed",
            event.data["medium"],
        ):
            yield evidence.of_event(event, "says destroyed, which two people did not confirm")


def _judged(session: Session, stored: StoredEvidence) -> tuple[Any, ...] | None:
    try:
        if brought := session.get(Brought, stored.id):
            return _as_kept(holding.judge_again(brought, stored.document))
        return _judged_by_order(session, stored)
    except Problem:
        return None


def _judged_by_order(session: Session, stored: StoredEvidence) -> tuple[Any, ...] | None:
    order = session.get(Order, (stored.organisation_id, stored.order_id))
    request = session.get(Request, (stored.organisation_id, stored.order_id))
    if order is None or request is None:
        return None
    return _as_kept(receiving.judge_again(request, order, stored.document))


def _as_kept(found: Judgement) -> tuple[Any, ...]:
    return found.result, found.level, found.verified


def _kept(stored: StoredEvidence) -> tuple[Any, ...]:
    return stored.result, stored.level, stored.verified


def _source(
    session: Session, data: Mapping[str, Any]
) -> tuple[str, StoredEvidence | Attestation | None]:
    if (number := data.get("attestation")) is not None:
        return "attestation", session.get(Attestation, number)
    return "evidence", session.get(StoredEvidence, data.get("evidence") or 0)


def _same(session: Session, event: Event, row: StoredEvidence | Attestation) -> bool:
    told = (event.data["medium"], event.data["result"], event.organisation_id)
    if (row.medium, row.result, row.organisation_id) != told:
        return False
    if isinstance(row, StoredEvidence) and row.verified is not event.data["verified"]:
        return False
    return evidence.same_device(session, row.device_id, event.device_id)


Check = Callable[[Session], Iterator[Finding]]
#: Each by what has to hold.
CHECKS: Mapping[str, Check] = {
    "no disk is called erased without its evidence": erased_follows_from_evidence,
    "evidence is as it came, and comes to the same": evidence_is_as_it_came,
    "of every erasure that was done something is kept": ended_erasures_left_something,
    "exceptions are accepted, and disks destroyed, by people": decisions_are_people_s,
}
