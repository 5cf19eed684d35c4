"""Whoever looks at devices, and whoever writes what is asked."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.roles import Role
from tests.factories import World, make_ready, tell
from tests.visits import Person

SignIn = Callable[[Role], Person]


@pytest.fixture
def sign_in(app: APIFlask, world: World) -> SignIn:
    def as_role(role: Role) -> Person:
        visitor = Person(app)
        visitor.sign_in(world.accounts[role].login)
        return visitor

    return as_role


@pytest.fixture
def device(session: Session, world: World) -> Device:
    """All but looked at."""
    ready = make_ready(session, world)
    tell(session, world, ready, facts.REPAIRED)
    session.commit()
    return ready
