"""Counts of places, on both databases."""

import threading
import uuid

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices.lifecycle import READY
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.stock import articles, ledger, places, stocktakes
from atelier.stock.models import Article, ArticleKind, Place, PlaceKind, Stocktake
from atelier.stock.stocktakes import closing
from tests.factories import World, make_ready


@pytest.fixture
def stocktake(session: Session, world: World) -> Stocktake:
    return open_one(session, world, world.shelf)


def open_one(session: Session, world: World, place: Place, client_id: str = "") -> Stocktake:
    return stocktakes.open_one(
        session,
        organisation_id=world.organisation.id,
        place=place,
        actor=world.actor,
        client_id=client_id or str(uuid.uuid4()),
    )


def on_shelf(session: Session, world: World, count: int) -> list[Device]:
    return [make_ready(session, world, kind="screen") for _ in range(count)]


def move(session: Session, world: World, device: Device, to: Place | PlaceKind) -> None:
    if isinstance(to, PlaceKind):
        to = places.virtual(session, world.organisation.id, to)
    ledger.post(session, device, to, reason="moved", actor=world.actor, client_id=str(uuid.uuid4()))


def scan(session: Session, world: World, stocktake: Stocktake, *devices: Device) -> None:
    for device in devices:
        stocktakes.scan(session, stocktake, device, actor=world.actor, client_id=str(uuid.uuid4()))


def close(session: Session, world: World, stocktake: Stocktake) -> None:
    stocktakes.close(session, stocktake, actor=world.actor)


def where(session: Session, device: Device) -> str:
    place = ledger.place_of(session, device)
    assert place is not None
    return place.name


def test_found_missing_and_elsewhere(session: Session, world: World) -> None:
    here, gone, stray = on_shelf(session, world, 3)
    move(session, world, stray, world.bench)
    stocktake = open_one(session, world, world.shelf)
    scan(session, world, stocktake, here, stray)
    told = stocktakes.standing(session, stocktake)
    assert (told.found, told.missing) == ([here], [gone])
    assert told.elsewhere == [(stray, world.bench)]
    assert where(session, gone) == world.shelf.name  # nothing is missing before it is closed
    for _ in range(2):
        close(session, world, stocktake)
    assert where(session, gone) == "Vermist"
    assert where(session, stray) == world.shelf.name
    assert list(stocktakes.standing(session, stocktake).missing) == [gone]


def test_what_turns_up_again_is_here_and_measured_and_wiped_again(
    session: Session, world: World
) -> None:
    (device,) = on_shelf(session, world, 1)
    close(session, world, open_one(session, world, world.shelf))
    assert device.next_step == "receive"
    later = open_one(session, world, world.bench)
    scan(session, world, later, device)
    close(session, world, later)
    assert where(session, device) == world.bench.name
    assert device.next_step == "diagnose"  # nobody knows who had it meanwhile


def test_seen_by_two_people_it_is_seen_once(
    session: Session, world: World, stocktake: Stocktake
) -> None:
    (device,) = on_shelf(session, world, 1)
    scan(session, world, stocktake, device, device)
    assert len(stocktakes.standing(session, stocktake).found) == 1


def test_what_comes_in_while_people_count_is_not_missing(
    session: Session, world: World, stocktake: Stocktake
) -> None:
    late, brought = on_shelf(session, world, 2)
    scan(session, world, stocktake, brought)
    move(session, world, brought, world.bench)
    close(session, world, stocktake)
    assert where(session, late) == world.shelf.name
    assert where(session, brought) == world.bench.name


def test_what_is_seen_where_others_count_is_not_missing_here(
    session: Session, world: World
) -> None:
    """On the evening that all of a workshop is counted, whichever place is closed first."""
    carried, gone = on_shelf(session, world, 2)
    here, there = (open_one(session, world, place) for place in (world.shelf, world.bench))
    scan(session, world, there, carried)
    assert list(stocktakes.standing(session, here).missing) == [gone]
    close(session, world, here)
    close(session, world, there)
    assert where(session, carried) == world.bench.name
    assert carried.next_step == READY
    assert where(session, gone) == "Vermist"


def test_a_room_is_counted_with_its_shelves(session: Session, world: World) -> None:
    room = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.ROOM, name="Lokaal"
    )
    places.change(session, world.shelf, kind=PlaceKind.SHELF, name="Plank", parent=room)
    seen, missed = on_shelf(session, world, 2)
    stocktake = open_one(session, world, room)
    scan(session, world, stocktake, seen)
    close(session, world, stocktake)
    assert where(session, seen) == "Plank"
    assert where(session, missed) == "Vermist"


@pytest.mark.parametrize("kind", [PlaceKind.LENT, PlaceKind.SCRAPPED])
def test_a_count_does_not_end_a_loan_nor_undo_a_scrapping(
    session: Session, world: World, stocktake: Stocktake, kind: PlaceKind
) -> None:
    (device,) = on_shelf(session, world, 1)
    move(session, world, device, kind)
    scan(session, world, stocktake, device)
    told = stocktakes.standing(session, stocktake)
    assert [found for found, _ in told.strange] == [device]
    close(session, world, stocktake)
    there = ledger.place_of(session, device)
    assert there is not None
    assert there.kind == kind


def test_articles_are_counted_together_and_evened_out(session: Session, world: World) -> None:
    bags, mice, cables = (counted(session, world, name, 10) for name in ("Tas", "Muis", "Kabel"))
    stocktake = open_one(session, world, world.shelf)
    for article, quantity in ((bags, 4), (bags, 3), (mice, 12)):
        stocktakes.count(
            session,
            stocktake,
            article,
            quantity,
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )
    assert set(stocktakes.standing(session, stocktake).articles) == {(bags, 10, 7), (mice, 10, 12)}
    close(session, world, stocktake)
    held = [ledger.held(session, one.id, world.shelf.id) for one in (bags, mice, cables)]
    assert held == [7, 12, 10]
    lost = places.virtual(session, world.organisation.id, PlaceKind.LOST)
    assert [ledger.held(session, one.id, lost.id) for one in (bags, mice)] == [3, -2]


def test_pieces_that_moved_after_they_were_counted_stay_moved(
    session: Session, world: World, stocktake: Stocktake
) -> None:
    bags, mice = (counted(session, world, name, 5) for name in ("Tas", "Muis"))
    count(session, world, stocktake, bags, 5)
    count(session, world, stocktake, mice, 4)
    for article in (bags, mice):
        carry(session, world, article, 2, world.shelf, world.bench)
    assert set(stocktakes.standing(session, stocktake).articles) == {(bags, 5, 5), (mice, 5, 4)}
    close(session, world, stocktake)
    assert [ledger.held(session, one.id, world.shelf.id) for one in (bags, mice)] == [3, 2]
    # and what it came to is told the same way afterwards
    assert set(stocktakes.standing(session, stocktake).articles) == {(bags, 5, 5), (mice, 5, 4)}


@pytest.mark.parametrize("late", [3, 4])
def test_what_moved_between_two_counts_of_a_piece_may_be_in_either(
    session: Session, world: World, stocktake: Stocktake, late: int
) -> None:
    """Whether it was taken from what was counted already, nobody told: none is missing or found."""
    bags = counted(session, world, "Tas", 7)
    count(session, world, stocktake, bags, 3)
    carry(session, world, bags, 1, world.shelf, world.bench)
    count(session, world, stocktake, bags, late)
    close(session, world, stocktake)
    assert ledger.held(session, bags.id, world.shelf.id) == 6


def count(
    session: Session, world: World, stocktake: Stocktake, article: Article, quantity: int
) -> None:
    stocktakes.count(
        session, stocktake, article, quantity, actor=world.actor, client_id=str(uuid.uuid4())
    )


def carry(
    session: Session, world: World, article: Article, quantity: int, origin: Place, to: Place
) -> None:
    ledger.post_articles(
        session,
        article,
        quantity,
        origin=origin,
        to=to,
        reason="moved",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )


def test_what_is_short_goes_from_the_shelves_below_as_well(session: Session, world: World) -> None:
    room = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.ROOM, name="Lokaal"
    )
    places.change(session, world.shelf, kind=PlaceKind.SHELF, name="Plank", parent=room)
    bags = counted(session, world, "Tas", 5)
    stocktake = open_one(session, world, room)
    stocktakes.count(session, stocktake, bags, 1, actor=world.actor, client_id=str(uuid.uuid4()))
    close(session, world, stocktake)
    assert ledger.held(session, bags.id, world.shelf.id) == 1


def counted(session: Session, world: World, name: str, quantity: int) -> Article:
    organisation_id = world.organisation.id
    article = articles.create(
        session, organisation_id=organisation_id, kind=ArticleKind.OTHER, name=name
    )
    ledger.post_articles(
        session,
        article,
        quantity,
        origin=places.virtual(session, organisation_id, PlaceKind.DONOR),
        to=world.shelf,
        reason="intake",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    return article


def test_one_count_of_a_place_at_a_time(
    session: Session, world: World, stocktake: Stocktake
) -> None:
    assert open_one(session, world, world.shelf) is stocktake
    close(session, world, stocktake)
    assert open_one(session, world, world.shelf) is not stocktake


def test_closed_it_takes_no_more(session: Session, world: World, stocktake: Stocktake) -> None:
    (device,) = on_shelf(session, world, 1)
    close(session, world, stocktake)
    with pytest.raises(Conflict):
        scan(session, world, stocktake, device)
    with pytest.raises(Conflict):
        stocktakes.count(
            session,
            stocktake,
            counted(session, world, "Tas", 1),
            1,
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )


def test_not_of_a_closed_place_nor_of_an_account(session: Session, world: World) -> None:
    places.close(session, world.bench)
    with pytest.raises(Conflict):
        open_one(session, world, world.bench)
    with pytest.raises(Invalid):
        open_one(session, world, places.virtual(session, world.organisation.id, PlaceKind.LOST))


def test_four_people_count_one_rack_at_once(app: APIFlask, session: Session, world: World) -> None:
    """Each scans all of it, in an order of its own: each device counts once, none is missing."""
    devices = [device.id for device in on_shelf(session, world, 12)]
    stocktake = open_one(session, world, world.shelf)
    number, actor = stocktake.id, world.actor
    session.commit()

    def work(first: int) -> None:
        with app.app_context():
            for device_id in devices[first:] + devices[:first]:
                stocktakes.scan(
                    db.session,
                    db.session.get_one(Stocktake, number),
                    db.session.get_one(Device, device_id),
                    actor=actor,
                    client_id=str(uuid.uuid4()),
                )
                db.session.commit()
            db.session.close()

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 3, 6, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    told = stocktakes.standing(session, session.get_one(Stocktake, number))
    assert sorted(device.id for device in told.found) == devices
    assert told.missing == []


def test_what_leaves_in_the_last_moment_is_not_lost(
    app: APIFlask, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes while the count is being closed: a loan that began stays a loan."""
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("on SQLite one transaction at a time writes: nothing goes meanwhile")
    left, stayed = on_shelf(session, world, 2)
    bags = counted(session, world, "Tas", 5)
    stocktake = open_one(session, world, world.shelf)
    count(session, world, stocktake, bags, 5)
    session.commit()
    looked = stocktakes.standing

    def look_and_let_go(mine: Session, told: Stocktake) -> stocktakes.Standing:
        found = looked(mine, told)
        monkeypatch.setattr(closing, "standing", looked)
        with Session(db.engine) as other:
            device, bag = other.get_one(Device, left.id), other.get_one(Article, bags.id)
            move(other, world, device, other.get_one(Place, lent.id))
            shelf = other.get_one(Place, world.shelf.id)
            carry(other, world, bag, 2, shelf, other.get_one(Place, lent.id))
            other.commit()
        return found

    lent = places.virtual(session, world.organisation.id, PlaceKind.LENT)
    session.commit()
    monkeypatch.setattr(closing, "standing", look_and_let_go)
    close(session, world, stocktake)
    session.commit()
    session.expire_all()
    assert where(session, left) == lent.name
    assert where(session, stayed) == "Vermist"
    assert ledger.held(session, bags.id, world.shelf.id) == 3
