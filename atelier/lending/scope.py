"""Whose desks a person looks after: the own one at the desk, all of them for a coordinator."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import NotFound
from atelier.lending.models import Loan, Reservation, ReservedUnit
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import desks
from atelier.stock.models import Place, PlaceKind
from atelier.words import N_


def desks_of(session: Session, account: Account) -> Sequence[Place]:
    """By name. A coordinator sees those of the organisations that the workshop serves as well; and
    last, closed ones of which a borrower still has something, or where somebody still waits.
    """
    if account.role == Role.DESK:
        return desks.worked_at(session, account)
    organisations = desks.workshops(session, account.organisation_id)
    return [*desks.all_of(session, organisations), *_unfinished(session, organisations)]


def desk(session: Session, account: Account, place_id: int) -> Place:
    """Raises NotFound for a desk that this person does not look after."""
    found = {place.id: place for place in desks_of(session, account)}.get(place_id)
    if found is None:
        raise NotFound(N_("Dit digibankpunt kennen we niet, of het is niet het jouwe."))
    return found


def may_see_names(account: Account, organisation_id: int) -> bool:
    """Borrowers' names are their own organisation's: to others a reference is enough."""
    return account.organisation_id == organisation_id


def _unfinished(session: Session, organisation_ids: Sequence[int]) -> Sequence[Place]:
    """Closed desks whose loans or reservations nobody else would see any more."""
    lends = sa.exists().where(Loan.place_id == Place.id, Loan.ended_at.is_(None))
    waits = sa.exists().where(
        Reservation.place_id == Place.id,
        ReservedUnit.reservation_id == Reservation.id,
        ReservedUnit.resolved_at.is_(None),
    )
    return session.scalars(
        sa.select(Place)
        .where(
            Place.organisation_id.in_(organisation_ids),
            Place.kind == PlaceKind.DESK,
            ~Place.active,
            sa.or_(lends, waits),
        )
        .order_by(Place.name)
    ).all()
