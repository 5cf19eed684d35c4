"""A desk of the workshop's own, one of a neighbouring council, and what is ready for them."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from atelier import settings
from atelier.devices.models import Device
from atelier.lending.fitting import Wish
from atelier.lending.loans import handing_over
from atelier.lending.loans.handing_over import Terms
from atelier.lending.models import Borrower, Loan, Reservation
from atelier.lending.reservations import asking
from atelier.people import service as people
from atelier.stock import articles, ledger, places
from atelier.stock.models import Article, ArticleKind, Place, PlaceKind
from tests.factories import World, make_ready
from tests.lent import register

GIB = 2**30

Ask = Callable[..., Reservation]
Ready = Callable[..., Device]


@pytest.fixture
def desk(session: Session, world: World) -> Place:
    return places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Testpunt"
    )


@pytest.fixture
def neighbour(session: Session, world: World) -> Place:
    served = people.find_or_create_organisation(session, "Buurgemeente")
    served.served_by_id = world.organisation.id
    return places.create(
        session, organisation_id=served.id, kind=PlaceKind.DESK, name="Punt bij de buren"
    )


@pytest.fixture
def ready(session: Session, world: World) -> Ready:
    """Makes a screen that is ready; screens pass the fewest gates."""

    def make(**known: Any) -> Device:
        return make_ready(session, world, **{"kind": "screen", **known})

    return make


@pytest.fixture
def ask(session: Session, world: World, desk: Place) -> Ask:
    def make(quantity: int = 1, **more: Any) -> Reservation:
        wish = Wish(kind=more.pop("kind", "screen"), **more.pop("wish", {}))
        return asking.ask(
            session,
            **{
                "desk": desk,
                "wish": wish,
                "quantity": quantity,
                "wanted_by": date.today() + timedelta(days=14),
                "actor": world.actor,
                "client_id": str(uuid.uuid4()),
                **more,
            },
        )

    return make


Lend = Callable[..., Loan]
DEFAULTS = settings.load().lending


@pytest.fixture
def at_desk(session: Session, world: World, desk: Place, ready: Ready) -> Ready:
    """Makes a device that stands ready at the desk."""

    def make(**known: Any) -> Device:
        device = ready(**known)
        ledger.post(
            session, device, desk, reason="moved", actor=world.actor, client_id=str(uuid.uuid4())
        )
        return device

    return make


@pytest.fixture
def borrower(session: Session, desk: Place) -> Borrower:
    return register(session, desk)


@pytest.fixture
def lend(session: Session, world: World, desk: Place, borrower: Borrower) -> Lend:
    def hand_over(device: Device, **more: Any) -> Loan:
        names = ("tariff", "due_on", "articles", "state_note")
        terms = {name: more.pop(name) for name in names if name in more}
        return handing_over.hand_over(
            session,
            **{
                "desk": desk,
                "device": device,
                "borrower": borrower,
                "terms": Terms(**{"tariff": "kansentarief", **terms}),
                "defaults": DEFAULTS,
                "actor": world.actor,
                "client_id": str(uuid.uuid4()),
                **more,
            },
        )

    return hand_over


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
    return article
