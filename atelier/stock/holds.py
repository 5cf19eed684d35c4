"""Promises of devices to desks: made once, resolved once."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.people.actor import Actor
from atelier.stock.models import Hold, Place
from atelier.words import N_

Resolution = Literal["collected", "cancelled", "expired", "released"]

HELD = N_("Dit toestel is gereserveerd voor %(desk)s. Kies een ander, of vraag de coördinator.")


def make(session: Session, device: Device, desk: Place, *, actor: Actor, client_id: str) -> Hold:
    """Promises ``device`` to ``desk``. The same ``client_id`` (UUID) promises once.

    Raises Conflict where it is promised already.
    """
    keep_still(session, [device.id])
    known = session.scalar(
        sa.select(Hold).where(
            Hold.organisation_id == device.organisation_id, Hold.client_id == client_id
        )
    )
    if known is not None:
        return known
    if there := live(session, device.id):
        raise Conflict(HELD, desk=session.get_one(Place, there.place_id).name)
    hold = Hold(
        organisation_id=device.organisation_id,
        client_id=client_id,
        device_id=device.id,
        place_id=desk.id,
        account_id=actor.account_id,
    )
    session.add(hold)
    session.flush()
    return hold


def make_all(
    session: Session, organisation_id: int, desks: Mapping[int, int], *, actor: Actor
) -> dict[int, Hold]:
    """Promises devices that are free and kept still; each with the number of its desk.

    In as many statements for a hundred as for one: where ``make`` would be called for each.
    """
    rows = [
        {
            "organisation_id": organisation_id,
            "client_id": str(uuid.uuid4()),
            "device_id": device_id,
            "place_id": desk_id,
            "account_id": actor.account_id,
        }
        for device_id, desk_id in desks.items()
    ]
    session.execute(sa.insert(Hold), rows)
    return live_of(session, desks)


def keep_still(session: Session, device_ids: Iterable[int]) -> None:
    """Whoever else moves or promises one of these waits until this transaction ends."""
    wanted = sa.select(Device.id).where(Device.id.in_(list(device_ids))).order_by(Device.id)
    session.execute(wanted.with_for_update(key_share=True))


def resolve(session: Session, hold: Hold, how: Resolution) -> bool:
    """Whether it was still open: of several who resolve it, one does."""
    done = session.execute(
        sa.update(Hold)
        .where(Hold.id == hold.id, Hold.resolved_at.is_(None))
        .values(resolved_at=now(), resolution=how)
        .returning(Hold.id)
    ).first()
    session.refresh(hold)
    return done is not None


def live(session: Session, device_id: int) -> Hold | None:
    """The open promise of this device."""
    return session.scalar(
        sa.select(Hold).where(Hold.device_id == device_id, Hold.resolved_at.is_(None))
    )


def live_of(session: Session, device_ids: Iterable[int]) -> dict[int, Hold]:
    """The open promises among these devices, in one query."""
    wanted = sa.select(Hold).where(Hold.device_id.in_(list(device_ids)), Hold.resolved_at.is_(None))
    return {hold.device_id: hold for hold in session.scalars(wanted)}
