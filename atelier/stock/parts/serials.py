"""Disks that came out of devices: each keeps its duty to be erased until that is proven."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.devices.models import Device
from atelier.errors import Conflict, NotFound
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.stock.ledger.entry import hold_open, refuse_closed
from atelier.stock.models import ArticleKind, PartHold, Place, SerialPart
from atelier.words import N_

NOT_ERASED = N_(
    "Deze schijf is nog niet gewist. Steek ze in een toestel en wis ze, of laat ze vernietigen."
)


#: Of other disks nobody can tell one from another: they get a name of their own.
_NUMBERED = ("wwn:", "serial:")


def own_name(medium: str, client_id: str) -> str:
    """What a disk is called once it lies loose; two that only look the same are two."""
    if medium.startswith(_NUMBERED) and "#" not in medium:
        return medium
    return f"loose:{client_id}"


def take_out(
    session: Session,
    device: Device,
    medium: str,
    to: Place,
    *,
    actor: Actor,
    client_id: str,
    evidence_id: int | None = None,
    model: str = "",
    serial: str = "",
    size_bytes: int | None = None,
) -> SerialPart:
    """Notes that this disk of the device lies at ``to`` now.

    ``evidence_id``: that it was erased in there; without, it is not free. Twice with one
    ``client_id`` is once. What lay elsewhere by our books was built into this device by somebody.
    """
    client_id = ids.checked(client_id)
    if known := _by_client_id(session, device.organisation_id, client_id):
        return known
    medium = own_name(medium, client_id)
    hold_open(session, to)
    refuse_closed(to)
    for other in _here(session, device.organisation_id, medium):
        _end(other, "gone")
    session.flush()
    part = SerialPart(
        organisation_id=device.organisation_id,
        client_id=client_id,
        kind=ArticleKind.DISK.value,
        device_id=device.id,
        medium=medium,
        model=tidy(model)[:120],
        serial=tidy(serial)[:80],
        size_bytes=size_bytes,
        place_id=to.id,
        account_id=actor.account_id,
        evidence_id=evidence_id,
        freed_at=now() if evidence_id is not None else None,
        freed_by_id=actor.account_id if evidence_id is not None else None,
    )
    session.add(part)
    session.flush()
    return part


def get(session: Session, organisation_id: int, part_id: int) -> SerialPart:
    part = session.get(SerialPart, part_id)
    if part is None or part.organisation_id != organisation_id:
        raise NotFound(N_("Deze schijf staat niet (meer) in de lijst."))
    return part


def free(session: Session, part: SerialPart, evidence_id: int, *, actor: Actor) -> None:
    """It was erased in a machine, as this evidence proves. Twice is once."""
    session.refresh(part, with_for_update=True)
    if part.freed_at is not None:
        return
    _refuse_ended(part)
    part.evidence_id, part.freed_at, part.freed_by_id = evidence_id, now(), actor.account_id
    session.flush()


def see_destroyed(session: Session, organisation_id: int, medium: str) -> None:
    """Two people saw to it that this disk is destroyed, wherever it lay."""
    for part in _here(session, organisation_id, medium):
        _end(part, "destroyed")
    session.flush()


def install(session: Session, part: SerialPart) -> None:
    session.refresh(part, with_for_update=True)
    _refuse_ended(part)
    if part.freed_at is None:
        raise Conflict(NOT_ERASED)
    _end(part, "installed")
    session.flush()


def refuse_unfree(session: Session, part: SerialPart) -> None:
    """Raises Conflict: it is not erased, not here any more, or kept for somebody."""
    _refuse_ended(part)
    if part.freed_at is None:
        raise Conflict(NOT_ERASED)
    kept = sa.select(PartHold.id).where(
        PartHold.serial_part_id == part.id, PartHold.settlement.is_distinct_from("released")
    )
    if session.scalar(kept.limit(1)) is not None:
        raise Conflict(N_("Deze schijf is al voor een andere herstelling. Kies een andere."))


def free_ones(session: Session, organisation_id: int, size: int = 20) -> Sequence[SerialPart]:
    """Erased, here, and kept for nobody: the oldest first."""
    kept = sa.select(PartHold.id).where(
        PartHold.serial_part_id == SerialPart.id,
        PartHold.settlement.is_distinct_from("released"),
    )
    return session.scalars(
        sa.select(SerialPart)
        .where(
            SerialPart.organisation_id == organisation_id,
            SerialPart.ended_at.is_(None),
            SerialPart.freed_at.is_not(None),
            ~kept.exists(),
        )
        .order_by(SerialPart.id)
        .limit(size)
    ).all()


def _here(session: Session, organisation_id: int, medium: str) -> Sequence[SerialPart]:
    return session.scalars(
        sa.select(SerialPart)
        .where(
            SerialPart.organisation_id == organisation_id,
            SerialPart.medium == medium,
            SerialPart.ended_at.is_(None),
        )
        .with_for_update()
    ).all()


def _refuse_ended(part: SerialPart) -> None:
    if part.ended_at is not None:
        raise Conflict(N_("Deze schijf ligt hier niet meer."))


def _end(part: SerialPart, how: str) -> None:
    part.ended_at, part.ending = now(), how


def _by_client_id(session: Session, organisation_id: int, client_id: str) -> SerialPart | None:
    return session.scalar(
        sa.select(SerialPart).where(
            SerialPart.organisation_id == organisation_id, SerialPart.client_id == client_id
        )
    )
