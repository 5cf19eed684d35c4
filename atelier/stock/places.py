"""The places of an organisation."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import N_, Conflict, Invalid, NotFound
from atelier.stock.models import Place, PlaceKind

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
            Place.kind.in_([kind.value for kind in KIND_NAMES]),
        )
        .order_by(Place.kind, Place.name)
    ).all()


def get(session: Session, organisation_id: int, place_id: int) -> Place:
    place = session.get(Place, place_id)
    if place is None or place.organisation_id != organisation_id:
        raise NotFound(N_("Deze plaats bestaat niet (meer). Kies een andere."))
    return place


def create(session: Session, *, organisation_id: int, kind: PlaceKind, name: str) -> Place:
    name = name.strip()
    if not name:
        raise Invalid(N_("Geef de plaats een naam."), field="name")
    taken = sa.select(Place.id).where(Place.organisation_id == organisation_id, Place.name == name)
    if session.scalar(taken):
        raise Conflict(N_("De plaats %(name)s bestaat al."), name=name)
    place = Place(organisation_id=organisation_id, kind=kind.value, name=name)
    session.add(place)
    session.flush()
    return place
