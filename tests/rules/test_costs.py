"""No page asks more of the database when there is more to show: walked with the demo, and with
four times as many devices, loans and borrowers, that each moved more often.
"""

import itertools
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from atelier.db import db
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock.models import Place, PlaceKind, Posting
from tests.benchmarks.filling import multiply
from tests.benchmarks.lengthening import lengthen
from tests.demo import demo_app, make_demo
from tests.rules.visiting import page_of, routes, signed_in
from tests.visits import counted

#: Beside those without a number in their address: lists of one desk, of one device.
OF_ONE = ("/desk/{desk}/stock", "/picking/{desk}", "/devices/{device}/moves")
Costs = dict[tuple[Role, str], int]


@pytest.fixture(scope="module")
def own_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    """Not the one of the other rules: here it grows."""
    application = demo_app(make_demo(tmp_path_factory.mktemp("costs")))
    yield application
    with application.app_context():
        db.engine.dispose()


def costs(app: APIFlask) -> Costs:
    """Statements of every page that leads anywhere; read twice, for the first may remember."""
    found: Costs = {}
    for role, address in itertools.product((Role.COORDINATOR, Role.DESK), addresses(app)):
        client = signed_in(app, role)
        for _ in range(2):
            with app.app_context():
                engine = db.engine
            with counted(engine) as seen:
                answer = page_of(client, address)
            if answer.status_code == 200:
                found[role, address] = len(seen)
    return found


def addresses(app: APIFlask) -> list[str]:
    with app.app_context():
        numbers = {
            "desk": db.session.scalar(sa.select(Place.id).where(Place.kind == PlaceKind.DESK)),
            "device": db.session.scalar(sa.select(sa.func.min(Posting.device_id))),
        }
    fixed = [
        route.address
        for route in routes(app)
        if route.fixed and route.for_people and "GET" in route.methods
    ]
    return sorted({*fixed, *(one.format(**numbers) for one in OF_ONE)})


def test_no_page_asks_more_when_there_is_more(own_demo: APIFlask) -> None:
    few = costs(own_demo)
    with own_demo.app_context(), db.engine.begin() as connection:
        there = connection.scalars(sa.select(sa.func.count()).select_from(Device)).one()
        moves = connection.scalars(sa.select(sa.func.count()).select_from(Posting)).one()
        multiply(connection, 4 * there)
        lengthen(connection, 8 * moves)
    many = costs(own_demo)
    assert {page for _, page in few} >= {"/window", "/loans", "/stock", "/inspections", "/places"}
    grown = {page: (few[page], many.get(page)) for page in few if many.get(page) != few[page]}
    assert grown == {}
