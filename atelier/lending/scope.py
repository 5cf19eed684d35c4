"""Whose desks a person looks after: the own one at the desk, all of them for a coordinator."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from atelier.errors import NotFound
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import desks
from atelier.stock.models import Place
from atelier.words import N_


def desks_of(session: Session, account: Account) -> Sequence[Place]:
    """By name. A coordinator sees those of the organisations that the workshop serves as well."""
    if account.role == Role.DESK:
        return desks.worked_at(session, account)
    return desks.all_of(session, desks.workshops(session, account.organisation_id))


def desk(session: Session, account: Account, place_id: int) -> Place:
    """Raises NotFound for a desk that this person does not look after."""
    found = {place.id: place for place in desks_of(session, account)}.get(place_id)
    if found is None:
        raise NotFound(N_("Dit digibankpunt kennen we niet, of het is niet het jouwe."))
    return found


def may_see_names(account: Account, organisation_id: int) -> bool:
    """Borrowers' names are their own organisation's: to others a reference is enough."""
    return account.organisation_id == organisation_id
