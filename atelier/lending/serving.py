"""Organisations that lend what this workshop prepares: made with their first desk and account."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import key_of, lock
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people import service
from atelier.people.models import Account, Organisation
from atelier.people.roles import Role
from atelier.people.text import tidy
from atelier.stock import desks, places
from atelier.stock.models import Place, PlaceKind
from atelier.words import N_


def served(session: Session, workshop_id: int) -> Sequence[Organisation]:
    """The workshop's own organisation first, then those it serves, by name."""
    return session.scalars(
        sa.select(Organisation)
        .where(
            sa.or_(Organisation.id == workshop_id, Organisation.served_by_id == workshop_id),
        )
        .order_by(Organisation.id != workshop_id, Organisation.name)
    ).all()


def get(session: Session, workshop_id: int, organisation_id: int) -> Organisation:
    """The workshop's own or one that it serves. Raises NotFound."""
    found = session.get(Organisation, organisation_id)
    if found is None or workshop_id not in (found.id, found.served_by_id):
        raise NotFound(N_("Deze organisatie kennen we niet."))
    return found


def take_on(session: Session, workshop_id: int, *, name: str, desk: str, client_id: str) -> Place:
    """A new organisation that the workshop serves, with its first desk.

    The same ``client_id`` (UUID of the form) makes it once. Raises Invalid without a name,
    Conflict where that name is taken.
    """
    client_id, name = ids.checked(client_id), tidy(name)[:120]
    if not name:
        raise Invalid(N_("Schrijf de naam van de organisatie."), field="name")
    lock(session, key_of("organisations"))
    if known := _made_before(session, workshop_id, client_id):
        return known
    if session.scalar(sa.select(Organisation.id).where(Organisation.name == name)) is not None:
        raise Conflict(N_("De organisatie %(name)s bestaat al."), field="name", name=name)
    organisation = Organisation(name=name, served_by_id=workshop_id)
    session.add(organisation)
    session.flush()
    return open_desk(session, organisation, desk, client_id=client_id)


def open_desk(session: Session, organisation: Organisation, name: str, *, client_id: str) -> Place:
    """A new desk. Raises as ``places.create``."""
    place = places.create(
        session,
        organisation_id=organisation.id,
        kind=PlaceKind.DESK,
        name=name,
        client_id=ids.checked(client_id),
    )
    desks.of(session, place)
    return place


def add_worker(
    session: Session,
    place: Place,
    *,
    login: str,
    name: str,
    password: str,
    by: Account,
    client_id: str,
) -> Account:
    """Somebody who works at this desk, with an account of its organisation. Twice is once.

    Raises as ``create_account``.
    """
    account = service.create_account(
        session,
        organisation_id=place.organisation_id,
        login=login,
        name=name,
        role=Role.DESK,
        password=password,
        by=by,
        client_id=client_id,
    )
    desks.set_workers(session, place, {*desks.workers(session, place), account.id})
    return account


def people_of(session: Session, place: Place) -> Sequence[Account]:
    """Who may work at this desk: those of its organisation with the role of the desk, by name."""
    return session.scalars(
        sa.select(Account)
        .where(
            Account.organisation_id == place.organisation_id,
            Account.role == Role.DESK.value,
            Account.active,
        )
        .order_by(Account.name, Account.id)
    ).all()


def equipment_of(session: Session, place: Place) -> Place | None:
    """Where the equipment of this desk is written down."""
    return session.scalar(
        sa.select(Place)
        .where(Place.parent_id == place.id, Place.kind == PlaceKind.EQUIPMENT.value, Place.active)
        .order_by(Place.id)
        .limit(1)
    )


def _made_before(session: Session, workshop_id: int, client_id: str) -> Place | None:
    return session.scalar(
        sa.select(Place)
        .join(Organisation, Organisation.id == Place.organisation_id)
        .where(Organisation.served_by_id == workshop_id, Place.client_id == client_id)
    )
