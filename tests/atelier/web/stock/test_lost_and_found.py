"""What was lost and is scanned again: told how, found here, measured and wiped anew."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.loans import ending
from atelier.people.roles import Role
from atelier.stock import ledger, places, stocktakes, transfers
from atelier.stock.models import Place, PlaceKind
from tests.atelier.web.stock.conftest import Scan, SignIn, Stock
from tests.factories import World, make_ready
from tests.lent import lend
from tests.visits import Person

Lose = Callable[[str], Device]
Where = Callable[[Device], str]
HOWS = {
    "lost": "zei een lener dat dit kwijt was",
    "stolen": "is dit gestolen gemeld",
    "counted": "is dit gemist bij een telling",
    "on_the_way": "ging dit onderweg verloren",
}


def fresh() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def lose(session: Session, world: World, stock: Stock) -> Lose:
    """A laptop that is lost, in one of the ways in which that happens."""

    def make(how: str) -> Device:
        device = make_ready(session, world)
        if how == "counted":
            _count(session, world, world.shelf, *stock.devices)
        elif how == "on_the_way":
            _lose_on_the_way(session, world, stock.desk, device)
        else:
            _lose_as_borrower(session, world, stock.desk, device, how)
        session.commit()
        return device

    return make


def _count(session: Session, world: World, place: Place, *seen: Device) -> None:
    count = stocktakes.open_one(
        session,
        organisation_id=world.organisation.id,
        place=place,
        actor=world.actor,
        client_id=fresh(),
    )
    for device in seen:
        stocktakes.scan(session, count, device, actor=world.actor, client_id=fresh())
    stocktakes.close(session, count, actor=world.actor)


def _lose_on_the_way(session: Session, world: World, to: Place, device: Device) -> None:
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=to,
        actor=world.actor,
        client_id=fresh(),
    )
    transfers.add(session, transfer, device)
    transfers.send(session, transfer, actor=world.actor)
    (line,) = transfers.close(session, transfer, actor=world.actor)
    transfers.settle(session, transfer, line, "lost", actor=world.actor)


def _lose_as_borrower(
    session: Session, world: World, desk: Place, device: Device, how: str
) -> None:
    ledger.post(session, device, desk, reason="moved", actor=world.actor, client_id=fresh())
    loan = lend(session, desk, device, world.actor)
    ending.write_off(
        session, loan, "lost" if how == "lost" else "stolen", actor=world.actor, client_id=fresh()
    )


def step(session: Session, device: Device) -> str:
    session.expire_all()
    return device.next_step


@pytest.mark.parametrize("how", HOWS)
def test_a_pile_tells_how_and_offers_that_it_is_here(
    worker: Person, session: Session, world: World, lose: Lose, scan: Scan, where: Where, how: str
) -> None:
    device = lose(how)
    told = scan(worker, f"/stock/move/{world.shelf.id}/scans", device.tag)
    assert told["state"] == "refused"
    assert HOWS[how] in told["detail"]
    assert "Meld dan dat het gevonden is" in told["detail"]
    assert where(device) == "Vermist"
    for _ in range(2):  # pressed twice, or sent again
        found = scan(worker, told["act"]["url"], None)
        assert found["state"] == "received"
        assert "opnieuw gemeten en gewist" in found["detail"]
    assert where(device) == "shelf"
    assert step(session, device) == "diagnose"
    moves = [one.reason for one in ledger.moves_of(session, device)]
    assert moves.count("found") == 1


@pytest.mark.parametrize("how", HOWS)
def test_a_desk_tells_how_and_has_it_found_there(
    desk_worker: Person, session: Session, stock: Stock, lose: Lose, where: Where, how: str
) -> None:
    device = lose(how)
    page = desk_worker.get(f"/desk/{stock.desk.id}/devices/{device.id}").text
    assert "Dit was vermist" in page
    assert HOWS[how] in page
    assert "Hier teruggevonden" in page
    answer = desk_worker.post(
        f"/stock/places/{stock.desk.id}/found/{device.id}", {}, follow_redirects=True
    )
    assert "Dit moet eerst naar het atelier" in answer.text
    assert where(device) == "Testpunt"
    assert step(session, device) == "diagnose"


def test_a_desk_finds_nothing_at_another_s(
    desk_worker: Person, stock: Stock, lose: Lose, where: Where
) -> None:
    device = lose("counted")
    url = f"/stock/places/{stock.neighbour.id}/found/{device.id}"
    assert desk_worker.post(url, {}).status_code == 404
    assert where(device) == "Vermist"


def test_the_page_of_the_device_finds_it_where_it_is_put(
    worker: Person, session: Session, world: World, lose: Lose, where: Where
) -> None:
    device = lose("lost")
    path = f"/devices/{device.id}/move"
    page = worker.get(path).text
    assert HOWS["lost"] in page
    form = {"client_id": worker.client_id(path), "place": world.bench.id}
    assert worker.post(path, form).status_code == 302
    assert where(device) == "bench"
    assert step(session, device) == "diagnose"


@pytest.mark.parametrize("who", [Role.BENCH_WORKER, Role.DESK])
def test_a_count_tells_how_and_has_it_here_once_it_is_closed(
    sign_in: SignIn,
    session: Session,
    world: World,
    stock: Stock,
    lose: Lose,
    scan: Scan,
    where: Where,
    who: Role,
) -> None:
    device, person = lose("stolen"), sign_in(who)
    count = stocktakes.open_one(
        session,
        organisation_id=world.organisation.id,
        place=stock.desk,
        actor=world.actor,
        client_id=fresh(),
    )
    session.commit()
    told = scan(person, f"/stock/counts/{count.id}/scans", device.tag)
    assert told["state"] == "elsewhere"
    assert HOWS["stolen"] in told["detail"]
    assert where(device) == "Vermist"
    person.post(f"/stock/counts/{count.id}/close", {})
    assert where(device) == "Testpunt"
    assert step(session, device) == "diagnose"


def test_what_is_not_lost_is_not_found(
    worker: Person, world: World, stock: Stock, where: Where
) -> None:
    device = stock.devices[0]
    url = f"/stock/places/{world.bench.id}/found/{device.id}"
    answer = worker.post(url, {})
    assert answer.status_code == 409
    assert "niet vermist" in answer.text
    assert where(device) == "shelf"


def test_lost_again_it_is_found_again(
    worker: Person, session: Session, world: World, stock: Stock, lose: Lose, where: Where
) -> None:
    device = lose("counted")
    url = f"/stock/places/{world.shelf.id}/found/{device.id}"
    assert worker.post(url, {}).status_code == 302
    lost = places.virtual(session, world.organisation.id, PlaceKind.LOST)
    ledger.post(session, device, lost, reason="counted", actor=world.actor, client_id=fresh())
    session.commit()
    assert where(device) == "Vermist"
    assert worker.post(url, {}).status_code == 302
    assert where(device) == "shelf"
