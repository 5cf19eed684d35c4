"""Counting a place on the pages, by several people, until it is closed."""

import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock import ledger, places, stocktakes, transfers
from atelier.stock.models import PlaceKind, Stocktake, StocktakeScan
from tests.atelier.web.stock.conftest import Scan, SignIn, Stock
from tests.factories import World, make_world
from tests.visits import Person

Where = Callable[[Device], str]


@pytest.fixture
def count(session: Session, world: World, stock: Stock) -> Stocktake:
    """Of the shelf, with three devices and ten chargers."""
    made = stocktakes.open_one(
        session,
        organisation_id=world.organisation.id,
        place=world.shelf,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    return made


def tally(person: Person, count: Stocktake) -> list[str]:
    page = person.get(f"/stock/counts/{count.id}").text
    return [part.split("</strong>")[0] for part in page.split("<strong>")[1:5]]


def test_whoever_begins_later_goes_on_with_the_same_count(
    volunteer: Person, worker: Person, session: Session, world: World, stock: Stock
) -> None:
    path = "/stock/counts/new"
    locations = {
        person.post(path, {"client_id": person.client_id(path), "place": world.shelf.id}).location
        for person in (volunteer, worker)
    }
    assert len(locations) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Stocktake)) == 1
    assert "shelf" in volunteer.get("/stock/counts").text


def test_no_place_chosen_is_told(volunteer: Person, stock: Stock) -> None:
    path = "/stock/counts/new"
    answer = volunteer.post(path, {"client_id": volunteer.client_id(path), "place": ""})
    assert answer.status_code == 422
    assert "Kies een plaats" in answer.text


def test_several_scan_and_nothing_is_missing_before_it_is_closed(
    volunteer: Person,
    worker: Person,
    session: Session,
    world: World,
    stock: Stock,
    count: Stocktake,
    scan: Scan,
    where: Where,
) -> None:
    first, second, third = stock.devices
    ledger.post(
        session,
        third,
        world.bench,
        reason="moved",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    url = f"/stock/counts/{count.id}/scans"
    assert scan(volunteer, url, first.tag)["state"] == "received"
    assert scan(worker, url, first.tag)["state"] == "received"
    told = scan(worker, url, third.tag)
    assert told["state"] == "elsewhere"
    assert "volgens ons: bench" in told["detail"]
    assert tally(volunteer, count) == ["1", "1", "1", "0"]
    assert where(second) == "shelf"
    assert "vermist" in volunteer.get(f"/stock/counts/{count.id}/close").text
    for _ in range(2):
        answer = volunteer.post(f"/stock/counts/{count.id}/close", {})
        assert answer.status_code == 302
    assert [where(device) for device in stock.devices] == ["shelf", "Vermist", "shelf"]
    assert tally(volunteer, count) == ["1", "1", "1", "0"]
    refused = scan(volunteer, url, second.tag)
    assert "afgesloten" in refused["detail"]
    assert volunteer.get(f"/stock/counts/{count.id}/scan").status_code == 302


def test_what_is_lent_by_the_ledger_is_strange_and_stays_so(
    volunteer: Person, session: Session, world: World, stock: Stock, count: Stocktake, scan: Scan
) -> None:
    lent = places.virtual(session, world.organisation.id, PlaceKind.LENT)
    ledger.post(
        session,
        stock.devices[0],
        lent,
        reason="lent",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    told = scan(volunteer, f"/stock/counts/{count.id}/scans", stock.devices[0].tag)
    assert "Uitgeleend" in told["detail"]
    assert tally(volunteer, count)[3] == "1"
    assert "leg dit apart" in volunteer.get(f"/stock/counts/{count.id}").text


def test_what_came_with_the_van_and_nobody_received_says_with_which(
    session: Session, world: World, stock: Stock, sign_in: SignIn, scan: Scan
) -> None:
    coming, elsewhere = stock.devices[:2]
    sent = []
    for device, to in ((coming, stock.neighbour), (elsewhere, stock.desk)):
        transfer = transfers.open_one(
            session,
            organisation_id=world.organisation.id,
            origin=world.shelf,
            to=to,
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )
        transfers.add(session, transfer, device)
        transfers.send(session, transfer, actor=world.actor)
        sent.append(transfer.number)
    count = stocktakes.open_one(
        session,
        organisation_id=world.organisation.id,
        place=stock.neighbour,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    host = sign_in(stock.host)
    url = f"/stock/counts/{count.id}/scans"
    assert f"komt met zending {sent[0]}: ontvang die" in scan(host, url, coming.tag)["detail"]
    assert "zending" not in scan(host, url, elsewhere.tag)["detail"]


def test_pieces_are_counted_once_a_form_and_put_right_at_the_end(
    volunteer: Person, session: Session, world: World, stock: Stock, count: Stocktake
) -> None:
    path = f"/stock/counts/{count.id}"
    filled = {"client_id": volunteer.client_id(path), f"article_{stock.chargers.id}": "8"}
    for _ in range(2):
        assert volunteer.post(f"{path}/articles", filled).status_code == 302
    assert session.scalar(sa.select(sa.func.sum(StocktakeScan.quantity))) == 8
    assert "2 te weinig" in volunteer.get(path).text
    wrong = {**filled, f"article_{stock.chargers.id}": "-1"}
    answer = volunteer.post(f"{path}/articles", wrong)
    assert answer.status_code == 422
    assert 'value="-1"' in answer.text
    volunteer.post(f"{path}/close", {})
    session.expire_all()
    assert ledger.held(session, stock.chargers.id, world.shelf.id) == 8


def test_a_desk_counts_its_own_place_and_no_other(
    sign_in: SignIn, session: Session, world: World, stock: Stock, count: Stocktake, scan: Scan
) -> None:
    host = sign_in(stock.host)
    assert host.get(f"/stock/counts/{count.id}").status_code == 404
    path = "/stock/counts/new"
    form = {"client_id": host.client_id(path), "place": world.shelf.id}
    assert host.post(path, form).status_code == 422
    own = host.post(path, {**form, "place": stock.neighbour.id})
    assert own.status_code == 302
    told = scan(host, f"{own.location}/scans", stock.devices[0].tag)
    assert told["state"] == "elsewhere"
    assert "shelf" not in told["detail"]
    assert "shelf" not in host.get(own.location).text


def test_another_workshop_sees_nothing(session: Session, sign_in: SignIn, count: Stocktake) -> None:
    other = make_world(session, "Ander test-atelier")
    session.commit()
    stranger = sign_in(other.accounts[Role.COORDINATOR])
    for path in ("", "/scan", "/close"):
        assert stranger.get(f"/stock/counts/{count.id}{path}").status_code == 404
