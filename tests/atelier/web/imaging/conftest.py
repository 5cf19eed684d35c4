"""People who look at the pages of imaging."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from atelier.people.roles import Role
from tests.factories import World
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
def worker(sign_in: SignIn) -> Person:
    return sign_in(Role.BENCH_WORKER)


@pytest.fixture
def coordinator(sign_in: SignIn) -> Person:
    return sign_in(Role.COORDINATOR)
