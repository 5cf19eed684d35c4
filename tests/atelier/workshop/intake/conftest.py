"""A donation on its way in, and one scan of it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.devices import tags
from atelier.people.roles import Role
from atelier.workshop.intake import donations, donors, service
from atelier.workshop.intake.models import Donation, Donor, IntakeScan
from tests.factories import World, sign_in_as

Receive = Callable[..., IntakeScan]


@pytest.fixture
def donor(session: Session, world: World) -> Donor:
    made = donors.create(
        session,
        organisation_id=world.organisation.id,
        client_id=str(uuid.uuid4()),
        details=donors.Details(kind="council", name="Testgemeente"),
    )
    session.commit()
    return made


@pytest.fixture
def donation(session: Session, donor: Donor) -> Donation:
    details = donations.Details(promised={"laptop": 3, "screen": 0})
    made = donations.create(session, donor=donor, client_id=str(uuid.uuid4()), details=details)
    session.commit()
    return made


@pytest.fixture
def receive(session: Session, world: World, donation: Donation) -> Receive:
    """Receives a code at the bench, as a laptop of the donation unless told otherwise."""

    def scan(code: str, **more: Any) -> IntakeScan:
        chosen = {
            "organisation_id": world.organisation.id,
            "client_id": str(uuid.uuid4()),
            "donation": donation,
            "place": world.bench,
            "kind": "laptop",
            "actor": world.actor,
            **more,
        }
        return service.receive(session, code=code, **chosen)

    return scan


@pytest.fixture
def coordinator(client: FlaskClient, world: World) -> FlaskClient:
    sign_in_as(client, world.accounts[Role.COORDINATOR])
    return client


@pytest.fixture
def volunteer(client: FlaskClient, world: World) -> FlaskClient:
    sign_in_as(client, world.accounts[Role.VOLUNTEER])
    return client


@pytest.fixture
def blank(session: Session, world: World) -> str:
    (tag,) = tags.print_run(
        session, organisation_id=world.organisation.id, count=1, batch=str(uuid.uuid4())
    )
    session.commit()
    return tag.number
