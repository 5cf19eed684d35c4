"""People before the pages of the bench, and machines on it."""

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.people.roles import Role
from tests.factories import World
from tests.machines import Machine
from tests.visits import Person

PutOn = Callable[..., Machine]
Visit = Callable[..., Person]


@pytest.fixture
def put_on(session: Session, world: World) -> PutOn:
    def made(number: int = 1, owner: World = world, **parts: Any) -> Machine:
        return Machine(session, owner.station, number, **parts)

    return made


@pytest.fixture
def visit(app: APIFlask, world: World) -> Visit:
    """A person of that role, signed in."""

    def made(role: Role = Role.BENCH_WORKER, owner: World = world) -> Person:
        person = Person(app)
        person.sign_in(owner.accounts[role].login)
        return person

    return made


@pytest.fixture
def person(visit: Visit) -> Person:
    return visit()
