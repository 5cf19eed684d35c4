"""What evidence is held to before it is written down: device, disk, plan, time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import Fact, facts
from atelier.devices.models import Device
from atelier.errors import AtelierError
from atelier.words import N_
from atelier.workshop.erasure import belonging, judging
from atelier.workshop.erasure.brought import disks, moments, whose
from atelier.workshop.erasure.brought.errors import AnotherEvidence, NotBelieved, OrderIsOpen
from atelier.workshop.erasure.brought.rules import Rules
from atelier.workshop.erasure.judging import Asked, Doubt, Judgement, Problem
from atelier.workshop.erasure.models import Brought, Request, StoredEvidence
from atelier.workshop.erasure.words import PROBLEMS
from diagnostics.wire import Malformed
from diagnostics.wire.erasure import Evidence, Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """``ended_at``: None where the machine's clock cannot be believed. ``at``: for the history."""

    device: Device
    medium: str
    #: Whether the newest report shows the disk in the device.
    inside: bool
    asked: Asked
    doubts: tuple[Doubt, ...]
    ended_at: datetime | None
    at: datetime

    def judge(self, evidence: Evidence) -> Judgement:
        """Raises NotBelieved."""
        try:
            return _judge(evidence, self.asked, self.doubts)
        except Problem as problem:
            raise not_believed(problem) from problem


def without_order(
    session: Session,
    organisation_id: int,
    evidence: Evidence,
    received_at: datetime,
    *,
    rules: Rules,
    tag: str | None,
) -> Held:
    """Made at the bench, without a server. Raises UnknownMachine."""
    typed = evidence.tag or tag
    device = whose.find(session, organisation_id, evidence, typed)
    newest = rules.newest(session, device)
    disk = disks.find(evidence, newest.report if newest else None, rules.policy)
    told = moments.believed(evidence, received_at)
    when = moments.settle(_facts(session, device), disk.medium, told, received_at)
    carrier = whose.carries(session, organisation_id, typed)
    doubts: dict[Doubt, bool] = {
        "other_tag": carrier is not None and carrier.id != device.id,
        "unnumbered": not disk.numbered,
    }
    return Held(
        device=device,
        medium=disk.medium,
        inside=disk.inside,
        asked=Asked(plan=disk.plan, parameters=Parameters(policy=rules.policy)),
        doubts=(*when.doubts, *(doubt for doubt, holds in doubts.items() if holds)),
        ended_at=told,
        at=when.at,
    )


def of_order(
    session: Session, organisation_id: int, evidence: Evidence, received_at: datetime
) -> Held:
    """Of an order that a person closed, as nothing was heard of it any more: a person has to
    accept that it counts after all.

    Raises NotBelieved, OrderIsOpen or AnotherEvidence.
    """
    order, request = _asked_for(session, organisation_id, evidence)
    device = devices.get(session, organisation_id, order.device_id)
    medium = order.disk_id or ""
    happened = _facts(session, device)
    told = moments.believed(evidence, received_at)
    when = moments.settle(happened, medium, told, received_at, since=_begun(happened, order))
    return Held(
        device=device,
        medium=medium,
        inside=medium in (history.state_of(session, device).media or ()),
        asked=Asked.read(request.plan, request.parameters),
        doubts=("order_closed", *when.doubts),
        ended_at=told,
        at=when.at,
    )


def judge_again(brought: Brought, document: Mapping[str, Any]) -> Judgement:
    """What this document comes to by what it was held to when it came. Raises Problem."""
    evidence = judging.read(document)
    try:
        asked = Asked.read(brought.plan, brought.parameters)
    except Malformed as error:
        raise Problem("unasked", f"what it was held to cannot be read: {error}") from error
    return _judge(evidence, asked, brought.doubts)


def _judge(evidence: Evidence, asked: Asked, doubts: Sequence[str]) -> Judgement:
    return judging.doubted(judging.judge(evidence, asked), doubts)


def not_believed(problem: Problem) -> AtelierError:
    return NotBelieved(PROBLEMS[problem.code], expected=problem.detail)


def _asked_for(session: Session, organisation_id: int, evidence: Evidence) -> tuple[Order, Request]:
    key = (organisation_id, evidence.order_id)
    order = session.get(Order, key, with_for_update=True, populate_existing=True)
    request = session.get(Request, key)
    if order is None or request is None:
        raise not_believed(Problem("unasked", f"order {evidence.order_id} is not of here"))
    if order.is_open:
        raise OrderIsOpen(
            N_(
                "Dit toestel kan het zelf nog melden. Zet het aan, of sluit de opdracht eerst af "
                "op zijn pagina."
            )
        )
    if _has_evidence(session, order):
        raise AnotherEvidence(N_("Van deze opdracht hebben we al een ander bewijs."))
    try:
        belonging.check_thing(evidence, order)
        Asked.read(request.plan, request.parameters)
    except Problem as problem:
        raise not_believed(problem) from problem
    except Malformed as error:
        raise not_believed(Problem("unasked", str(error))) from error
    return order, request


def _has_evidence(session: Session, order: Order) -> bool:
    wanted = sa.select(StoredEvidence.id).where(
        StoredEvidence.organisation_id == order.organisation_id,
        StoredEvidence.order_id == order.id,
    )
    return session.scalar(wanted) is not None


def _begun(happened: list[Fact], order: Order) -> datetime:
    """By our own clock: whatever the machine's says, it was not over before."""
    begun = (
        fact.at
        for fact in happened
        if fact.kind == facts.ERASED
        and (fact.data.get("order"), fact.data.get("moment")) == (order.id, "begun")
    )
    return next(begun, order.issued_at)


def _facts(session: Session, device: Device) -> list[Fact]:
    return history.facts(history.events_of(session, device))
