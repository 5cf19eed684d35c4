"""Two who need the same things: one waits for the other, and neither is refused by the database.

Each race is stopped where both hold one thing and want the other's, as it was before all took
their locks in one order (``atelier.locking``). Only PostgreSQL locks rows one by one.
"""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.lending import gifts
from atelier.lending.loans import changing, ending, handing_over
from atelier.lending.models import Borrower, Loan, Reservation
from atelier.lending.reservations import allocating, asking, collecting, fulfilling, promising
from atelier.lending.reservations.overruling import overruling
from atelier.stock import articles, ledger, places, stocktakes, transfers
from atelier.stock.ledger import articles as counted
from atelier.stock.ledger import gates
from atelier.stock.models import Article, ArticleKind, Place, PlaceKind, Stocktake, Transfer
from atelier.stock.stocktakes import closing
from tests.atelier.lending.conftest import DEFAULTS, Ask, Lend, Ready
from tests.atelier.lending.racing import PATIENCE_S, Meeting, Work, new, race
from tests.factories import World

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

TODAY = date.today()
TERMS = handing_over.Terms(tariff="kansentarief")


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Meeting:
    return Meeting(monkeypatch)


@pytest.fixture
def lending_it(world: World, desk: Place, borrower: Borrower) -> Callable[[Device], Work]:
    def of(device: Device, terms: handing_over.Terms = TERMS) -> Work:
        numbers = desk.id, device.id, borrower.id

        def work(session: Session) -> None:
            handing_over.hand_over(
                session,
                desk=session.get_one(Place, numbers[0]),
                device=session.get_one(Device, numbers[1]),
                borrower=session.get_one(Borrower, numbers[2]),
                terms=terms,
                defaults=DEFAULTS,
                actor=actor,
                client_id=new(),
            )

        return work

    actor = world.actor
    return of


@pytest.fixture
def cancelling(world: World) -> Callable[[Reservation], Work]:
    def of(reservation: Reservation) -> Work:
        number = reservation.id

        def work(session: Session) -> None:
            asked = session.get_one(Reservation, number)
            asking.cancel(session, asked, actor=actor, client_id=new())

        return work

    actor = world.actor
    return of


def test_handed_over_and_cancelled(
    app: APIFlask, meeting: Meeting, at_desk: Ready, ask: Ask, lending_it: Any, cancelling: Any
) -> None:
    """The device, then what it was reserved for; and what was reserved, then the freed device."""
    device, reservation = at_desk(), ask()
    ask()
    meeting.before(collecting, "collect")
    meeting.before(allocating, "allocate")
    assert race(app, lending_it(device), cancelling(reservation)) == [None, None]


def test_given_and_cancelled(
    app: APIFlask,
    meeting: Meeting,
    world: World,
    desk: Place,
    at_desk: Ready,
    borrower: Borrower,
    ask: Ask,
    cancelling: Any,
) -> None:
    device, reservation = at_desk(), ask()
    ask()
    numbers, actor = (desk.id, device.id, borrower.id), world.actor
    meeting.before(collecting, "collect")
    meeting.before(allocating, "allocate")

    def give(session: Session) -> None:
        gifts.give(
            session,
            place=session.get_one(Place, numbers[0]),
            device=session.get_one(Device, numbers[1]),
            borrower=session.get_one(Borrower, numbers[2]),
            goods={},
            note="",
            actor=actor,
            client_id=new(),
        )

    assert race(app, give, cancelling(reservation)) == [None, None]


def test_swapped_and_cancelled(
    app: APIFlask,
    meeting: Meeting,
    world: World,
    desk: Place,
    at_desk: Ready,
    lend: Lend,
    ask: Ask,
    cancelling: Any,
) -> None:
    loan = lend(at_desk())
    device, reservation = at_desk(), ask()
    ask()
    numbers, actor = (loan.id, desk.id, device.id), world.actor
    meeting.before(collecting, "collect")
    meeting.before(allocating, "allocate")

    def swap(session: Session) -> None:
        changing.swap(
            session,
            session.get_one(Loan, numbers[0]),
            session.get_one(Place, numbers[1]),
            changing.Swap(session.get_one(Device, numbers[2]), ending.Back(), {}),
            DEFAULTS,
            actor=actor,
            client_id=new(),
        )

    assert race(app, swap, cancelling(reservation)) == [None, None]


def test_handed_over_and_overruled(
    app: APIFlask,
    meeting: Meeting,
    world: World,
    neighbour: Place,
    desk: Place,
    at_desk: Ready,
    ask: Ask,
    lending_it: Any,
) -> None:
    """One of them hands over what was promised to another; the other hands over as always."""
    device = at_desk()
    ask(desk=neighbour)
    numbers, actor, lend_it = (device.id, desk.id), world.actor, lending_it(device)
    meeting.before(handing_over, "_refuse_elsewhere")

    def insist(session: Session) -> None:
        there = session.get_one(Place, numbers[1])
        lent = places.virtual(session, there.organisation_id, PlaceKind.LENT)
        it = session.get_one(Device, numbers[0])
        with overruling(session, it, lent, why="dringend", actor=actor, client_id=new()):
            meeting.here()
            lend_it(session)

    insisted, lent = race(app, insist, lend_it)
    assert insisted is None
    assert isinstance(lent, Conflict)


def test_picked_and_cancelled(
    app: APIFlask,
    meeting: Meeting,
    world: World,
    desk: Place,
    ready: Ready,
    ask: Ask,
    cancelling: Any,
) -> None:
    device, reservation = ready(), ask()
    ask()
    going = packing(world, desk)
    numbers, actor = (going.id, device.id), world.actor
    meeting.before(fulfilling, "unit_of")
    meeting.before(allocating, "allocate")

    def pick(session: Session) -> None:
        transfer, it = session.get_one(Transfer, numbers[0]), session.get_one(Device, numbers[1])
        fulfilling.pick(session, transfer, it, actor=actor)

    assert race(app, pick, cancelling(reservation)) == [None, None]


def test_sent_and_handed_over_with_the_same_articles(
    app: APIFlask,
    meeting: Meeting,
    session: Session,
    world: World,
    desk: Place,
    at_desk: Ready,
    chargers: Article,
    lending_it: Any,
) -> None:
    mine = world.organisation.id
    bag = articles.create(session, organisation_id=mine, kind=ArticleKind.CHARGER, name="Tas")
    for article, to in ((bag, desk), (bag, world.shelf), (chargers, world.shelf)):
        five(world, article, to)
    going = packing(world, desk)
    for article in (bag, chargers):
        transfers.add_articles(session, going, article, 1)
    terms = handing_over.Terms(tariff="kansentarief", articles={chargers.id: 1, bag.id: 1})
    number, actor, lend_it = going.id, world.actor, lending_it(at_desk(), terms)
    meeting.after(counted, "_move")

    def send(session: Session) -> None:
        transfers.send(session, session.get_one(Transfer, number), actor=actor)

    assert race(app, send, lend_it) == [None, None]


def test_counted_and_cancelled(
    app: APIFlask,
    meeting: Meeting,
    monkeypatch: pytest.MonkeyPatch,
    session: Session,
    world: World,
    desk: Place,
    at_desk: Ready,
    ask: Ask,
    cancelling: Any,
) -> None:
    """Several devices of which nobody saw one, and several of which one is free again."""
    free, freed = at_desk(), at_desk()
    asked: dict[str, Any] = {"desk": desk, "actor": world.actor, "wanted_by": TODAY}
    reservation = asking.ask_for(session, device=freed, client_id=new(), **asked)
    (unit,) = asking.open_units(session, ask())
    ask()
    promising.let_go(session, unit)
    count = stocktakes.open_one(
        session,
        organisation_id=world.organisation.id,
        place=desk,
        actor=world.actor,
        client_id=new(),
    )
    number, actor = count.id, world.actor
    assert free.id < freed.id
    meeting.after(closing, "standing")
    real = allocating.allocate

    def allocate(*args: Any, **more: Any) -> int:
        meeting.here()
        time.sleep(PATIENCE_S / 2)
        return real(*args, **more)

    monkeypatch.setattr(allocating, "allocate", allocate)

    def close(session: Session) -> None:
        stocktakes.close(session, session.get_one(Stocktake, number), actor=actor)

    assert race(app, close, cancelling(reservation)) == [None, None]


def test_packed_in_two_transfers_at_once(
    app: APIFlask, meeting: Meeting, world: World, desk: Place, ready: Ready
) -> None:
    going, number = [packing(world, desk).id for _ in range(2)], ready().id
    meeting.before(gates, "refuse_step")

    def pack(into: int) -> Work:
        def work(session: Session) -> None:
            transfer = session.get_one(Transfer, into)
            transfers.add(session, transfer, session.get_one(Device, number))

        return work

    raised = race(app, *(pack(into) for into in going))
    assert sorted(type(error).__name__ for error in raised) == ["Conflict", "NoneType"]


def packing(world: World, desk: Place, origin: Place | None = None) -> Transfer:
    return transfers.open_one(
        db.session,
        organisation_id=world.organisation.id,
        origin=origin or world.shelf,
        to=world.shelf if origin else desk,
        actor=world.actor,
        client_id=new(),
    )


def five(world: World, article: Article, to: Place) -> None:
    donor = places.virtual(db.session, world.organisation.id, PlaceKind.DONOR)
    ledger.post_articles(
        db.session,
        article,
        5,
        origin=donor,
        to=to,
        reason="intake",
        actor=world.actor,
        client_id=new(),
    )
