"""Places within places: what may be in what, and all that is below one."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import Conflict, Invalid
from atelier.stock.models import Place, PlaceKind
from atelier.words import N_

_SITE, _ROOM, _RACK, _VAN = PlaceKind.SITE, PlaceKind.ROOM, PlaceKind.RACK, PlaceKind.VAN
#: What each kind may be in; None: it may also be in nothing.
PARENTS: Mapping[PlaceKind, frozenset[PlaceKind | None]] = {
    PlaceKind.SITE: frozenset({None}),
    PlaceKind.ROOM: frozenset({None, _SITE}),
    PlaceKind.RACK: frozenset({None, _SITE, _ROOM, _VAN}),
    PlaceKind.SHELF: frozenset({None, _ROOM, _RACK, _VAN}),
    PlaceKind.BENCH: frozenset({None, _SITE, _ROOM}),
    PlaceKind.VAN: frozenset({None, _SITE}),
    PlaceKind.DESK: frozenset({None, _SITE}),
    PlaceKind.EQUIPMENT: frozenset({PlaceKind.DESK}),
}
#: Deeper than any building; what keeps a loop in wrong data from going on for ever.
DEEPEST = 8


def refuse_parent(kind: PlaceKind, parent: Place | None) -> None:
    """Raises Invalid where a place of this kind cannot be there."""
    inside = PlaceKind(parent.kind) if parent else None
    if inside not in PARENTS[kind]:
        if parent is None:
            raise Invalid(N_("Kies bij welk digibankpunt dit hoort."), field="parent")
        raise Invalid(N_("Dit kan niet in %(name)s staan."), field="parent", name=parent.name)
    if parent is not None and not parent.active:
        raise Conflict(
            N_("De plaats %(name)s is gesloten. Kies een andere."), field="parent", name=parent.name
        )


def below(place: Place) -> sa.Select[int]:
    """Numbers of the place itself and of all that is in it, to be used with IN."""
    return all_below([place.id])


def all_below(place_ids: Iterable[int]) -> sa.Select[int]:
    """As ``below``, of several places together."""
    found = (
        sa.select(Place.id, sa.literal(0).label("depth"))
        .where(Place.id.in_(list(place_ids)))
        .cte("below", recursive=True)
    )
    found = found.union_all(
        sa.select(Place.id, found.c.depth + 1)
        .join(found, Place.parent_id == found.c.id)
        .where(found.c.depth < DEEPEST)
    )
    return sa.select(found.c.id)


def is_below(session: Session, place: Place, other: Place) -> bool:
    """Whether ``place`` is ``other``, or somewhere in it."""
    return session.scalar(sa.select(sa.literal(place.id).in_(below(other)))) or False


def paths(session: Session, chosen: Iterable[Place]) -> dict[int, str]:
    """Each of these places as people say it, from the outside in: *Atelier › Lokaal 1 › Rek B*.

    One query for each level of the tree, however many places.
    """
    known = {place.id: place for place in chosen}
    wanted = {place.parent_id for place in known.values() if place.parent_id}
    asked = list(known.values())
    while missing := wanted - known.keys():
        found = session.scalars(sa.select(Place).where(Place.id.in_(missing))).all()
        known.update({place.id: place for place in found})
        wanted = {place.parent_id for place in found if place.parent_id}
    return {place.id: " › ".join(_names(place, known)) for place in asked}


def _names(place: Place, known: Mapping[int, Place]) -> list[str]:
    names, at = [place.name], place
    while at.parent_id and len(names) <= DEEPEST:
        at = known[at.parent_id]
        names.append(at.name)
    return names[::-1]
