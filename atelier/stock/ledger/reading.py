"""Where things are, and were."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.models import Device
from atelier.stock.models import Balance, Holding, Place, Posting


def place_of(session: Session, device: Device) -> Place | None:
    """Where the device is now; None when it never came in."""
    return session.scalar(
        sa.select(Place)
        .join(Holding, Holding.place_id == Place.id)
        .where(Holding.device_id == device.id)
    )


def places_of(session: Session, device_ids: Iterable[int]) -> dict[int, Place]:
    """The place of each of these devices that has one, in one query."""
    rows = session.execute(
        sa.select(Holding.device_id, Place)
        .join(Place, Holding.place_id == Place.id)
        .where(Holding.device_id.in_(list(device_ids)))
    )
    return dict(rows.all())


def where_at(session: Session, device: Device, moment: datetime) -> Posting | None:
    """The move that brought it to where it was at ``moment``; None when it had not come yet."""
    return session.scalar(
        sa.select(Posting)
        .where(Posting.device_id == device.id, Posting.at <= moment)
        .order_by(Posting.id.desc())
        .limit(1)
    )


def moves_of(
    session: Session, device: Device, *, before: int | None = None, size: int = 50
) -> Sequence[Posting]:
    """Its moves, newest first, with those of records merged into it; ``before``: a move's id."""
    wanted = sa.select(Posting).where(Posting.device_id.in_(history.records_of(device)))
    if before is not None:
        wanted = wanted.where(Posting.id < before)
    return session.scalars(wanted.order_by(Posting.id.desc()).limit(size)).all()


def held(session: Session, article_id: int, place_id: int) -> int:
    """How many of an article are in an account."""
    wanted = sa.select(Balance.quantity).where(
        Balance.article_id == article_id, Balance.place_id == place_id
    )
    return session.scalar(wanted) or 0


def folded(session: Session, organisation_id: int) -> dict[int, int]:
    """Device to place, computed from the postings alone; ``atelier check`` compares the cache."""
    rows = session.execute(
        sa.select(Posting.device_id, Posting.to_place_id)
        .where(Posting.organisation_id == organisation_id, Posting.device_id.is_not(None))
        .order_by(Posting.id)
    )
    return {device: place for device, place in rows if device is not None}
