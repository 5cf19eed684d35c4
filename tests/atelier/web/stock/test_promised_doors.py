"""What the neighbours wait for, at each door of the stock: refused in words; a coordinator may."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.models import LendingEvent, Reservation
from atelier.lending.reservations import asking
from atelier.stock import holds, ledger, stocktakes, transfers
from atelier.stock.models import Place, PlaceKind, Transfer
from tests.atelier.web.stock.conftest import Scan, Stock
from tests.factories import World
from tests.visits import Person

Where = Callable[[Device], str]
WHY = "De school begint morgen"
NEIGHBOUR = "Punt bij de buren"


@pytest.fixture
def device(stock: Stock) -> Device:
    return stock.devices[0]


@pytest.fixture
def asked(session: Session, world: World, stock: Stock, device: Device) -> Reservation:
    """Of the neighbours, for the device that still lies on the shelf."""
    made = asking.ask_for(
        session,
        desk=stock.neighbour,
        device=device,
        wanted_by=date.today() + timedelta(days=3),
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    return made


def open_transfer(session: Session, world: World, to: Place, *packed: Device) -> Transfer:
    made = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=to,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    for one in packed:
        transfers.add(session, made, one)
    session.commit()
    return made


def held_for(session: Session, device: Device) -> int | None:
    session.expire_all()
    hold = holds.live(session, device.id)
    return hold.place_id if hold else None


def whys(session: Session, reservation: Reservation) -> list[str]:
    session.expire_all()
    rows = sa.select(LendingEvent).where(
        LendingEvent.reservation_id == reservation.id, LendingEvent.kind == "taken"
    )
    return [event.data["why"] for event in session.scalars(rows)]


def waits_again(session: Session, reservation: Reservation, device: Device) -> bool:
    """Whether it still stands open, and is no longer promised this device."""
    units = asking.open_units(session, reservation)
    return len(units) == 1 and held_for(session, device) != reservation.place_id


@pytest.mark.usefixtures("asked")
def test_the_page_of_a_device_moves_it_nowhere_else(
    worker: Person, stock: Stock, device: Device, where: Where
) -> None:
    path = f"/devices/{device.id}/move"
    assert 'name="over"' not in worker.get(path).text
    form = {"client_id": worker.client_id(path), "place": stock.desk.id, "over": WHY}
    answer = worker.post(path, form)
    assert answer.status_code == 422
    assert f"gereserveerd voor {NEIGHBOUR}" in answer.text
    assert "vraag de coördinator" in answer.text
    assert where(device) == "shelf"


def test_there_a_coordinator_moves_it_and_says_why(
    coordinator: Person,
    session: Session,
    stock: Stock,
    device: Device,
    asked: Reservation,
    where: Where,
) -> None:
    path = f"/devices/{device.id}/move"
    page = coordinator.get(path).text
    assert f"gereserveerd voor {NEIGHBOUR}" in page
    assert 'name="over"' in page
    form = {"client_id": coordinator.client_id(path), "place": stock.desk.id}
    assert "Schrijf in een zin waarom." in coordinator.post(path, form).text
    assert where(device) == "shelf"
    for _ in range(2):
        assert coordinator.post(path, {**form, "over": WHY}).status_code == 302
    assert where(device) == "Testpunt"
    assert whys(session, asked) == [WHY]
    assert waits_again(session, asked, device)
    story = coordinator.get(f"/devices/{device.id}").text
    assert "Weggenomen bij wie erop wachtte" in story
    assert WHY in story
    assert WHY in coordinator.get(f"/reservations/{asked.id}").text


@pytest.mark.usefixtures("asked")
def test_a_pile_leaves_it_where_it_is(
    worker: Person, coordinator: Person, stock: Stock, device: Device, scan: Scan, where: Where
) -> None:
    url = f"/stock/move/{stock.desk.id}/scans"
    told = scan(worker, url, device.tag)
    assert (told["state"], told.get("links")) == ("refused", None)
    assert f"gereserveerd voor {NEIGHBOUR}" in told["detail"]
    offered = scan(coordinator, url, device.tag)
    assert offered["state"] == "refused"
    assert offered["links"][0]["url"] == f"/devices/{device.id}/move"
    assert where(device) == "shelf"


def test_no_other_transfer_takes_it_unless_a_coordinator_says_why(
    worker: Person,
    coordinator: Person,
    session: Session,
    world: World,
    stock: Stock,
    device: Device,
    asked: Reservation,
    scan: Scan,
) -> None:
    transfer = open_transfer(session, world, stock.desk)
    url = f"/stock/transfers/{transfer.id}/pack"
    told = scan(worker, f"{url}/scans", device.tag)
    assert f"gereserveerd voor {NEIGHBOUR}" in told["detail"]
    over = f"{url}/{device.id}/over"
    assert worker.get(over).status_code == 403
    offered = scan(coordinator, f"{url}/scans", device.tag)
    assert (offered["state"], offered["links"][0]["url"]) == ("refused", over)
    form = {"client_id": coordinator.client_id(over)}
    assert "Schrijf in een zin waarom." in coordinator.post(over, {**form, "over": " "}).text
    assert transfers.lines(session, transfer) == []
    for _ in range(2):
        assert coordinator.post(over, {**form, "over": WHY}).status_code == 302
    session.expire_all()
    assert [line.device_id for line in transfers.lines(session, transfer)] == [device.id]
    assert whys(session, asked) == [WHY]
    assert waits_again(session, asked, device)
    assert worker.post(f"/stock/transfers/{transfer.id}/send", {}).status_code == 302


def test_what_lies_in_another_transfer_is_taken_out_of_it_first(
    worker: Person,
    coordinator: Person,
    session: Session,
    world: World,
    stock: Stock,
    scan: Scan,
    where: Where,
) -> None:
    device = stock.devices[1]
    first = open_transfer(session, world, stock.neighbour, device)
    url = f"/stock/move/{world.bench.id}/scans"
    told = scan(worker, url, device.tag)
    assert told["state"] == "refused"
    assert f"zending {first.number} naar {NEIGHBOUR}" in told["detail"]
    second = open_transfer(session, world, stock.desk)
    over = f"/stock/transfers/{second.id}/pack/{device.id}/over"
    form = {"client_id": coordinator.client_id(over), "over": WHY}
    assert coordinator.post(over, form).status_code == 302
    session.expire_all()
    assert transfers.lines(session, first) == []
    assert len(transfers.lines(session, second)) == 1
    assert WHY in coordinator.get(f"/devices/{device.id}").text
    assert where(device) == "shelf"


@pytest.mark.parametrize("how", ["scrapped", "parts", "returned"])
def test_it_does_not_leave_unless_a_coordinator_says_why(
    coordinator: Person, session: Session, device: Device, asked: Reservation, how: str
) -> None:
    path = f"/devices/{device.id}/leave"
    form = {"client_id": coordinator.client_id(path), "how": how, "weight_g": "900"}
    answer = coordinator.post(path, form)
    assert f"gereserveerd voor {NEIGHBOUR}" in answer.text
    assert "Schrijf in een zin waarom." in answer.text
    assert coordinator.post(path, {**form, "over": WHY}).status_code == 302
    session.expire_all()
    place = ledger.place_of(session, device)
    assert place is not None
    assert place.kind == how
    assert whys(session, asked) == [WHY]
    assert waits_again(session, asked, device)


def test_a_count_tells_for_whom_it_is_and_leaves_the_promise(
    worker: Person,
    session: Session,
    world: World,
    stock: Stock,
    device: Device,
    asked: Reservation,
    scan: Scan,
    where: Where,
) -> None:
    """A count writes where things are; what is promised stays so, and is not lent there."""
    counted = stocktakes.open_one(
        session,
        organisation_id=world.organisation.id,
        place=stock.desk,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    told = scan(worker, f"/stock/counts/{counted.id}/scans", device.tag)
    assert told["state"] == "elsewhere"
    assert f"gereserveerd voor {NEIGHBOUR}: leg het apart" in told["detail"]
    assert worker.post(f"/stock/counts/{counted.id}/close", {}).status_code == 302
    assert where(device) == "Testpunt"
    assert held_for(session, device) == asked.place_id


def test_a_van_brings_what_was_promised_to_another_meanwhile_and_it_is_laid_apart(
    desk_worker: Person, session: Session, world: World, stock: Stock, scan: Scan, where: Where
) -> None:
    device = stock.devices[1]
    transfer = open_transfer(session, world, stock.desk, device)
    transfers.send(session, transfer, actor=world.actor)
    made = asking.ask_for(
        session,
        desk=stock.neighbour,
        device=device,
        wanted_by=date.today(),
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    told = scan(desk_worker, f"/stock/transfers/{transfer.id}/receive/scans", device.tag)
    assert told["state"] == "received"
    assert f"gereserveerd voor {NEIGHBOUR}: leg het apart" in told["detail"]
    assert where(device) == "Testpunt"
    assert held_for(session, device) == made.place_id


def test_equipment_of_a_point_is_nobody_s_promise(
    coordinator: Person, session: Session, stock: Stock, device: Device, asked: Reservation
) -> None:
    there = Place(
        organisation_id=device.organisation_id,
        kind=PlaceKind.EQUIPMENT.value,
        name="Uitrusting",
        parent_id=stock.desk.id,
    )
    session.add(there)
    session.commit()
    path = f"/devices/{device.id}/move"
    form = {"client_id": coordinator.client_id(path), "place": there.id}
    assert coordinator.post(path, form).status_code == 422
    assert coordinator.post(path, {**form, "over": WHY}).status_code == 302
    assert waits_again(session, asked, device)
