"""The bench: its page, the next device from the queue, cards and their answers, faults."""

import random
import re
import uuid
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from atelier.db import db
from atelier.devices.models import Device
from tests.benchmarks.measuring import Figure, each

AIM_MS = 40
_ON_MY_BENCH = 5
_DEVICE = re.compile(r"/devices/(\d+)")


def measure(app: APIFlask, client: FlaskClient, times: int) -> Iterator[Figure]:
    """As somebody with a few devices on their bench, who takes one more each time."""
    app.config["WTF_CSRF_ENABLED"] = False  # taps are sent as a page would, without the page
    pick = _picker(app)
    for _ in range(_ON_MY_BENCH):
        _take(client)
    some = _of_mine(client)
    free_again = _freeing(client, some)
    for what, ask, before in (
        ("my bench", lambda: _get(client, "/my-bench"), None),
        ("the next of the queue", lambda: _take(client), free_again),
        ("a card", lambda: _get(client, f"/devices/{pick()}/check"), None),
        ("an answer to a card", lambda: _answer(client, pick()), None),
        ("what is broken", lambda: _get(client, f"/devices/{pick()}/repair"), None),
    ):
        for _ in range(3):
            if before:
                before()
            ask()
        yield each(app, ask, times, before).of(what)


def _picker(app: APIFlask) -> Callable[[], int]:
    chance = random.Random(7)
    with app.app_context():
        ids = list(
            db.session.scalars(
                sa.select(Device.id)
                .where(Device.next_step.in_(("image", "repair", "check")))
                .limit(2000)
            )
        )
    return lambda: chance.choice(ids)


def _freeing(client: FlaskClient, keep: set[str]) -> Callable[[], None]:
    """Puts back what was taken since."""

    def free() -> None:
        for device_id in _of_mine(client) - keep:
            client.post(f"/devices/{device_id}/free")

    return free


def _of_mine(client: FlaskClient) -> set[str]:
    return set(_DEVICE.findall(client.get("/my-bench").text))


def _take(client: FlaskClient) -> None:
    _checked(client.post("/my-bench/next", data={"client_id": str(uuid.uuid4())}).status_code)


def _answer(client: FlaskClient, device_id: int) -> None:
    told = {"answer": "clean"}
    _checked(client.post(f"/devices/{device_id}/check/clean", data=told).status_code)


def _get(client: FlaskClient, address: str) -> None:
    _checked(client.get(address, buffered=True).status_code)


def _checked(status: int) -> None:
    if status >= 400:
        raise RuntimeError(f"answered with {status}")
