"""Loose disks: which still have to be erased or destroyed, and what proves that one is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from atelier import paging
from atelier.db import db
from atelier.devices.lifecycle.facts import RESULT_ERASED, USED
from atelier.devices.models import Device, Event
from atelier.errors import Conflict
from atelier.paging import Page, cut
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.stock.models import Place, SerialPart
from atelier.stock.parts import serials
from atelier.web.repair.blueprint import parts
from atelier.web.repair.forms import ActForm, acted
from atelier.words import N_
from atelier.workshop.erasure import matters
from atelier.workshop.erasure.models import Matter, StoredEvidence

PAGE_SIZE = 50


@dataclass(frozen=True, kw_only=True)
class Row:
    """``proof``: that it was erased in a machine since it lies here; ``matter``: it is to go."""

    part: SerialPart
    origin: Device
    place: Place
    proof: StoredEvidence | None
    matter: Matter | None


@dataclass(slots=True)
class _Concerned:
    """Which disk of which device, as ``matters`` asks."""

    organisation_id: int
    device_id: int
    disk_id: str | None
    disk_model: str | None
    disk_serial: str | None
    disk_size_bytes: int | None


@parts.get("/parts/disks")
@requires("parts.see")
def disks() -> str:
    page = _page(db.session, me().organisation_id, paging.after())
    return render_template("repair/disks.html", page=page, form=ActForm())


@parts.get("/parts/disks/<int:part_id>")
@requires("parts.see")
def disk(part_id: int) -> str:
    """One of them: what a scan of its label opens."""
    part = _part(part_id)
    origin = db.session.get_one(Device, part.device_id)
    (row,) = _rows(db.session, [(part, origin, db.session.get_one(Place, part.place_id))])
    return render_template("repair/disk.html", row=row, form=ActForm())


@parts.post("/parts/disks/<int:part_id>/free")
@requires("parts.harvest")
def disk_free(part_id: int) -> ResponseReturnValue:
    """It was erased in another machine, and came out again: the evidence is there, or it is not."""
    acted()
    part = _part(part_id)
    proof = _proofs(db.session, [part]).get(part.id)
    if part.freed_at is None and proof is None:
        raise Conflict(serials.NOT_ERASED)
    if proof is not None:
        serials.free(db.session, part, proof.id, actor=Actor(account_id=me().id))
    flash(gettext("Deze schijf is gewist, en mag gebruikt worden."), "good")
    return redirect(url_for("parts.disks"))


@parts.post("/parts/disks/<int:part_id>/destroy")
@requires("erasure.order")
def disk_destroy(part_id: int) -> ResponseReturnValue:
    """Puts it on the list of disks where a coordinator decides and two people confirm."""
    acted()
    part = _part(part_id)
    if part.freed_at is not None or part.ended_at is not None:
        raise Conflict(N_("Deze schijf hoeft niet (meer) vernietigd te worden."))
    concerned = _Concerned(
        part.organisation_id,
        part.device_id,
        part.medium,
        part.model or None,
        part.serial or None,
        part.size_bytes,
    )
    found = matters.open_for(db.session, concerned, kind="unable")
    return redirect(url_for("erasure.matter", matter_id=found.id))


def _page(session: Session, organisation_id: int, after: int | None) -> Page[Row]:
    """What still has a duty first, then what is free; the oldest first."""
    rank = sa.case((SerialPart.freed_at.is_(None), 0), else_=1)
    wanted = (
        sa.select(SerialPart, Device, Place)
        .join(Device, Device.id == SerialPart.device_id)
        .join(Place, Place.id == SerialPart.place_id)
        .where(SerialPart.organisation_id == organisation_id, SerialPart.ended_at.is_(None))
        .order_by(rank, SerialPart.id)
        .limit(PAGE_SIZE + 1)
    )
    last = session.get(SerialPart, after) if after else None
    if last is not None and last.organisation_id == organisation_id:
        reached = sa.tuple_(sa.literal(0 if last.freed_at is None else 1), sa.literal(last.id))
        wanted = wanted.where(sa.tuple_(rank, SerialPart.id) > reached)
    rows = _rows(
        session, [(part, device, place) for part, device, place in session.execute(wanted)]
    )
    return cut(rows, [row.part.id for row in rows], PAGE_SIZE)


def _rows(session: Session, found: Sequence[tuple[SerialPart, Device, Place]]) -> list[Row]:
    proofs = _proofs(session, [part for part, _, _ in found])
    decided = _matters(session, [part for part, _, _ in found])
    return [
        Row(
            part=part,
            origin=device,
            place=place,
            proof=proofs.get(part.id),
            matter=decided.get(part.id),
        )
        for part, device, place in found
    ]


def _proofs(session: Session, found: Sequence[SerialPart]) -> dict[int, StoredEvidence]:
    """The newest evidence of each since it lies here, where that says that it is erased."""
    owing = {part.medium: part for part in found if part.freed_at is None}
    wanted = (
        sa.select(StoredEvidence)
        .where(
            StoredEvidence.organisation_id.in_({part.organisation_id for part in found}),
            StoredEvidence.medium.in_(list(owing)),
        )
        .order_by(StoredEvidence.id)
    )
    newest = {evidence.medium: evidence for evidence in session.scalars(wanted)}
    used = _last_used(session, {evidence.device_id for evidence in newest.values()})
    return {
        part.id: newest[medium]
        for medium, part in owing.items()
        if medium in newest and _proves(newest[medium], part, used.get(newest[medium].device_id))
    }


def _last_used(session: Session, machines: Collection[int]) -> Mapping[int, datetime]:
    """When each machine was last in somebody's hands."""
    rows = session.execute(
        sa.select(Event.device_id, sa.func.max(Event.at))
        .where(Event.device_id.in_(machines), Event.kind == USED)
        .group_by(Event.device_id)
    )
    return dict(rows.all())


def _proves(evidence: StoredEvidence, part: SerialPart, used: datetime | None) -> bool:
    """Since it lies here, and since the machine it was in was last lent: it may be full again."""
    flawless = evidence.result == RESULT_ERASED and evidence.verified
    since = max(part.taken_at, used) if used else part.taken_at
    return flawless and evidence.received_at > since


def _matters(session: Session, found: Sequence[SerialPart]) -> dict[int, Matter]:
    by_disk = {(part.device_id, part.medium): part.id for part in found}
    wanted = sa.select(Matter).where(
        Matter.device_id.in_({part.device_id for part in found}), Matter.closed_at.is_(None)
    )
    return {
        by_disk[matter.device_id, matter.medium]: matter
        for matter in session.scalars(wanted)
        if (matter.device_id, matter.medium) in by_disk
    }


def _part(part_id: int) -> SerialPart:
    return serials.get(db.session, me().organisation_id, part_id)
