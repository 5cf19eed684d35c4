"""What is measured: requests through the whole application, without a network."""

import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import event

from atelier.db import db, now
from atelier.demo.catalogue import T480
from atelier.demo.machines import Machine
from atelier.devices.models import Device, DeviceIdentifier
from atelier.people import tokens
from atelier.people.models import Organisation
from diagnostics.report import encode

Ask = Callable[[], int]
_WARM_UP = 5
#: Machines from here on are new to the database.
_FRESH = 1_000_000
#: Each report that is sent has an id of its own.
_TURNS = itertools.count(1)


@dataclass(frozen=True)
class Figure:
    """Milliseconds on the server, and how many statements went to the database at most."""

    what: str
    median: float
    p95: float
    queries: int


def measure(app: APIFlask, client: FlaskClient, times: int) -> Iterator[Figure]:
    for what, ask in _questions(app, client).items():
        for _ in range(_WARM_UP):
            ask()
        yield _timed(app, what, ask, times)


@dataclass(frozen=True)
class Each:
    """Milliseconds and statements of each, in the order in which they were done."""

    taken: Sequence[float]
    queries: Sequence[int]

    def of(self, what: str, part: slice = slice(None)) -> Figure:
        """Of one there is no ninety-fifth of a hundred: it stands for itself."""
        taken = self.taken[part]
        most = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
        return Figure(what, statistics.median(taken), most, max(self.queries[part]))


def each(
    app: APIFlask, ask: Callable[[], None], times: int, before: Callable[[], None] | None = None
) -> Each:
    """``before``: what is done first, each time, and not measured."""
    taken, queries = [], []
    for _ in range(times):
        if before:
            before()
        with _counting(app) as count:
            begin = time.perf_counter()
            ask()
            taken.append((time.perf_counter() - begin) * 1000)
        queries.append(next(count))
    return Each(taken, queries)


def _timed(app: APIFlask, what: str, ask: Ask, times: int) -> Figure:
    taken, queries = [], []
    for _ in range(times):
        with _counting(app) as count:
            begin = time.perf_counter()
            status = ask()
            taken.append((time.perf_counter() - begin) * 1000)
        if status >= 400:
            raise RuntimeError(f"{what} was answered with {status}")
        queries.append(next(count))
    ninety_fifth = statistics.quantiles(taken, n=20)[-1]
    return Figure(what, statistics.median(taken), ninety_fifth, max(queries))


@contextmanager
def _counting(app: APIFlask) -> Iterator[Iterator[int]]:
    """The next of what is yielded is how many statements ran inside."""
    count = itertools.count()

    def on_execute(*_: object) -> None:
        next(count)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", on_execute)
    try:
        yield count
    finally:
        event.remove(engine, "before_cursor_execute", on_execute)


def _questions(app: APIFlask, client: FlaskClient) -> dict[str, Ask]:
    chance = random.Random(2026)
    ids, tags, serials = _known(app)
    pick = chance.choice
    return {
        "report of a new machine": _reports(app, itertools.count(_FRESH)),
        "report of a known machine": _reports(app, itertools.cycle(range(_FRESH, _FRESH + 20))),
        "scan of a tag": lambda: _get(client, f"/scan?code={pick(tags)}"),
        "scan of a serial": lambda: _get(client, f"/scan?code={pick(serials)}"),
        "list, first page": lambda: _get(client, "/devices"),
        "list, filtered": lambda: _get(client, "/devices?step=erase&maker=Dell&memory=8"),
        "list, further on": lambda: _get(client, f"/devices?after={pick(ids)}"),
        "search, misspelt": lambda: _get(client, "/devices?q=latitud+5940"),
        "device page": lambda: _get(client, f"/devices/{pick(ids)}"),
        "first page": lambda: _get(client, "/"),
    }


def _get(client: FlaskClient, address: str) -> int:
    return client.get(address, buffered=True).status_code


def _reports(app: APIFlask, numbers: Iterator[int]) -> Ask:
    """Sends the report of the next machine."""
    client, token = app.test_client(), _token(app)

    def ask() -> int:
        body = encode(Machine(line=T480, number=next(numbers)).report(now(), next(_TURNS)))
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return client.post("/api/agent/v1/reports", data=body, headers=headers).status_code

    return ask


def _token(app: APIFlask) -> str:
    with app.app_context():
        organisation = db.session.scalars(sa.select(sa.func.min(Organisation.id))).one()
        _, token = tokens.create(db.session, organisation_id=organisation, name="Bench", by=None)
        db.session.commit()
        return token


def _known(app: APIFlask) -> tuple[list[int], list[str], list[str]]:
    """Ids, tags and serials to ask for, spread over all there are."""
    with app.app_context():
        rows = db.session.execute(
            sa.select(Device.id, Device.tag)
            .where(Device.tag.is_not(None), Device.id % 7 == 0)
            .order_by(Device.id)
        ).all()
        serials = db.session.scalars(
            sa.select(DeviceIdentifier.value).where(
                DeviceIdentifier.scheme == "system_serial", DeviceIdentifier.id % 7 == 0
            )
        ).all()
        return [row.id for row in rows], [row.tag for row in rows], list(serials)
