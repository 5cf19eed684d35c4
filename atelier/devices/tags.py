"""Tags: printed ahead without a device, claimed by the first scan."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Tag
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.words import N_
from labels import tags as numbers

#: Labels in one run: fifteen sheets of the smallest.
MOST = 1000


def print_run(session: Session, *, organisation_id: int, count: int, batch: str) -> Sequence[Tag]:
    """``count`` new blank tags; the same ``batch`` (client-made UUID) gives the same tags again.

    Raises Invalid for a count that nobody prints at once.
    """
    if not 1 <= count <= MOST:
        raise Invalid(N_("Druk 1 tot %(most)s etiketten in één keer."), field="count", most=MOST)
    # Numbers are drawn at random, over all organisations: one run at a time, so that none doubles.
    lock(session, key_of("tags"))
    known = session.scalars(
        sa.select(Tag)
        .where(Tag.organisation_id == organisation_id, Tag.batch == batch)
        .order_by(Tag.number)
    ).all()
    if known:
        return known
    made = [
        Tag(number=number, organisation_id=organisation_id, batch=batch)
        for number in _unused(session, count)
    ]
    session.add_all(made)
    session.flush()
    return sorted(made, key=lambda tag: tag.number)


def run(session: Session, organisation_id: int, batch: str) -> Sequence[Tag]:
    """The tags that were printed together. Raises NotFound."""
    found = session.scalars(
        sa.select(Tag)
        .where(Tag.organisation_id == organisation_id, Tag.batch == batch)
        .order_by(Tag.number)
    ).all()
    if not found:
        raise NotFound(N_("Deze etiketten bestaan niet. Druk nieuwe."))
    return found


def find(session: Session, organisation_id: int, number: str) -> Tag | None:
    return session.scalar(
        sa.select(Tag).where(Tag.number == number, Tag.organisation_id == organisation_id)
    )


def claim(
    session: Session, device: Device, number: str, *, actor: Actor, client_id: str | None = None
) -> Tag:
    """Puts tag ``number`` (ten digits) on ``device``. Raises Conflict when it is another's."""
    tag = session.scalar(sa.select(Tag).where(Tag.number == number).with_for_update())
    if tag is None:
        # Printed elsewhere, or before this database: the number itself is proof enough.
        tag = Tag(number=number, organisation_id=device.organisation_id)
        session.add(tag)
    if tag.organisation_id != device.organisation_id:
        raise Conflict(N_("Dit etiket is van een andere organisatie. Plak een ander."))
    if tag.device_id == device.id:
        return tag
    if tag.device_id is not None:
        raise Conflict(
            N_("Etiket %(tag)s zit al op een ander toestel. Plak een ander."),
            tag=numbers.format_tag(number),
        )
    tag.device_id, tag.claimed_at = device.id, now()
    device.tag = number
    session.flush()
    history.record(
        session, device, facts.TAGGED, actor=actor, data={"tag": number}, client_id=client_id
    )
    return tag


def release(
    session: Session, device: Device, number: str, *, actor: Actor, client_id: str | None = None
) -> None:
    """It was put on ``device`` by mistake, and is blank again.

    Raises Conflict where the device does not bear it (any more).
    """
    tag = session.scalar(sa.select(Tag).where(Tag.number == number).with_for_update())
    if tag is None or tag.device_id != device.id or device.tag != number:
        raise Conflict(N_("Dit etiket zit niet (meer) op dit toestel. Open het toestel."))
    tag.device_id = tag.claimed_at = device.tag = None
    session.flush()
    data = {"what": facts.TAGGED, "tag": number}
    history.record(session, device, facts.MISTAKEN, actor=actor, data=data, client_id=client_id)


def _unused(session: Session, count: int) -> list[str]:
    made: set[str] = set()
    while len(made) < count:
        fresh = {numbers.new() for _ in range(count - len(made))} - made
        taken = session.scalars(sa.select(Tag.number).where(Tag.number.in_(fresh)))
        made |= fresh - set(taken)
    return list(made)
