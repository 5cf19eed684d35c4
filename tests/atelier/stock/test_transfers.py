"""From one place to another, packed, sent and received, on both databases."""

import uuid
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from atelier.devices.lifecycle import READY, facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.stock import articles, holds, ledger, places, transfers
from atelier.stock.models import Article, ArticleKind, Place, PlaceKind, Transfer
from tests.factories import World, make_ready, make_world, tell


@dataclass(frozen=True)
class Stock:
    """A desk, three ready devices and ten chargers on the shelf, and a transfer to pack."""

    desk: Place
    devices: list[Device]
    chargers: Article
    transfer: Transfer


@pytest.fixture
def stock(session: Session, world: World) -> Stock:
    organisation_id = world.organisation.id
    desk = places.create(
        session, organisation_id=organisation_id, kind=PlaceKind.DESK, name="Testpunt"
    )
    chargers = articles.create(
        session, organisation_id=organisation_id, kind=ArticleKind.CHARGER, name="Lader"
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
    devices = [make_ready(session, world, kind="screen") for _ in range(3)]
    return Stock(desk, devices, chargers, open_one(session, world, desk))


def open_one(session: Session, world: World, to: Place, client_id: str = "") -> Transfer:
    return transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=to,
        actor=world.actor,
        client_id=client_id or str(uuid.uuid4()),
    )


def send_all(session: Session, world: World, stock: Stock) -> None:
    for device in stock.devices:
        transfers.add(session, stock.transfer, device)
    transfers.add_articles(session, stock.transfer, stock.chargers, 4)
    transfers.send(session, stock.transfer, actor=world.actor)


def where(session: Session, device: Device) -> str:
    place = ledger.place_of(session, device)
    assert place is not None
    return place.kind


def test_all_of_it_leaves_and_all_of_it_arrives(
    session: Session, world: World, stock: Stock
) -> None:
    assert transfers.state_of(stock.transfer) == "packing"
    send_all(session, world, stock)
    assert transfers.state_of(stock.transfer) == "underway"
    assert {where(session, device) for device in stock.devices} == {"transit"}
    assert ledger.held(session, stock.chargers.id, world.shelf.id) == 6
    for device in stock.devices:
        transfers.arrive(session, stock.transfer, device, actor=world.actor)
    transfers.arrive_articles(session, stock.transfer, stock.chargers, 4, actor=world.actor)
    assert transfers.close(session, stock.transfer, actor=world.actor) == []
    assert transfers.state_of(stock.transfer) == "received"
    assert {where(session, device) for device in stock.devices} == {"desk"}
    assert {device.next_step for device in stock.devices} == {READY}
    assert ledger.held(session, stock.chargers.id, stock.desk.id) == 4


def test_everything_twice_is_once(session: Session, world: World, stock: Stock) -> None:
    (first, *_) = stock.devices
    again = transfers.add(session, stock.transfer, first)
    assert transfers.add(session, stock.transfer, first) is again
    send_all(session, world, stock)
    transfers.send(session, stock.transfer, actor=world.actor)
    for _ in range(2):
        transfers.arrive(session, stock.transfer, first, actor=world.actor)
        transfers.arrive_articles(session, stock.transfer, stock.chargers, 3, actor=world.actor)
    assert len(ledger.moves_of(session, first)) == 3
    assert ledger.held(session, stock.chargers.id, stock.desk.id) == 3
    for _ in range(2):
        missing = transfers.close(session, stock.transfer, actor=world.actor)
        assert len(missing) == 3
    same = open_one(session, world, stock.desk, stock.transfer.client_id)
    assert same is stock.transfer


def test_numbers_count_on(session: Session, world: World, stock: Stock) -> None:
    other = make_world(session, "Anderen")
    assert open_one(session, world, stock.desk).number == stock.transfer.number + 1
    assert open_one(session, other, other.bench).number == 1


def test_what_is_not_ready_is_refused_at_the_scan_and_at_the_door(
    session: Session, world: World, stock: Stock
) -> None:
    first, second, _ = stock.devices
    tell(session, world, first, facts.FAULT_OPENED, fault="lamp", blocking=True)
    with pytest.raises(Conflict):
        transfers.add(session, stock.transfer, first)
    transfers.add(session, stock.transfer, second)
    tell(session, world, second, facts.FAULT_OPENED, fault="lamp", blocking=True)
    (stuck,) = transfers.blockers(session, stock.transfer)
    assert stuck.line.device_id == second.id
    with pytest.raises(Conflict):
        transfers.send(session, stock.transfer, actor=world.actor)
    assert where(session, second) == "shelf"
    transfers.remove(session, stock.transfer, second)
    with pytest.raises(Invalid):  # nothing is left in it
        transfers.send(session, stock.transfer, actor=world.actor)


def test_what_stands_elsewhere_or_is_on_another_list_is_refused(
    session: Session, world: World, stock: Stock
) -> None:
    first, second, _ = stock.devices
    transfers.add(session, stock.transfer, first)
    with pytest.raises(Conflict) as refused:
        transfers.add(session, open_one(session, world, stock.desk), first)
    assert refused.value.values == {"number": stock.transfer.number}
    ledger.post(
        session,
        second,
        world.bench,
        reason="moved",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    with pytest.raises(Conflict) as elsewhere:
        transfers.add(session, stock.transfer, second)
    assert elsewhere.value.values["here"] == world.bench.name


def test_what_stands_on_a_shelf_of_the_room_leaves_with_the_room(
    session: Session, world: World, stock: Stock
) -> None:
    room = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.ROOM, name="Lokaal"
    )
    places.change(session, world.shelf, kind=PlaceKind.SHELF, name="Plank", parent=room)
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=room,
        to=stock.desk,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    transfers.add(session, transfer, stock.devices[0])
    transfers.send(session, transfer, actor=world.actor)
    assert where(session, stock.devices[0]) == "transit"


def test_another_desk_s_device_stays(session: Session, world: World, stock: Stock) -> None:
    other = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Ander punt"
    )
    first, second, _ = stock.devices
    holds.make(session, first, other, actor=world.actor, client_id=str(uuid.uuid4()))
    with pytest.raises(Conflict) as refused:
        transfers.add(session, stock.transfer, first)
    assert refused.value.values == {"desk": "Ander punt"}
    holds.make(session, second, stock.desk, actor=world.actor, client_id=str(uuid.uuid4()))
    transfers.add(session, stock.transfer, second)
    transfers.send(session, stock.transfer, actor=world.actor)
    transfers.arrive(session, stock.transfer, second, actor=world.actor)
    assert where(session, second) == "desk"


@pytest.mark.parametrize(
    ("how", "kind"), [("arrived", "desk"), ("stayed", "shelf"), ("lost", "lost")]
)
def test_what_is_missing_stays_on_its_way_until_somebody_says(
    session: Session, world: World, stock: Stock, how: str, kind: str
) -> None:
    send_all(session, world, stock)
    first, *others = stock.devices
    for device in others:
        transfers.arrive(session, stock.transfer, device, actor=world.actor)
    transfers.arrive_articles(session, stock.transfer, stock.chargers, 1, actor=world.actor)
    line, of_chargers = transfers.close(session, stock.transfer, actor=world.actor)
    assert where(session, first) == "transit"
    with pytest.raises(Conflict):  # the door of the van is shut
        transfers.arrive(session, stock.transfer, first, actor=world.actor)
    for _ in range(2):
        for one in (line, of_chargers):
            transfers.settle(session, stock.transfer, one, how, actor=world.actor)
    assert where(session, first) == kind
    for other in {"arrived", "stayed", "lost"} - {how}:
        for one in (line, of_chargers):
            with pytest.raises(Conflict, match="iets anders"):
                transfers.settle(session, stock.transfer, one, other, actor=world.actor)
    there = {"arrived": stock.desk, "stayed": world.shelf}.get(how)
    if there is not None:
        expected = {"arrived": 4, "stayed": 9}[how]
        assert ledger.held(session, stock.chargers.id, there.id) == expected
    assert transfers.close(session, stock.transfer, actor=world.actor) == []


def test_what_is_on_its_way_is_moved_by_receiving_it(
    session: Session, world: World, stock: Stock
) -> None:
    send_all(session, world, stock)
    with pytest.raises(Conflict):
        ledger.post(
            session,
            stock.devices[0],
            world.bench,
            reason="moved",
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )


def test_what_is_not_in_it_is_told_where_it_is(
    session: Session, world: World, stock: Stock
) -> None:
    transfers.add(session, stock.transfer, stock.devices[0])
    transfers.send(session, stock.transfer, actor=world.actor)
    with pytest.raises(NotFound) as refused:
        transfers.arrive(session, stock.transfer, stock.devices[1], actor=world.actor)
    assert refused.value.values == {"place": world.shelf.name}


def test_not_more_than_there_is_or_than_was_sent(
    session: Session, world: World, stock: Stock
) -> None:
    with pytest.raises(Conflict):
        transfers.add_articles(session, stock.transfer, stock.chargers, 11)
    transfers.add_articles(session, stock.transfer, stock.chargers, 5)
    transfers.add_articles(session, stock.transfer, stock.chargers, 2)
    transfers.send(session, stock.transfer, actor=world.actor)
    for wrong in (3, -1):
        with pytest.raises(Invalid):
            transfers.arrive_articles(
                session, stock.transfer, stock.chargers, wrong, actor=world.actor
            )
    transfers.arrive_articles(session, stock.transfer, stock.chargers, 2, actor=world.actor)
    with pytest.raises(Invalid):  # what came in does not leave again
        transfers.arrive_articles(session, stock.transfer, stock.chargers, 1, actor=world.actor)


def test_given_up_before_it_left(session: Session, world: World, stock: Stock) -> None:
    transfers.add(session, stock.transfer, stock.devices[0])
    transfers.cancel(session, stock.transfer, actor=world.actor)
    assert transfers.state_of(stock.transfer) == "cancelled"
    with pytest.raises(Conflict):
        transfers.send(session, stock.transfer, actor=world.actor)
    transfers.add(session, open_one(session, world, stock.desk), stock.devices[0])


def test_it_does_not_go_where_it_is_nor_to_strangers(
    session: Session, world: World, stock: Stock
) -> None:
    with pytest.raises(Invalid):
        open_one(session, world, world.shelf)
    with pytest.raises(NotFound):
        open_one(session, world, make_world(session, "Anderen").shelf)
    with pytest.raises(Invalid):
        open_one(session, world, places.virtual(session, world.organisation.id, PlaceKind.LOST))
