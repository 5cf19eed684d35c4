"""The counts of places, newest first."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import NotFound
from atelier.paging import Page, cut
from atelier.stock.models import Place, Stocktake
from atelier.words import N_

PAGE_SIZE = 50


def page(
    session: Session,
    organisation_id: int,
    place_ids: Collection[int] | None = None,
    *,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[tuple[Stocktake, Place]]:
    """Those of ``place_ids``; None: all of the workshop ``organisation_id``."""
    wanted = (
        sa.select(Stocktake, Place)
        .join(Place, Place.id == Stocktake.place_id)
        .where(Stocktake.organisation_id == organisation_id)
    )
    if place_ids is not None:
        wanted = wanted.where(Stocktake.place_id.in_(place_ids))
    if after is not None:
        wanted = wanted.where(Stocktake.id < after)
    found = session.execute(wanted.order_by(Stocktake.id.desc()).limit(size + 1)).all()
    rows = [(stocktake, place) for stocktake, place in found]
    return cut(rows, [stocktake.id for stocktake, _ in rows], size)


def get(session: Session, organisation_id: int, stocktake_id: int) -> Stocktake:
    """Raises NotFound for a count of another workshop."""
    stocktake = session.get(Stocktake, stocktake_id)
    if stocktake is None or stocktake.organisation_id != organisation_id:
        raise NotFound(N_("Deze telling kennen we niet. Kies ze in de lijst."))
    return stocktake
