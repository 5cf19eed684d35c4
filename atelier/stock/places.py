"""The places of an organisation."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.text import tidy
from atelier.stock import tree
from atelier.stock.models import Balance, Hold, Holding, Place, PlaceKind, Posting
from atelier.words import N_, Sentence

#: The accounts that every workshop has; no hand can touch what is on them.
_VIRTUAL = {
    PlaceKind.DONOR: N_("Bij de schenker"),
    PlaceKind.TRANSIT: N_("Onderweg"),
    PlaceKind.LENT: N_("Uitgeleend"),
    PlaceKind.PARTS: N_("Onderdelen"),
    PlaceKind.INSTALLED: N_("Ingebouwd"),
    PlaceKind.LOST: N_("Vermist"),
    PlaceKind.SCRAPPED: N_("Afgedankt"),
    PlaceKind.GIVEN: N_("Weggegeven"),
    PlaceKind.RETURNED: N_("Terug naar de schenker"),
    PlaceKind.GONE: N_("Weg"),
    PlaceKind.MERGED: N_("Samengevoegd"),
}

KIND_NAMES: dict[PlaceKind, str] = {
    PlaceKind.SITE: N_("Gebouw"),
    PlaceKind.ROOM: N_("Lokaal"),
    PlaceKind.RACK: N_("Rek"),
    PlaceKind.SHELF: N_("Plank"),
    PlaceKind.BENCH: N_("Werkbank"),
    PlaceKind.VAN: N_("Bestelwagen"),
    PlaceKind.DESK: N_("Digibankpunt"),
    PlaceKind.EQUIPMENT: N_("Uitrusting van een punt"),
}

KIND_ICONS: dict[PlaceKind, str] = {
    PlaceKind.SITE: "building",
    PlaceKind.ROOM: "door-open",
    PlaceKind.RACK: "grid-3x3",
    PlaceKind.SHELF: "bookshelf",
    PlaceKind.BENCH: "tools",
    PlaceKind.VAN: "truck",
    PlaceKind.DESK: "shop",
    PlaceKind.EQUIPMENT: "printer",
}

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


def spoken(place: Place | None) -> str | Sentence:
    """Its name, to stand in a sentence; an account that no hand can touch is called as we do."""
    if place is None:
        return "?"
    return place.name if PlaceKind(place.kind).physical else Sentence(place.name)


def physical(session: Session, organisation_id: int) -> Sequence[Place]:
    """The places people can choose, by kind and name."""
    return session.scalars(
        sa.select(Place)
        .where(
            Place.organisation_id == organisation_id,
            Place.active,
            touchable(),
        )
        .order_by(Place.kind, Place.name)
    ).all()


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


def count_articles(session: Session, place: Place) -> int:
    """How many things without a tag are there now."""
    wanted = sa.select(sa.func.sum(Balance.quantity)).where(Balance.place_id == place.id)
    return session.scalar(wanted) or 0


def create(
    session: Session,
    *,
    organisation_id: int,
    kind: PlaceKind,
    name: str,
    client_id: str | None = None,
    parent: Place | None = None,
) -> Place:
    """A new place, in ``parent``; the same ``client_id`` (UUID of the form) makes it once.

    Raises Invalid without a name or where it cannot be in ``parent``, Conflict when the name is
    taken or ``parent`` is closed.
    """
    name = _name(name)
    tree.refuse_parent(kind, parent)
    lock(session, key_of("places", str(organisation_id)))
    known = _by_client_id(session, organisation_id, client_id)
    if known is not None and known.name == name:
        return known
    _refuse_taken(session, organisation_id, name)
    place = Place(
        organisation_id=organisation_id,
        kind=kind.value,
        name=name,
        parent_id=parent.id if parent else None,
        client_id=None if known else client_id,  # a form gone back to, for another place
    )
    session.add(place)
    session.flush()
    return place


def change(
    session: Session, place: Place, *, kind: PlaceKind, name: str, parent: Place | None = None
) -> None:
    """Another name, kind or parent for the same place. Raises Invalid or Conflict like ``create``.

    Also Conflict where it would be in itself, could no longer hold what is in it, or would begin
    or cease to lend while it has a past: what came there passed other gates.
    """
    name = _name(name)
    lock(session, key_of("places", str(place.organisation_id)))
    if parent is not None and tree.is_below(session, parent, place):
        raise Invalid(N_("Een plaats kan niet in zichzelf staan."), field="parent")
    if (kind, parent and parent.id) != (place.kind, place.parent_id):
        tree.refuse_parent(kind, parent)
    _refuse_misfits(session, place, kind)
    if kind != place.kind and PlaceKind.DESK in {kind, place.kind}:
        _refuse_used(session, place)
    if name != place.name:
        _refuse_taken(session, place.organisation_id, name)
    place.kind, place.name = kind.value, name
    place.parent_id = parent.id if parent else None
    session.flush()


def close(session: Session, place: Place) -> None:
    """Nothing can be put there any more; its history stays. Raises Conflict unless it is empty."""
    session.refresh(place, with_for_update=True)  # nothing comes in while we count
    if things := count(session, place) + count_articles(session, place):
        raise Conflict(
            N_("Op %(name)s: nog %(count)s. Verplaats eerst alles, en sluit dan de plaats."),
            name=place.name,
            count=things,
        )
    if inside := open_inside(session, place):
        raise Conflict(
            N_("In %(name)s is %(inside)s nog open. Sluit dat eerst."),
            name=place.name,
            inside=inside,
        )
    place.active = False
    session.flush()


def open_inside(session: Session, place: Place) -> str | None:
    """The name of an open place in this one; None where there is none."""
    wanted = sa.select(Place.name).where(Place.parent_id == place.id, Place.active)
    return session.scalar(wanted.order_by(Place.name).limit(1))


def reopen(session: Session, place: Place) -> None:
    place.active = True
    session.flush()


def touchable() -> sa.ColumnElement[bool]:
    """Of the kinds that people make and choose: none of the accounts that no hand can touch."""
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


def _refuse_misfits(session: Session, place: Place, kind: PlaceKind) -> None:
    """What is in it has to be able to stay there."""
    inside = session.scalars(sa.select(Place).where(Place.parent_id == place.id, Place.active))
    for other in inside:
        if kind not in tree.PARENTS[PlaceKind(other.kind)]:
            raise Conflict(
                N_("%(inside)s staat in deze plaats, en kan daar dan niet blijven."),
                field="kind",
                inside=other.name,
            )


def _refuse_used(session: Session, place: Place) -> None:
    moved = sa.select(Posting.id).where(
        sa.or_(Posting.from_place_id == place.id, Posting.to_place_id == place.id)
    )
    promised = sa.select(Hold.id).where(Hold.place_id == place.id)
    if session.scalar(moved.limit(1)) or session.scalar(promised.limit(1)):
        raise Conflict(
            N_(
                "%(name)s is al gebruikt: een digibankpunt blijft dat, en een andere plaats wordt"
                " het niet meer. Maak een nieuwe plaats."
            ),
            field="kind",
            name=place.name,
        )


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
