"""The places of an organisation as a tree, each with what is in it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.paging import Page, cut
from atelier.stock import places, tree
from atelier.stock.models import Balance, Holding, Place

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``depth``: 0 for what stands in nothing. The counts are of the place itself."""

    place: Place
    depth: int
    devices: int
    articles: int


def page(
    session: Session, organisation_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Row]:
    """So many places that stand in nothing, by name, each followed by all that is in it.

    Open ones and closed ones, in a fixed number of queries.
    """
    found = _roots(session, organisation_id, after, size)
    below = _below(session, found.rows)
    numbers = [place.id for place in (*found.rows, *chain.from_iterable(below.values()))]
    counts = _Counts(_devices(session, numbers), _articles(session, numbers))
    rows = [row for root in found.rows for row in _rows(root, 0, below, counts)]
    return Page(rows, found.after)


def _roots(session: Session, organisation_id: int, after: int | None, size: int) -> Page[Place]:
    in_order = (sa.func.lower(Place.name), Place.id)
    wanted = sa.select(Place).where(
        Place.organisation_id == organisation_id, Place.parent_id.is_(None), places.touchable()
    )
    last = session.get(Place, after) if after else None
    if last is not None and last.organisation_id == organisation_id:
        reached = sa.tuple_(sa.func.lower(last.name), last.id)
        wanted = wanted.where(sa.tuple_(*in_order) > reached)
    rows = session.scalars(wanted.order_by(*in_order).limit(size + 1)).all()
    return cut(rows, [place.id for place in rows], size)


@dataclass(frozen=True, slots=True)
class _Counts:
    devices: Mapping[int, int]
    articles: Mapping[int, int]


def _below(session: Session, roots: Sequence[Place]) -> Mapping[int, list[Place]]:
    """What is in each place, by the number of that place, by name."""
    wanted = (
        sa.select(Place)
        .where(Place.id.in_(tree.all_below([place.id for place in roots])))
        .where(Place.parent_id.is_not(None))
        .order_by(sa.func.lower(Place.name), Place.id)
    )
    found: defaultdict[int, list[Place]] = defaultdict(list)
    for place in session.scalars(wanted):
        found[place.parent_id or 0].append(place)
    return found


def _rows(
    place: Place, depth: int, below: Mapping[int, list[Place]], counts: _Counts
) -> Iterator[Row]:
    yield Row(
        place=place,
        depth=depth,
        devices=counts.devices.get(place.id, 0),
        articles=counts.articles.get(place.id, 0),
    )
    if depth < tree.DEEPEST:
        for inside in below.get(place.id, ()):
            yield from _rows(inside, depth + 1, below, counts)


def _devices(session: Session, numbers: Sequence[int]) -> Mapping[int, int]:
    rows = session.execute(
        sa.select(Holding.place_id, sa.func.count())
        .where(Holding.place_id.in_(numbers))
        .group_by(Holding.place_id)
    )
    return dict(rows.all())


def _articles(session: Session, numbers: Sequence[int]) -> Mapping[int, int]:
    rows = session.execute(
        sa.select(Balance.place_id, sa.func.sum(Balance.quantity))
        .where(Balance.place_id.in_(numbers))
        .group_by(Balance.place_id)
    )
    return {number: int(quantity) for number, quantity in rows}
