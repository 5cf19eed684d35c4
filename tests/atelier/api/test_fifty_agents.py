"""Fifty machines on the bench at once, each with the agent's own client, over real HTTP."""

import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
import urllib3
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.bench import service
from atelier.bench.models import Order
from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.workshop.diagnosis import archive, measured
from diagnostics import wire
from diagnostics.link.client import Client
from tests.atelier.api.conftest import Machine
from tests.factories import World

COUNT = 50
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def machines(client, session: Session, world: World) -> list[Machine]:
    made = [Machine(client, world, number) for number in range(COUNT)]
    for machine in made:
        machine.report()
    return made


@contextmanager
def serving(app: APIFlask, folder: Path) -> Iterator[str]:
    """The application as it is served: gunicorn, two processes, its own configuration."""
    settings = folder / "settings.toml"
    settings.write_text(
        f'[database]\nurl = "{app.extensions["atelier"].database.url}"\n'
        f'[files]\nfolder = "{folder / "files"}"\n'
        '[security]\nsecret_key = "only-for-tests"\nsecure_cookies = false\n'
        "[health]\ndisk_free_min_bytes = 0\n"
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.conf.py", "wsgi:app"],
        cwd=ROOT,
        env={**os.environ, "ATELIER_CONFIG": str(settings), "ATELIER_BIND": bind},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_up(f"http://{bind}")
        yield f"http://{bind}"
    finally:
        server.terminate()
        server.wait(40)


def wait_until_up(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if urllib3.request("GET", f"{url}/healthz", retries=False).status == 200:
                return
        except urllib3.exceptions.HTTPError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"nothing answers at {url}")


class Agent(threading.Thread):
    """Polls until it was given an order, carries it out in words, and polls once more."""

    def __init__(self, url: str, machine: Machine) -> None:
        super().__init__(daemon=True)
        self.client = Client(url, token=machine.world.token)
        self.presence = wire.Presence(**machine.presence(wait_s=25.0))
        self.polls = 0
        self.got: list[wire.Order] = []
        self.answers: list[str] = []
        self.left: int | None = None

    def run(self) -> None:
        view = self.poll("")
        while not view.orders:
            view = self.poll(view.version)
        self.got = list(view.orders)
        order = view.orders[0]
        for number, state in enumerate(("accepted", "running", "done"), start=1):
            word = wire.Word(
                id=str(uuid.uuid4()),
                state=state,
                at="2026-11-21T10:00:00+00:00",
                boot_id=self.presence.boot_id,
                number=number,
            )
            self.answers += [self.client.say(order.id, word).state for _ in range(2)]
        self.left = len(self.poll(view.version).orders)
        self.client.close()

    def poll(self, seen: str) -> wire.View:
        self.polls += 1
        fields = {name: getattr(self.presence, name) for name in self.presence.__slots__}
        return self.client.poll(wire.Presence(**{**fields, "seen": seen}))


def test_each_gets_its_own_order_and_ends_it(
    app: APIFlask, session: Session, world: World, machines: list[Machine], tmp_path: Path
) -> None:
    organisation_id = world.organisation.id
    session.commit()
    with serving(app, tmp_path) as url:
        agents = [Agent(url, machine) for machine in machines]
        for agent in agents:
            agent.start()
        wait_for_all(session, organisation_id)
        assert page_s(url) < 2
        assert idle_in_transaction(session) == 0
        issued = [machine.ordered() for machine in machines]
        start = time.monotonic()
        for agent in agents:
            agent.join(60)
        took = time.monotonic() - start
    assert [agent.got[0].id for agent in agents] == issued
    assert {len(agent.got) for agent in agents} == {1}
    answers = Counter(tuple(agent.answers) for agent in agents)
    assert answers == {("accepted", "accepted", "running", "running", "done", "done"): COUNT}
    assert {agent.left for agent in agents} == {0}
    session.rollback()
    assert set(session.scalars(sa.select(Order.state))) == {"done"}
    assert took < 40


def wait_for_all(session: Session, organisation_id: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        session.rollback()
        if len(service.connected(session, organisation_id)) == COUNT:
            session.rollback()
            return
        session.rollback()
        time.sleep(0.2)
    raise TimeoutError("not all machines came on the bench")


def page_s(url: str) -> float:
    """How long a page takes meanwhile: the slowest of ten, in seconds."""
    times = []
    for _ in range(10):
        start = time.monotonic()
        assert urllib3.request("GET", f"{url}/sign-in", timeout=30).status == 200
        times.append(time.monotonic() - start)
    return max(times)


def idle_in_transaction(session: Session) -> int:
    """Connections that wait with a transaction open, for longer than a look takes."""
    if session.get_bind().dialect.name == "sqlite":
        return 0  # what waits with a lock would have kept the orders from being written below
    held = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND state = 'idle in transaction' AND now() - state_change > interval '1 second'"
    )
    count = session.scalar(held)
    session.rollback()
    return count or 0


def test_forty_that_wait_hold_no_connection(
    app: APIFlask, session: Session, world: World, machines: list[Machine]
) -> None:
    waiting = machines[:40]
    seen = [machine.poll().json["version"] for machine in waiting]
    session.commit()
    versions: Counter[bool] = Counter()

    def wait(machine: Machine, version: str) -> None:
        own = Machine(app.test_client(), world, report_id=machine.report_id)
        own.boot_id = machine.boot_id
        versions[own.poll(seen=version, wait_s=6).json["version"] == version] += 1

    threads = [threading.Thread(target=wait, args=pair) for pair in zip(waiting, seen, strict=True)]
    for thread in threads:
        thread.start()
    held = []
    while any(thread.is_alive() for thread in threads):
        held.append(db.engine.pool.checkedout())
        time.sleep(0.02)
    assert versions == {True: 40}
    assert min(held) == 0
    assert sorted(held)[len(held) // 2] < 10


def test_what_a_person_chooses_is_seen_while_it_waits(
    app: APIFlask, session: Session, world: World, machines: list[Machine]
) -> None:
    machine = machines[0]
    version = machine.poll().json["version"]
    session.commit()
    order = []

    def give() -> None:
        time.sleep(1)
        with app.app_context():
            stored = archive.find(db.session, world_id, machine.report_id)
            assert stored is not None
            device: Device = devices.get(db.session, world_id, stored.device_id or 0)
            order.append(
                measured.issue_order(
                    db.session, device, kind="probe", by=world_actor, client_id=str(uuid.uuid4())
                ).id
            )
            db.session.commit()

    world_id, world_actor = world.organisation.id, world.actor
    session.commit()
    person = threading.Thread(target=give)
    start = time.monotonic()
    person.start()
    view = machine.poll(seen=version, wait_s=20).json
    person.join()
    assert [one["id"] for one in view["orders"]] == order
    assert 0.9 < time.monotonic() - start < 8
