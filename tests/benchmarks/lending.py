"""Stock and lending, with a long history: a scan in a pile, hand-overs, promises, balances.

Through the services, each with its transaction; the shop window as a page. The aims are those of
the project: 20 ms for a scan (95 of 100), 50 ms for a page, and as fast with a long history as with
a short one.
"""

import itertools
import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from atelier.db import db, reading
from atelier.devices.lifecycle import READY
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.lending import borrowers
from atelier.lending.fitting import Wish
from atelier.lending.loans import handing_over
from atelier.lending.reservations import allocating, asking
from atelier.people.actor import SYSTEM
from atelier.stock import ledger, places
from atelier.stock.models import Holding, Place, PlaceKind, Posting
from tests.benchmarks.measuring import Figure

AIM_SCAN, AIM_PAGE = 20, 50
#: Each device was moved so many times to and fro.
_TIMES = 5
_HAND_OVERS, _RESERVATIONS = 200, 50


def lengthen(connection: Connection) -> int:
    """Gives each device that stands somewhere a long history; how many moves there are then."""
    elsewhere = sa.select(sa.func.min(Place.id)).where(Place.kind == PlaceKind.BENCH)
    other = connection.scalars(elsewhere).one()
    columns = ("organisation_id", "client_id", "device_id", "from_place_id", "to_place_id")
    for turn in range(_TIMES):
        for way in ("out", "back"):
            ends = (Holding.place_id, sa.literal(other))
            origin, goal = ends if way == "out" else ends[::-1]
            mark = sa.literal(f"{turn}-{way}-") + sa.cast(Holding.device_id, sa.Text)
            rows = (
                sa.select(
                    Device.organisation_id,
                    mark,
                    Holding.device_id,
                    origin,
                    goal,
                    sa.literal("bench"),
                    sa.literal(1),
                    Holding.since,
                )
                .join(Device, Device.id == Holding.device_id)
                .where(Holding.place_id != other)
            )
            into = [*columns, "reason", "quantity", "at"]
            connection.execute(sa.insert(Posting).from_select(into, rows, include_defaults=False))
    connection.execute(sa.text("ANALYZE"))
    return connection.scalars(sa.select(sa.func.count()).select_from(Posting)).one()


def measure(app: APIFlask, client: FlaskClient, times: int) -> Iterator[tuple[Figure, int]]:
    """Each figure with its aim."""
    with app.app_context():
        yield _timed("scan in a pile", _move(db.session), times), AIM_SCAN
        yield _timed("balance of a place", _balance(db.session), times), AIM_SCAN
        yield _timed(f"allocation of {_RESERVATIONS}", _allocate(db.session), 1), 10 * AIM_PAGE
        first, last = _hand_over(db.session)
        yield Figure("hand-over, the first 20", *first, 0), AIM_PAGE
        yield Figure(f"hand-over, up to no. {_HAND_OVERS}", *last, 0), AIM_PAGE
        db.session.close()
    yield _timed("shop window", lambda: _get(client, "/window"), times), AIM_PAGE


def _get(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} was answered with {answer.status_code}")


def _timed(what: str, ask: Callable[[], None], times: int) -> Figure:
    taken = [_milliseconds(ask) for _ in range(max(times, 2) if times > 1 else 1)]
    if len(taken) == 1:
        return Figure(what, taken[0], taken[0], 0)
    return Figure(what, statistics.median(taken), statistics.quantiles(taken, n=20)[-1], 0)


def _milliseconds(ask: Callable[[], None]) -> float:
    begin = time.perf_counter()
    ask()
    return (time.perf_counter() - begin) * 1000


def _move(session: Session) -> Callable[[], None]:
    """Any device that lies on one of two places of the workshop, to the other."""
    kinds = (PlaceKind.BENCH, PlaceKind.SHELF, PlaceKind.RACK)
    one, other = session.scalars(
        sa.select(Place.id).where(Place.kind.in_(kinds)).order_by(Place.id).limit(2)
    )
    wanted = sa.select(Holding.device_id).where(Holding.place_id.in_((one, other))).limit(20_000)
    numbers = list(session.scalars(wanted))
    session.commit()

    def ask() -> None:
        device = session.get_one(Device, random.choice(numbers))
        here = ledger.place_of(session, device)
        goal = session.get_one(Place, other if here and here.id == one else one)
        client_id = str(uuid.uuid4())
        ledger.post(session, device, goal, reason="moved", actor=SYSTEM, client_id=client_id)
        session.commit()

    return ask


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
    desk = session.scalars(sa.select(Place).where(Place.kind == PlaceKind.DESK).limit(1)).one()
    workshop = session.get_one(asking.Organisation, desk.organisation_id).workshop_id
    kept, asking.allocating.allocate = asking.allocating.allocate, lambda *_, **__: 0
    try:
        for number in range(_RESERVATIONS):
            asking.ask(
                session,
                desk=desk,
                wish=Wish(kind="laptop", memory_bytes=(4 + 4 * (number % 2)) * 2**30),
                quantity=1 + number % 5,
                wanted_by=date.today() + timedelta(days=number),
                actor=SYSTEM,
                client_id=str(uuid.uuid4()),
            )
    finally:
        asking.allocating.allocate = kept
    session.commit()

    def ask() -> None:
        allocating.allocate(session, workshop, actor=SYSTEM)
        session.commit()

    return ask


def _hand_over(session: Session) -> tuple[tuple[float, float], tuple[float, float]]:
    """Median and p95 of the first twenty, and of the last."""
    desk = session.scalars(sa.select(Place).where(Place.kind == PlaceKind.DESK).limit(1)).one()
    workshop = session.get_one(asking.Organisation, desk.organisation_id).workshop_id
    offered = allocating.free(workshop).where(
        Device.next_step == READY, Place.organisation_id == workshop, Place.kind != PlaceKind.DESK
    )
    numbers = [device.id for device in session.scalars(offered.limit(_HAND_OVERS))]
    session.commit()
    taken = []
    for number, count in zip(numbers, itertools.count(), strict=False):
        borrower = borrowers.register(
            session,
            organisation_id=desk.organisation_id,
            name=f"Proef {count}",
            contact="0",
            client_id=str(uuid.uuid4()),
        )
        session.commit()
        taken.append(_milliseconds(lambda: _one(session, desk.id, number, borrower.id)))  # noqa: B023 - called at once
    return _ends(taken[:20]), _ends(taken[-20:])


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


def _ends(taken: list[float]) -> tuple[float, float]:
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
