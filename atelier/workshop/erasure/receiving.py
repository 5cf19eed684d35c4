"""What comes of an order to erase: the one place where the fact *erased* is written.

Follows the orders of kind "erase" (``bench.followers``). Whatever an agent sends, its word is
taken; what it sent is evidence, or it is kept aside and the disk counts as not erased.
"""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import AtelierError
from atelier.people.actor import Actor
from atelier.workshop.erasure import belonging, judging, keeping, matters
from atelier.workshop.erasure.brought import taking
from atelier.workshop.erasure.judging import Asked, Judgement, Problem
from atelier.workshop.erasure.models import Request, StoredEvidence
from diagnostics.wire import Malformed

KIND = "erase"
#: The fields that tell evidence from what else an order may say of its end.
_OF_EVIDENCE = frozenset({"disk", "plan", "result"})


def begun(session: Session, order: Order, by: Actor) -> None:
    """From here on nobody knows what is on the disk, whatever was so before: also when nothing is
    heard of it any more.
    """
    _tell(session, order, "begun", {"result": facts.RESULT_NOT_ERASED, "verified": False}, by)


def ended(session: Session, order: Order, by: Actor) -> None:
    if not (_OF_EVIDENCE & order.result.keys()) and order.state != "done":
        _without_evidence(session, order)
        return
    try:
        stored = _keep(session, order, by)
    except Problem as problem:
        refused = keeping.put_aside(session, order, problem, order.result, station_id=by.station_id)
        unproven = {"result": facts.RESULT_NOT_ERASED, "verified": False, "refused": refused.id}
        _tell(session, order, "ended", unproven, by)
        matters.open_for(session, order, kind="refused", refused_id=refused.id)
        return
    _tell(session, order, "ended", _fact(stored), by)
    matters.follow(session, order, stored)


def late(session: Session, order: Order, result: Mapping[str, Any], by: Actor) -> None:
    """Evidence is never lost: it is kept, judged and listed, for a person to decide whether it
    counts; or, where it cannot be believed, kept aside and shown.
    """
    if not (_OF_EVIDENCE & result.keys()):
        return
    try:
        taking.take_late(session, result, organisation_id=order.organisation_id, by=by)
    except (Problem, AtelierError) as error:
        if not keeping.has_it(session, order, result):
            _put_aside_late(session, order, result, by, why=error)


def _put_aside_late(
    session: Session, order: Order, result: Mapping[str, Any], by: Actor, *, why: Exception
) -> None:
    said = why.values.get("expected") or why.code if isinstance(why, AtelierError) else why
    problem = Problem("late", f"the order was over: {order.state}, {order.reason}; {said}")
    refused = keeping.put_aside(session, order, problem, result, station_id=by.station_id)
    device = _device(session, order)
    history.record(
        session,
        device,
        history.EVIDENCE_LATE,
        actor=by,
        data={"medium": order.disk_id, "disk_model": order.disk_model, "refused": refused.id},
    )
    state, medium = history.state_of(session, device), order.disk_id or ""
    if medium in (state.media or ()) and state.erased.get(medium, 0) <= state.used:
        matters.add_refused(session, order, refused.id)


def judge_again(request: Request, order: Order, document: Mapping[str, Any]) -> Judgement:
    """What this document comes to for this order. Raises Problem."""
    evidence = judging.read(document)
    belonging.check(evidence, order)
    try:
        asked = Asked.read(request.plan, request.parameters)
    except Malformed as error:
        raise Problem("unasked", f"what was asked cannot be read any more: {error}") from error
    return judging.judge(evidence, asked)


def _keep(session: Session, order: Order, by: Actor) -> StoredEvidence:
    request = session.get(Request, (order.organisation_id, order.id))
    if request is None:
        raise Problem("unasked", "nobody asked for this erasure on its page")
    judgement = judge_again(request, order, order.result)
    return keeping.keep(session, order, judgement, station_id=by.station_id)


def _without_evidence(session: Session, order: Order) -> None:
    """It ended before anything was begun, or nothing was heard of what became of it."""
    if order.started_in is not None:
        matters.open_for(session, order, kind="not_erased")


def _fact(stored: StoredEvidence) -> dict[str, Any]:
    return {
        "result": stored.result,
        "verified": stored.verified,
        "level": stored.level,
        "evidence": stored.id,
    }


def _tell(session: Session, order: Order, what: str, told: Mapping[str, Any], by: Actor) -> None:
    history.record(
        session,
        _device(session, order),
        facts.ERASED,
        actor=by,
        data={
            "medium": order.disk_id,
            "order": order.id,
            "disk_model": order.disk_model,
            "moment": what,
            **told,
        },
        client_id=str(uuid5(NAMESPACE_URL, f"atelier:erasure:{order.id}:{what}")),
    )


def _device(session: Session, order: Order) -> Device:
    return devices.get(session, order.organisation_id, order.device_id)
