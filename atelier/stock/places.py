"""The places of an organisation."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock
from atelier.errors import Conflict, Invalid, NotFound
from atelier.paging import Page, cut
from atelier.people.text import tidy
from atelier.stock.models import Holding, Place, PlaceKind
from atelier.words import N_

#: The accounts that every organisation has; no hand can touch what is on them.
_VIRTUAL = {
    PlaceKind.DONOR: N_("Bij de schenker"),
    PlaceKind.TRANSIT: N_("Onderweg"),
    PlaceKind.GONE: N_("Weg"),
    PlaceKind.MERGED: N_("Samengevoegd"),
}

KIND_NAMES: dict[PlaceKind, str] = {
    PlaceKind.ROOM: N_("Lokaal"),
    PlaceKind.SHELF: N_("Rek"),
    PlaceKind.BENCH: N_("Werkbank"),
    PlaceKind.VAN: N_("Bestelwagen"),
    PlaceKind.DESK: N_("Digibankpunt"),
}

KIND_ICONS: dict[PlaceKind, str] = {
    PlaceKind.ROOM: "door-open",
    PlaceKind.SHELF: "bookshelf",
    PlaceKind.BENCH: "tools",
    PlaceKind.VAN: "truck",
    PlaceKind.DESK: "shop",
}

PAGE_SIZE = 50
UNKNOWN = N_("Deze plaats bestaat niet (meer). Kies een andere.")


def ensure_virtual(session: Session, organisation_id: int) -> None:
    """Makes the virtual accounts of a new organisation; harmless when they are there."""
    there = set(
        session.scalars(sa.select(Place.kind).where(Place.organisation_id == organisation_id))
    )
    session.add_all(
        Place(organisation_id=organisation_id, kind=kind.value, name=name)
        for kind, name in _VIRTUAL.items()
        if kind not in there
    )
    session.flush()


def virtual(session: Session, organisation_id: int, kind: PlaceKind) -> Place:
    return session.scalars(
        sa.select(Place).where(Place.organisation_id == organisation_id, Place.kind == kind)
    ).one()


def physical(session: Session, organisation_id: int) -> Sequence[Place]:
    """The places people can choose, by kind and name."""
    return session.scalars(
        sa.select(Place)
        .where(
            Place.organisation_id == organisation_id,
            Place.active,
            _touchable(),
        )
        .order_by(Place.kind, Place.name)
    ).all()


def page(
    session: Session, organisation_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[tuple[Place, int]]:
    """Physical places by name, open ones and closed ones, each with how many devices are there."""
    wanted = sa.select(Place).where(Place.organisation_id == organisation_id, _touchable())
    in_order = (sa.func.lower(Place.name), Place.id)
    last = session.get(Place, after) if after else None
    if last is not None and last.organisation_id == organisation_id:
        reached = sa.tuple_(sa.func.lower(last.name), last.id)
        wanted = wanted.where(sa.tuple_(*in_order) > reached)
    rows = session.scalars(wanted.order_by(*in_order).limit(size + 1)).all()
    counts = _counts(session, [place.id for place in rows])
    counted = [(place, counts.get(place.id, 0)) for place in rows]
    return cut(counted, [place.id for place in rows], size)


def get(session: Session, organisation_id: int, place_id: int) -> Place:
    place = session.get(Place, place_id)
    if place is None or place.organisation_id != organisation_id:
        raise NotFound(UNKNOWN)
    return place


def get_physical(session: Session, organisation_id: int, place_id: int) -> Place:
    """A place that a person can choose or change: never an account that no hand can touch."""
    place = get(session, organisation_id, place_id)
    if not PlaceKind(place.kind).physical:
        raise NotFound(UNKNOWN)
    return place


def count(session: Session, place: Place) -> int:
    """How many devices are there now."""
    return _counts(session, [place.id]).get(place.id, 0)


def create(
    session: Session,
    *,
    organisation_id: int,
    kind: PlaceKind,
    name: str,
    client_id: str | None = None,
) -> Place:
    """A new place; the same ``client_id`` (UUID of the form) makes it once.

    Raises Invalid without a name, Conflict when the name is taken.
    """
    name = _name(name)
    lock(session, key_of("places", str(organisation_id)))
    known = _by_client_id(session, organisation_id, client_id)
    if known is not None and known.name == name:
        return known
    _refuse_taken(session, organisation_id, name)
    place = Place(
        organisation_id=organisation_id,
        kind=kind.value,
        name=name,
        client_id=None if known else client_id,  # a form gone back to, for another place
    )
    session.add(place)
    session.flush()
    return place


def change(session: Session, place: Place, *, kind: PlaceKind, name: str) -> None:
    """Another name or kind for the same place. Raises Invalid or Conflict like ``create``."""
    name = _name(name)
    lock(session, key_of("places", str(place.organisation_id)))
    if name != place.name:
        _refuse_taken(session, place.organisation_id, name)
    place.kind, place.name = kind.value, name
    session.flush()


def close(session: Session, place: Place) -> None:
    """Nothing can be put there any more; its history stays. Raises Conflict unless it is empty."""
    session.refresh(place, with_for_update=True)  # nothing comes in while we count
    if devices := count(session, place):
        raise Conflict(
            N_("Op %(name)s: nog %(count)s. Verplaats eerst alles, en sluit dan de plaats."),
            name=place.name,
            count=devices,
        )
    place.active = False
    session.flush()


def reopen(session: Session, place: Place) -> None:
    place.active = True
    session.flush()


def _touchable() -> sa.ColumnElement[bool]:
    return Place.kind.in_([kind.value for kind in KIND_NAMES])


def _counts(session: Session, place_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        sa.select(Holding.place_id, sa.func.count())
        .where(Holding.place_id.in_(place_ids))
        .group_by(Holding.place_id)
    )
    return dict(rows.all())


def _name(name: str) -> str:
    name = tidy(name)[:80]
    if not name:
        raise Invalid(N_("Geef de plaats een naam."), field="name")
    return name


def _refuse_taken(session: Session, organisation_id: int, name: str) -> None:
    taken = sa.select(Place.active).where(
        Place.organisation_id == organisation_id, Place.name == name
    )
    active = session.scalar(taken)
    if active:
        raise Conflict(N_("De plaats %(name)s bestaat al."), field="name", name=name)
    if active is not None:
        raise Conflict(
            N_("De plaats %(name)s bestaat al, maar is gesloten. Open ze weer in de lijst."),
            field="name",
            name=name,
        )


def _by_client_id(session: Session, organisation_id: int, client_id: str | None) -> Place | None:
    if client_id is None:
        return None
    return session.scalar(
        sa.select(Place).where(
            Place.organisation_id == organisation_id, Place.client_id == client_id
        )
    )
