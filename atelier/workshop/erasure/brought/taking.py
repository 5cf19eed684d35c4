"""Evidence comes in: told twice, it counts once; what cannot be taken stays with who sent it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices import history, recognition
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.words import N_, Sentence
from atelier.workshop.erasure import judging, keeping, matters
from atelier.workshop.erasure.brought import holding, reading
from atelier.workshop.erasure.brought.errors import AnotherEvidence
from atelier.workshop.erasure.brought.holding import Held
from atelier.workshop.erasure.brought.reading import Sheet
from atelier.workshop.erasure.brought.rules import Rules
from atelier.workshop.erasure.models import Brought, StoredEvidence
from diagnostics import wire
from diagnostics.wire.erasure import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``known``: it came before. ``notes``: what a person should know beside the result."""

    state: Literal["new", "known"]
    evidence: StoredEvidence
    device: Device
    notes: Sequence[Sentence] = ()


def take(
    session: Session,
    body: bytes,
    *,
    organisation_id: int,
    by: Actor,
    rules: Rules,
    tag: str | None = None,
) -> Outcome:
    """``tag``: of the device, where who sends it says so. Raises AtelierError; then nothing is
    written down.
    """
    sheet = reading.read(body, rules.max_bytes)
    recognition.hold(session, organisation_id)
    if known := _came_before(session, organisation_id, sheet):
        return known
    evidence, received_at = sheet.evidence, now()
    held = (
        holding.of_order(session, organisation_id, evidence, received_at)
        if evidence.order_id
        else holding.without_order(
            session, organisation_id, evidence, received_at, rules=rules, tag=tag
        )
    )
    return _write(session, sheet, held, by, received_at)


def take_late(
    session: Session, document: Mapping[str, Any], *, organisation_id: int, by: Actor
) -> Outcome:
    """From the agent's own word on an order that a person had closed; whoever calls holds the
    order. Raises Problem, or AtelierError; then nothing is written down.
    """
    sheet = Sheet(document, judging.read(document))
    if known := _came_before(session, organisation_id, sheet):
        return known
    received_at = now()
    held = holding.of_order(session, organisation_id, sheet.evidence, received_at)
    return _write(session, sheet, held, by, received_at)


def _write(session: Session, sheet: Sheet, held: Held, by: Actor, received_at: datetime) -> Outcome:
    stored = _keep(session, sheet, held, by, received_at)
    _tell(session, held, stored, sheet.evidence, by)
    return Outcome(state="new", evidence=stored, device=held.device, notes=_notes(held))


def _came_before(session: Session, organisation_id: int, sheet: Sheet) -> Outcome | None:
    known = session.scalar(
        sa.select(StoredEvidence).where(
            StoredEvidence.organisation_id == organisation_id,
            StoredEvidence.evidence_id == sheet.evidence.id,
        )
    )
    if known is None:
        return None
    if known.sha256 != keeping.digest(sheet.document):
        raise AnotherEvidence(
            N_("Er is al een ander bewijs met hetzelfde nummer. Wis de schijf opnieuw."),
            field="id",
            expected="an id that was not used before",
        )
    device = devices.get(session, organisation_id, known.device_id)
    return Outcome(state="known", evidence=known, device=device)


def _keep(
    session: Session, sheet: Sheet, held: Held, by: Actor, received_at: datetime
) -> StoredEvidence:
    judgement = held.judge(sheet.evidence)
    stored = StoredEvidence(
        organisation_id=held.device.organisation_id,
        evidence_id=sheet.evidence.id,
        order_id=sheet.evidence.order_id,
        device_id=held.device.id,
        medium=held.medium,
        document=dict(sheet.document),
        sha256=keeping.digest(sheet.document),
        result=judgement.result,
        level=judgement.level,
        verified=judgement.verified,
        reasons=list(judgement.reasons),
        station_id=by.station_id,
        received_at=received_at,
    )
    session.add(stored)
    session.flush()
    brought = Brought(
        evidence_id=stored.id,
        plan=_document(held.asked.plan),
        parameters=_document(held.asked.parameters),
        doubts=list(held.doubts),
        ended_at=held.ended_at,
        account_id=by.account_id,
        at=received_at,
    )
    session.add(brought)
    session.flush()
    return stored


def _tell(
    session: Session, held: Held, stored: StoredEvidence, evidence: Evidence, by: Actor
) -> None:
    """The history says it where it belongs in time; the list of what is left to do follows only
    where nothing was done to this disk since.
    """
    history.record(
        session,
        held.device,
        facts.ERASED,
        actor=by,
        at=held.at,
        data={
            "medium": held.medium,
            "disk_model": evidence.disk.model,
            "moment": "ended",
            "result": stored.result,
            "verified": stored.verified,
            "level": stored.level,
            "evidence": stored.id,
            **_how(evidence, held),
        },
        client_id=str(uuid5(NAMESPACE_URL, f"atelier:evidence:{stored.id}")),
    )
    if _is_the_last(session, held, stored):
        matters.follow(session, _Disk.of(held, evidence), stored)


def _how(evidence: Evidence, held: Held) -> dict[str, Any]:
    when = {"time_known": held.ended_at is not None}
    if evidence.order_id:
        return {"order": evidence.order_id, "late": True, **when}
    return {"at_bench": True, "typed_name": evidence.typed_name, **when}


def _is_the_last(session: Session, held: Held, stored: StoredEvidence) -> bool:
    told = [
        event.data
        for event in history.events_of(session, held.device)
        if event.kind in {facts.ERASED, facts.DESTROYED} and event.data["medium"] == held.medium
    ]
    return bool(told[-1].get("evidence") == stored.id)


@dataclass(slots=True)
class _Disk:
    """``matters.Concerned``"""

    organisation_id: int
    device_id: int
    disk_id: str | None
    disk_model: str | None
    disk_serial: str | None
    disk_size_bytes: int | None

    @classmethod
    def of(cls, held: Held, evidence: Evidence) -> "_Disk":
        disk = evidence.disk
        return cls(
            organisation_id=held.device.organisation_id,
            device_id=held.device.id,
            disk_id=held.medium,
            disk_model=disk.model,
            disk_serial=disk.serial,
            disk_size_bytes=disk.apparent_bytes,
        )


def _notes(held: Held) -> list[Sentence]:
    told = []
    if not held.inside:
        told.append(Sentence(N_("Deze schijf zit nu niet in dit toestel.")))
    if held.ended_at is None:
        told.append(
            Sentence(N_("De klok van het toestel klopte niet: we weten niet wanneer dit was."))
        )
    return told


def _document(thing: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(wire.encode(thing))
    return document
