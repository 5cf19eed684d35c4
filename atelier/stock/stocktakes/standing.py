"""What was found, what is missing, and what is here unexpectedly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.stock import places, tree
from atelier.stock.models import (
    Article,
    Holding,
    Place,
    PlaceKind,
    Posting,
    Stocktake,
    StocktakeScan,
)
from atelier.stock.stocktakes import pieces

COUNTED = "counted"
#: What is seen here and is by the ledger in one of these, a person has to settle elsewhere.
_NOT_OURS_TO_MOVE = frozenset(
    {
        PlaceKind.TRANSIT,
        PlaceKind.LENT,
        PlaceKind.SCRAPPED,
        PlaceKind.GIVEN,
        PlaceKind.RETURNED,
        PlaceKind.PARTS,
        PlaceKind.GONE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """``elsewhere``: seen here, and by the ledger in another place; where that is beside it.

    ``strange``: seen here, while it is lent, on its way or gone by the ledger: no count moves it.
    ``articles``: each with how many were here by the ledger when it was counted, and how many were
    counted.
    """

    found: Sequence[Device]
    missing: Sequence[Device]
    elsewhere: Sequence[tuple[Device, Place | None]]
    strange: Sequence[tuple[Device, Place]]
    articles: Sequence[tuple[Article, int, int]]


def standing(session: Session, stocktake: Stocktake) -> Standing:
    """What closing it now would come to; of one that is closed, what it came to."""
    counted = session.get_one(Place, stocktake.place_id)
    inside = set(session.scalars(tree.below(counted)))
    rows = session.execute(
        sa.select(Device, StocktakeScan.expected_place_id)
        .join(StocktakeScan, StocktakeScan.device_id == Device.id)
        .where(StocktakeScan.stocktake_id == stocktake.id)
        .order_by(StocktakeScan.id)
    ).all()
    where = _places(session, {expected for _, expected in rows if expected})
    others = [(device, where.get(there or 0)) for device, there in rows if there not in inside]
    return Standing(
        found=[device for device, there in rows if there in inside],
        missing=_missing(session, stocktake, inside),
        elsewhere=[(device, there) for device, there in others if not _is_strange(there)],
        strange=[(device, there) for device, there in others if there and _is_strange(there)],
        articles=pieces.counted(session, stocktake, inside),
    )


def _places(session: Session, numbers: set[int]) -> Mapping[int, Place]:
    wanted = sa.select(Place).where(Place.id.in_(numbers))
    return {place.id: place for place in session.scalars(wanted)}


def _missing(session: Session, stocktake: Stocktake, inside: set[int]) -> Sequence[Device]:
    """Not seen, and here since before the count began. Once closed: what it made missing.

    What was seen since in another count is where that one says, once it is closed.
    """
    if stocktake.closed_at is not None:
        lost = places.virtual(session, stocktake.organisation_id, PlaceKind.LOST)
        prefix = sa.select(Posting.device_id).where(
            Posting.reason == COUNTED,
            Posting.to_place_id == lost.id,
            Posting.from_place_id.in_(inside),
            Posting.at >= stocktake.opened_at,
            Posting.at <= stocktake.closed_at,
        )
        return session.scalars(sa.select(Device).where(Device.id.in_(prefix))).all()
    since = sa.or_(
        StocktakeScan.stocktake_id == stocktake.id, StocktakeScan.at >= stocktake.opened_at
    )
    return session.scalars(
        sa.select(Device)
        .join(Holding, Holding.device_id == Device.id)
        .where(
            Holding.place_id.in_(inside),
            Holding.since <= stocktake.opened_at,
            ~sa.exists().where(StocktakeScan.device_id == Device.id, since),
        )
        .order_by(Device.id)
    ).all()


def _is_strange(place: Place | None) -> bool:
    return place is not None and place.kind in _NOT_OURS_TO_MOVE
