"""A device with a broken keyboard, and parts to mend it with."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from atelier.devices import faults
from atelier.devices.models import Device
from atelier.stock import articles, ledger, places
from atelier.stock.models import Article, ArticleKind, PlaceKind
from atelier.workshop.repair import service
from atelier.workshop.repair.models import Repair
from tests.factories import World, make_ready

Stocked = Callable[..., Article]


@pytest.fixture
def device(session: Session, world: World) -> Device:
    """A laptop that was ready, until somebody saw its keyboard."""
    made = make_ready(session, world)
    faults.open(
        session,
        made,
        problem="keyboard",
        source="person",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    return made


@pytest.fixture
def repair(session: Session, world: World, device: Device) -> Repair:
    return service.start(
        session, device, "keyboard", actor=world.actor, client_id=str(uuid.uuid4())
    )


@pytest.fixture
def stocked(session: Session, world: World) -> Stocked:
    """Makes an article of which so many lie on the shelf."""

    def make(count: int, name: str = "Toetsenbord T470", **known: object) -> Article:
        article = articles.create(
            session, organisation_id=world.organisation.id, kind=ArticleKind.KEYBOARD, name=name
        )
        for key, value in known.items():
            setattr(article, key, value)
        ledger.post_articles(
            session,
            article,
            count,
            origin=places.virtual(session, world.organisation.id, PlaceKind.DONOR),
            to=world.shelf,
            reason="came_in",
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )
        return article

    return make
