"""A desk of the workshop's own, one of a neighbouring council, and what is ready for them."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.fitting import Wish
from atelier.lending.models import Reservation
from atelier.lending.reservations import asking
from atelier.people import service as people
from atelier.stock import places
from atelier.stock.models import Place, PlaceKind
from tests.factories import World, make_ready

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
