"""Stock and lending, with a long history: scans in a pile, hand-overs, promises, pages of a desk.

What is done, through the services, each with its transaction; what is looked at, as requests of
somebody at a desk or of a coordinator. The aims are those of the project: 20 ms for a scan (95 of
100), 50 ms for a page, and as fast with a long history as with a short one.
"""

import itertools
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.db import db, reading
from atelier.devices.lifecycle import READY
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.lending import borrowers
from atelier.lending.fitting import Wish
from atelier.lending.loans import handing_over
from atelier.lending.reservations import allocating, asking, available
from atelier.people.actor import SYSTEM
from atelier.people.roles import Role
from atelier.stock import ledger, places, transfers
from atelier.stock.models import Holding, Place, PlaceKind, Transfer
from tests.benchmarks.measuring import Figure, each
from tests.rules.visiting import signed_in

AIM_SCAN, AIM_PAGE = 20, 50
#: Fifty reservations at once: nobody waits for that with a device in hand.
AIM_MANY = 10 * AIM_PAGE
_RESERVATIONS = 50
#: People in a line at a desk, lines on a packing slip; and how many of them are told apart.
_LINE, _ENDS = 200, 20
_WARM_UP = 5
_WINDOW = {
    "shop window": ("/window",),
    "shop window, narrowed": (
        "/window?kind=laptop",
        "/window?kind=laptop&memory=8&grade=B",
        "/window?image=school&large=1",
    ),
    "shop window, one by one": ("/window/devices", "/window/devices?kind=laptop&memory=8"),
}
_PAGES = {
    "first page of a desk": "/desk",
    "stock of a desk": "/stock",
    "reservations": "/reservations",
    "loans": "/loans",
}


def measure(app: APIFlask, times: int) -> Iterator[tuple[Figure, int]]:
    """Each figure with its aim."""
    app.config["WTF_CSRF_ENABLED"] = False  # scans are sent as a page would, without the page
    desk, coordinator = signed_in(app, Role.DESK), signed_in(app, Role.COORDINATOR)
    with app.app_context():
        yield _timed(app, "scan in a pile", _move(db.session), times), AIM_SCAN
        yield _timed(app, "balance of a place", _balance(db.session), times), AIM_SCAN
        ask = _scan_page(db.session, coordinator)
    yield _timed(app, "scan in a pile, as a request", ask, times), AIM_PAGE
    for what, pages in _WINDOW.items():
        yield _timed(app, what, _pages(desk, pages), times), AIM_PAGE
    with app.app_context():
        yield from _hand_over(app, db.session)
        yield from _pick(app, db.session)
        yield _timed(app, f"allocation of {_RESERVATIONS}", _allocate(db.session), 1), AIM_MANY
        yield _timed(app, "asked and promised", _ask(db.session), min(times, 50)), AIM_PAGE
        to_pick = f"/picking/{_desk(db.session).id}"
        db.session.close()
    for what, page in _PAGES.items():
        yield _timed(app, what, _pages(desk, (page,)), times), AIM_PAGE
    for what, page in (("picking list", "/picking"), ("picking list of a desk", to_pick)):
        yield _timed(app, what, _pages(coordinator, (page,)), times), AIM_PAGE


def _timed(app: APIFlask, what: str, ask: Callable[[], None], times: int) -> Figure:
    """What is done once only is not warmed up for."""
    if times > 1:
        each(app, ask, _WARM_UP)
    return each(app, ask, times).of(what)


def _pages(client: FlaskClient, addresses: Sequence[str]) -> Callable[[], None]:
    turn = itertools.cycle(addresses)

    def ask() -> None:
        address = next(turn)
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} was answered with {answer.status_code}")

    return ask


def _desk(session: Session) -> Place:
    wanted = sa.select(Place).where(Place.kind == PlaceKind.DESK).order_by(Place.id).limit(1)
    return session.scalars(wanted).one()


def _move(session: Session) -> Callable[[], None]:
    """Any device that lies on one of two places of the workshop, to the other."""
    one, other, numbers = _to_and_fro(session)
    session.commit()

    def ask() -> None:
        device = session.get_one(Device, random.choice(numbers))
        here = ledger.place_of(session, device)
        goal = session.get_one(Place, other if here and here.id == one else one)
        client_id = str(uuid.uuid4())
        ledger.post(session, device, goal, reason="moved", actor=SYSTEM, client_id=client_id)
        session.commit()

    return ask


def _scan_page(session: Session, client: FlaskClient) -> Callable[[], None]:
    """The same as a page sends it: all of a pile to one place, then back to the other."""
    one, other, _ = _to_and_fro(session)
    there = sa.select(Holding.device_id).where(Holding.place_id == one)
    tags = session.scalars(
        sa.select(Device.tag).where(Device.id.in_(there), Device.tag.is_not(None)).limit(2000)
    ).all()
    session.commit()
    turns = itertools.cycle([(place, tag) for place in (other, one) for tag in tags])

    def ask() -> None:
        place, tag = next(turns)
        body = {"id": str(uuid.uuid4()), "code": tag}
        answer = client.post(f"/stock/move/{place}/scans", json=body)
        if answer.status_code != 200 or answer.json["state"] != "received":
            raise RuntimeError(f"{answer.status_code} {answer.text[:300]}")

    return ask


def _to_and_fro(session: Session) -> tuple[int, int, Sequence[int]]:
    """Two places of the workshop, and devices that lie there."""
    kinds = (PlaceKind.BENCH, PlaceKind.SHELF, PlaceKind.RACK)
    one, other = session.scalars(
        sa.select(Place.id).where(Place.kind.in_(kinds)).order_by(Place.id).limit(2)
    )
    wanted = sa.select(Holding.device_id).where(Holding.place_id.in_((one, other)))
    return one, other, session.scalars(wanted.limit(20_000)).all()


def _balance(session: Session) -> Callable[[], None]:
    numbers = list(session.scalars(sa.select(Place.id).where(Place.active)))
    session.commit()

    def ask() -> None:
        with reading():
            place = session.get_one(Place, random.choice(numbers))
            places.count(session, place)
            places.count_articles(session, place)
            session.rollback()

    return ask


def _allocate(session: Session) -> Callable[[], None]:
    """What is asked for is there; only the promising is measured."""
    desk = _desk(session)
    workshop = session.get_one(asking.Organisation, desk.organisation_id).workshop_id
    kept, asking.allocating.allocate = asking.allocating.allocate, lambda *_, **__: 0
    try:
        for number in range(_RESERVATIONS):
            _asked(session, desk, 1 + number % 5, number)
    finally:
        asking.allocating.allocate = kept
    session.commit()

    def ask() -> None:
        allocating.allocate(session, workshop, actor=SYSTEM)
        session.commit()

    return ask


def _ask(session: Session) -> Callable[[], None]:
    """One reservation of two laptops, promised at once."""
    turns = itertools.count()

    def ask() -> None:
        _asked(session, _desk(session), 2, next(turns))
        session.commit()

    return ask


def _asked(session: Session, desk: Place, quantity: int, number: int) -> None:
    asking.ask(
        session,
        desk=desk,
        wish=Wish(kind="laptop", memory_bytes=(4 + 4 * (number % 2)) * 2**30),
        quantity=quantity,
        wanted_by=date.today() + timedelta(days=number),
        actor=SYSTEM,
        client_id=str(uuid.uuid4()),
    )


def _hand_over(app: APIFlask, session: Session) -> Iterator[tuple[Figure, int]]:
    """A line of people at the desk: the first twenty, and the last."""
    desk = _desk(session)
    desk_id, organisation_id = desk.id, desk.organisation_id
    numbers = _in_the_workshop(session, organisation_id)
    # A small workshop has no two hundred: half of them stay for what is measured next.
    queue = iter(numbers)
    session.commit()
    people: list[int] = []

    def register() -> None:
        borrower = borrowers.register(
            session,
            organisation_id=organisation_id,
            name=f"Proef {len(people)}",
            contact="015 00 00 00",
            client_id=str(uuid.uuid4()),
        )
        session.commit()
        people.append(borrower.id)

    def ask() -> None:
        _one(session, desk_id, next(queue), people[-1])

    line = max(len(numbers) // 2, _ENDS)
    figures = each(app, ask, line, before=register)
    yield figures.of(f"hand-over, the first {_ENDS}", slice(_ENDS)), AIM_PAGE
    yield figures.of(f"hand-over, the last of {line}", slice(-_ENDS, None)), AIM_PAGE


def _in_the_workshop(session: Session, workshop_id: int) -> list[int]:
    """Ready, free, and at no desk: may be handed over by anybody's."""
    wanted = (
        available.of(workshop_id, (READY,))
        .join(Place, Place.id == Holding.place_id)
        .where(Place.organisation_id == workshop_id, Place.kind != PlaceKind.DESK)
    )
    return list(session.scalars(wanted.with_only_columns(Device.id).limit(2 * _LINE)))


def _pick(app: APIFlask, session: Session) -> Iterator[tuple[Figure, int]]:
    """A packing slip: its first lines, and its last."""
    desk = _desk(session)
    found = _in_the_workshop(session, desk.organisation_id)
    origin = session.scalars(
        sa.select(Holding.place_id)
        .where(Holding.device_id.in_(found))
        .group_by(Holding.place_id)
        .order_by(sa.func.count().desc())
        .limit(1)
    ).one()
    wanted = (
        available.of(desk.organisation_id, (READY,))
        .where(Holding.place_id == origin)
        .with_only_columns(Device.id)
    )
    numbers = session.scalars(wanted.limit(_LINE)).all()
    queue = iter(numbers)
    transfer = transfers.open_one(
        session,
        organisation_id=desk.organisation_id,
        origin=session.get_one(Place, origin),
        to=desk,
        actor=SYSTEM,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    transfer_id = transfer.id

    def ask() -> None:
        slip = session.get_one(Transfer, transfer_id)
        transfers.add(session, slip, session.get_one(Device, next(queue)))
        session.commit()

    figures = each(app, ask, len(numbers))
    yield figures.of(f"packed, the first {_ENDS}", slice(_ENDS)), AIM_SCAN
    yield figures.of(f"packed, the last of {len(numbers)}", slice(-_ENDS, None)), AIM_SCAN


def _one(session: Session, desk_id: int, device_id: int, borrower_id: int) -> None:
    handing_over.hand_over(
        session,
        desk=session.get_one(Place, desk_id),
        device=session.get_one(Device, device_id),
        borrower=session.get_one(borrowers.Borrower, borrower_id),
        terms=handing_over.Terms(tariff="gewoon"),
        defaults=settings().lending,
        actor=SYSTEM,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
