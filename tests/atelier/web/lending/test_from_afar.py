"""What a coordinator reads of the points on the first page, and nobody else."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.fitting import Wish
from atelier.lending.models import Reservation
from atelier.people.roles import Role
from atelier.stock import transfers
from atelier.stock.models import Place
from tests.atelier.web.lending.lent import fresh, lend
from tests.factories import World
from tests.visits import Person

TITLE = "Bij de digibankpunten"
DAY = timedelta(days=1)


@pytest.fixture
def busy(
    session: Session,
    world: World,
    desk: Place,
    neighbour: Place,
    at_desk: Callable[..., Device],
    ready: Callable[..., Device],
    ask: Callable[..., Reservation],
) -> None:
    """Of each something: two late loans, three that wait, one inspection, one that did not come."""
    for place in (desk, neighbour):
        lend(session, place, at_desk(place=place), world.actor, due_on=date.today() - DAY)
    lend(session, desk, at_desk(), world.actor)
    at_desk().inspect_by = date.today() - DAY
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=desk,
        actor=world.actor,
        client_id=fresh(),
    )
    transfers.add(session, transfer, ready())
    transfers.send(session, transfer, actor=world.actor)
    transfers.close(session, transfer, actor=world.actor)
    ask(3, wish=Wish(kind="laptop"))
    session.commit()


def figures(page: str) -> dict[str, str]:
    card = page.split(TITLE)[1].split("</section>", maxsplit=1)[0]
    lines = card.split("<a ")[1:]
    told = [(line.split("<span>")[1], line.split("<strong>")[1]) for line in lines]
    return {name.split("<")[0]: count.split("<")[0] for name, count in told}


@pytest.mark.usefixtures("busy")
def test_what_somebody_has_to_do_something_about(coordinator: Person) -> None:
    page = coordinator.get("/").text
    assert figures(page) == {
        "Uitleningen te laat": "2",
        "Toestellen waarop iemand wacht": "3",
        "Controles te laat": "1",
        "Zendingen waarvan iets niet aankwam": "1",
    }
    for address in ("/loans?which=overdue", "/reservations/waiting", "/inspections"):
        assert f'href="{address}"' in page
        assert coordinator.get(address).status_code == 200


def test_nothing_where_there_is_nothing(coordinator: Person, desk: Place) -> None:
    assert TITLE not in coordinator.get("/").text


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BENCH_WORKER, Role.DESK])
def test_not_for_who_decides_nothing_there(app: APIFlask, world: World, role: Role) -> None:
    person = Person(app)
    person.sign_in(world.accounts[role].login)
    assert TITLE not in person.get("/").text
