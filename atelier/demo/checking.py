"""People look at the demo's devices: by the same cards that a page shows."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.workshop.inspection.checking import service
from atelier.workshop.inspection.checking.asking import NONE, Asked


def check(session: Session, device: Device, grade: str, actor: Actor) -> None:
    """All cards answered with "good", and a grade."""
    while (card := service.sheet(session, device, {}).next) is not None:
        service.answer(session, device, card.key, _good(card), measured={}, actor=actor)
    service.finish(
        session,
        device,
        grade,
        hardware=None,
        measured={},
        actor=actor,
        client_id=str(uuid.uuid4()),
    )


def begin_one(session: Session, organisation_id: int, actor: Actor) -> None:
    """The first card of a device that waits for it; and then somebody was called away."""
    device = session.scalars(
        sa.select(Device)
        .where(Device.organisation_id == organisation_id, Device.next_step == "check")
        .order_by(Device.id)
        .limit(1)
    ).one()
    card = service.sheet(session, device, {}).next
    if card is not None:
        service.answer(session, device, card.key, _good(card), measured={}, actor=actor)


def _good(card: Asked) -> str:
    if card.is_drawing:
        return NONE
    return next(one.key for one in card.offered if one.meaning == "good")
