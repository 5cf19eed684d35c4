"""What of the stock a person sees: the workshop all of it, a desk what is or comes there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.errors import NotFound
from atelier.people.actor import Actor
from atelier.people.guard import me
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import desks, places, tree
from atelier.stock.models import Place, PlaceKind


@dataclass(frozen=True, slots=True)
class Reach:
    """``place_ids``: those that the person looks after; None: all of the workshop."""

    workshop_id: int
    place_ids: Collection[int] | None

    def sees(self, *place_ids: int) -> bool:
        """Whether one of these places is the person's."""
        return self.place_ids is None or any(one in self.place_ids for one in place_ids)


def of(session: Session, account: Account) -> Reach:
    workshop_id = account.organisation.workshop_id
    if account.role == Role.DESK:
        worked_at = [place.id for place in desks.worked_at(session, account)]
        return Reach(workshop_id, set(session.scalars(tree.all_below(worked_at))))
    if account.organisation_id != workshop_id:
        theirs = sa.select(Place.id).where(Place.organisation_id == account.organisation_id)
        return Reach(workshop_id, set(session.scalars(theirs)))
    return Reach(workshop_id, None)


def mine() -> Reach:
    return of(db.session, me())


def offered(session: Session, reach: Reach) -> Sequence[Place]:
    """The open places that the person can choose, by kind and name: for the workshop its own
    and the desks that it serves.
    """
    wanted = sa.select(Place).where(Place.active, places.touchable())
    if reach.place_ids is not None:
        wanted = wanted.where(Place.id.in_(reach.place_ids))
    else:
        served = desks.workshops(session, reach.workshop_id)
        own = Place.organisation_id == reach.workshop_id
        their_desk = Place.organisation_id.in_(served) & (Place.kind == PlaceKind.DESK)
        wanted = wanted.where(own | their_desk)
    return session.scalars(wanted.order_by(Place.kind, sa.func.lower(Place.name))).all()


def place(session: Session, reach: Reach, place_id: int | None) -> Place:
    """One of those offered. Raises NotFound."""
    found = next((one for one in offered(session, reach) if one.id == place_id), None)
    if found is None:
        raise NotFound(places.UNKNOWN, field="place")
    return found


def grouped(found: Sequence[Place]) -> list[tuple[PlaceKind, list[Place]]]:
    """By kind, in the order in which kinds are named everywhere."""
    kinds = ((kind, [one for one in found if one.kind == kind]) for kind in places.KIND_NAMES)
    return [(kind, group) for kind, group in kinds if group]


def actor() -> Actor:
    return Actor(account_id=me().id)
