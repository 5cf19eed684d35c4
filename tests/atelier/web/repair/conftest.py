"""People who tell, who repair and who decide, and a laptop with a broken keyboard."""

import uuid

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.devices import faults
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock import articles, ledger, places
from atelier.stock.models import Article, ArticleKind, PlaceKind
from tests.factories import World, make_ready
from tests.visits import Person


def _person(app: APIFlask, session: Session, world: World, role: Role) -> Person:
    session.commit()
    made = Person(app)
    made.sign_in(world.accounts[role].login)
    return made


@pytest.fixture
def volunteer(app: APIFlask, session: Session, world: World) -> Person:
    return _person(app, session, world, Role.VOLUNTEER)


@pytest.fixture
def worker(app: APIFlask, session: Session, world: World) -> Person:
    return _person(app, session, world, Role.BENCH_WORKER)


@pytest.fixture
def coordinator(app: APIFlask, session: Session, world: World) -> Person:
    return _person(app, session, world, Role.COORDINATOR)


@pytest.fixture
def device(session: Session, world: World) -> Device:
    made = make_ready(session, world)
    faults.open(
        session,
        made,
        problem="keyboard",
        source="desk",
        words="De spatie blijft hangen",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    return made


@pytest.fixture
def keyboard(session: Session, world: World) -> Article:
    """A sort of part of which two lie on the shelf."""
    article = articles.create(
        session,
        organisation_id=world.organisation.id,
        kind=ArticleKind.KEYBOARD,
        name="Toetsenbord azerty",
    )
    article.value_cents, article.minimum = 1500, 2
    ledger.post_articles(
        session,
        article,
        2,
        origin=places.virtual(session, world.organisation.id, PlaceKind.DONOR),
        to=world.shelf,
        reason="came_in",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    return article
