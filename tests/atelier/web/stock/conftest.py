"""People who look at the pages of stock, what is there, and a desk of whom the workshop serves."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.people import service as people
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import articles, desks, ledger, places
from atelier.stock.models import Article, ArticleKind, Place, PlaceKind
from tests.factories import PASSWORD, World, make_ready
from tests.visits import Person

SignIn = Callable[[Account | Role], Person]
Scan = Callable[..., dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Stock:
    """Three screens that are ready and ten chargers on the shelf; the own desk, the neighbour's."""

    devices: list[Device]
    chargers: Article
    desk: Place
    neighbour: Place
    host: Account


@pytest.fixture
def stock(session: Session, world: World) -> Stock:
    organisation_id = world.organisation.id
    desk = places.create(
        session, organisation_id=organisation_id, kind=PlaceKind.DESK, name="Testpunt"
    )
    desks.set_workers(session, desk, [world.accounts[Role.DESK].id])
    served = people.find_or_create_organisation(session, "Buurgemeente")
    served.served_by_id = organisation_id
    neighbour = places.create(
        session, organisation_id=served.id, kind=PlaceKind.DESK, name="Punt bij de buren"
    )
    host = people.create_account(
        session,
        organisation_id=served.id,
        login=f"host-{uuid.uuid4().hex[:6]}",
        name="Test host",
        role=Role.DESK,
        password=PASSWORD,
    )
    desks.set_workers(session, neighbour, [host.id])
    chargers = articles.create(
        session, organisation_id=organisation_id, kind=ArticleKind.CHARGER, name="Testlader"
    )
    ledger.post_articles(
        session,
        chargers,
        10,
        origin=places.virtual(session, organisation_id, PlaceKind.DONOR),
        to=world.shelf,
        reason="intake",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    made = [make_ready(session, world, kind="screen") for _ in range(3)]
    session.commit()
    return Stock(devices=made, chargers=chargers, desk=desk, neighbour=neighbour, host=host)


@pytest.fixture
def sign_in(app: APIFlask, world: World) -> SignIn:
    def as_one(who: Account | Role) -> Person:
        visitor = Person(app)
        visitor.sign_in((world.accounts[who] if isinstance(who, Role) else who).login)
        return visitor

    return as_one


@pytest.fixture
def worker(sign_in: SignIn) -> Person:
    return sign_in(Role.BENCH_WORKER)


@pytest.fixture
def volunteer(sign_in: SignIn) -> Person:
    return sign_in(Role.VOLUNTEER)


@pytest.fixture
def coordinator(sign_in: SignIn) -> Person:
    return sign_in(Role.COORDINATOR)


@pytest.fixture
def desk_worker(sign_in: SignIn) -> Person:
    return sign_in(Role.DESK)


@pytest.fixture
def scan() -> Scan:
    """The answer to one scan, as the pile page gets it."""

    def send(person: Person, url: str, code: str | None, client_id: str = "") -> dict[str, Any]:
        if not person.token:
            person.get("/stock")
        answer = person._open(
            "POST",
            url,
            json={"id": client_id or str(uuid.uuid4()), "code": code},
            headers={"X-CSRFToken": person.token, "Accept": "application/json"},
        )
        return {"status": answer.status_code, **(answer.json or {})}

    return send


@pytest.fixture
def where(session: Session) -> Callable[[Device], str]:
    def name(device: Device) -> str:
        session.expire_all()
        place = ledger.place_of(session, device)
        return place.name if place else ""

    return name
