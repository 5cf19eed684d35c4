"""A desk with somebody at it, one of a neighbouring council, and what is ready at the first."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.fitting import Wish
from atelier.lending.models import Reservation
from atelier.lending.reservations import asking
from atelier.people import service as people
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import articles, desks, ledger, places
from atelier.stock.models import Article, ArticleKind, Place, PlaceKind
from tests.factories import PASSWORD, World, make_ready
from tests.visits import Person

AtDesk = Callable[..., Device]
Ask = Callable[..., Reservation]


@pytest.fixture
def desk(session: Session, world: World) -> Place:
    made = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Testpunt"
    )
    desks.set_workers(session, made, [world.accounts[Role.DESK].id])
    session.commit()
    return made


@pytest.fixture
def neighbour(session: Session, world: World) -> Place:
    """The desk of an organisation that the workshop serves."""
    served = people.find_or_create_organisation(session, "Buurgemeente")
    served.served_by_id = world.organisation.id
    made = places.create(
        session, organisation_id=served.id, kind=PlaceKind.DESK, name="Punt bij de buren"
    )
    session.commit()
    return made


@pytest.fixture
def neighbour_account(session: Session, neighbour: Place) -> Account:
    """Works at the desk of the neighbours."""
    account = people.create_account(
        session,
        organisation_id=neighbour.organisation_id,
        login="buur",
        name="Test buur",
        role=Role.DESK,
        password=PASSWORD,
    )
    desks.set_workers(session, neighbour, [account.id])
    session.commit()
    return account


@pytest.fixture
def host(app: APIFlask, world: World, desk: Place) -> Person:
    """Sits at the desk."""
    return _signed_in(app, world.accounts[Role.DESK].login)


@pytest.fixture
def coordinator(app: APIFlask, world: World) -> Person:
    return _signed_in(app, world.accounts[Role.COORDINATOR].login)


@pytest.fixture
def stranger(app: APIFlask, neighbour_account: Account) -> Person:
    """Sits at the desk of the neighbours."""
    return _signed_in(app, neighbour_account.login)


@pytest.fixture
def at_desk(session: Session, world: World, desk: Place) -> AtDesk:
    """Makes a screen that stands ready at the desk; screens pass the fewest gates."""

    def make(**known: Any) -> Device:
        to = known.pop("place", desk)
        device = make_ready(session, world, **{"kind": "screen", **known})
        ledger.post(
            session, device, to, reason="moved", actor=world.actor, client_id=str(uuid.uuid4())
        )
        session.commit()
        return device

    return make


@pytest.fixture
def ready(session: Session, world: World) -> AtDesk:
    def make(**known: Any) -> Device:
        device = make_ready(session, world, **{"kind": "screen", **known})
        session.commit()
        return device

    return make


@pytest.fixture
def ask(session: Session, world: World, desk: Place) -> Ask:
    def make(quantity: int = 1, **more: Any) -> Reservation:
        asked = {
            "desk": desk,
            "wish": Wish(kind="screen"),
            "quantity": quantity,
            "wanted_by": date.today() + timedelta(days=1),
            "actor": world.actor,
            "client_id": str(uuid.uuid4()),
            **more,
        }
        made = asking.ask(session, **asked)
        session.commit()
        return made

    return make


@pytest.fixture
def chargers(session: Session, world: World, desk: Place) -> Article:
    """Five at the desk."""
    article = articles.create(
        session, organisation_id=world.organisation.id, kind=ArticleKind.CHARGER, name="Lader"
    )
    ledger.post_articles(
        session,
        article,
        5,
        origin=places.virtual(session, world.organisation.id, PlaceKind.DONOR),
        to=desk,
        reason="intake",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    return article


def _signed_in(app: APIFlask, login: str) -> Person:
    visitor = Person(app)
    visitor.sign_in(login)
    return visitor
