"""The server is killed again and again while people scan, count and lend, on both databases.

Whoever got no answer sends the same once more: in the end all was done, and once.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
import urllib3
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import checks, months
from atelier.db import now
from atelier.devices.models import Device
from atelier.lending.models import Loan
from atelier.people.roles import Role
from atelier.stock import desks, ledger, places, stocktakes
from atelier.stock.models import Place, PlaceKind, Posting, Stocktake, StocktakeScan
from tests.atelier.api.test_fifty_agents import ROOT, wait_until_up
from tests.factories import World, make_ready
from tests.lent import register
from tests.windows import Browser

KILLS, ROUNDS = 6, 12
Ask = Callable[[], int]


class Server:
    """gunicorn with two processes, which start anew on the same port."""

    def __init__(self, app: APIFlask, folder: Path) -> None:
        settings = folder / "settings.toml"
        settings.write_text(
            f'[database]\nurl = "{app.extensions["atelier"].database.url}"\n'
            f'[files]\nfolder = "{folder / "files"}"\n'
            '[security]\nsecret_key = "only-for-tests"\nsecure_cookies = false\n'
            "[health]\ndisk_free_min_bytes = 0\n"
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.bind = f"127.0.0.1:{probe.getsockname()[1]}"
        self.url = f"http://{self.bind}"
        self.settings = settings

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.conf.py", "wsgi:app"],
            cwd=ROOT,
            env={**os.environ, "ATELIER_CONFIG": str(self.settings), "ATELIER_BIND": self.bind},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until_up(self.url)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def insist(ask: Ask, cut_off: list[str]) -> int:
    """Until somebody answers. ``cut_off`` gets what went wrong each time that nobody did."""
    while True:
        try:
            status = ask()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            cut_off.append(type(error).__name__)
        else:
            if status < 500:
                return status
        time.sleep(0.05)


@pytest.fixture
def desk(session: Session, world: World) -> Place:
    made = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Testpunt"
    )
    desks.set_workers(session, made, [world.accounts[Role.COORDINATOR].id])
    return made


def ready(session: Session, world: World, count: int, at: Place | None = None) -> list[Device]:
    made = [make_ready(session, world, kind="screen") for _ in range(count)]
    for device in made if at else ():
        client_id = str(uuid.uuid4())
        ledger.post(session, device, at, reason="moved", actor=world.actor, client_id=client_id)
    return made


def test_killed_again_and_again(
    app: APIFlask, session: Session, world: World, desk: Place, tmp_path: Path
) -> None:
    moved, counted = ready(session, world, 4), ready(session, world, ROUNDS)
    lent = ready(session, world, ROUNDS, desk)
    count = stocktakes.open_one(
        session,
        organisation_id=world.organisation.id,
        place=world.shelf,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    borrower = register(session, desk)
    to = (world.bench.id, world.shelf.id)
    scans = [
        (f"/stock/move/{to[turn % 2]}/scans", {"id": str(uuid.uuid4()), "code": device.tag or ""})
        for turn in range(ROUNDS)
        for device in moved
    ]
    seen = [
        (f"/stock/counts/{count.id}/scans", {"id": str(uuid.uuid4()), "code": device.tag or ""})
        for device in counted
    ]
    until = months.add(now().date(), 12).isoformat()
    forms = [
        (
            f"/desk/{desk.id}/devices/{device.id}/hand-over/{borrower.id}",
            {"client_id": str(uuid.uuid4()), "tariff": "gewoon", "due_on": until},
        )
        for device in lent
    ]
    login, count_id = world.accounts[Role.COORDINATOR].login, count.id
    session.commit()
    server = Server(app, tmp_path)
    server.start()
    try:
        _work_while_it_dies(server, login, scans, seen, forms)
    finally:
        server.kill()
    session.expire_all()
    ids = [body["id"] for _, body in scans]
    assert _count(session, sa.select(Posting).where(Posting.client_id.in_(ids))) == len(scans)
    here = sa.select(StocktakeScan).where(StocktakeScan.stocktake_id == count_id)
    assert _count(session, here) == len(seen)
    assert _count(session, sa.select(Loan)) == len(lent)
    assert session.get_one(Stocktake, count_id).closed_at is None
    assert _wrong(session) == []


def _work_while_it_dies(
    server: Server,
    login: str,
    scans: list[tuple[str, dict[str, str]]],
    seen: list[tuple[str, dict[str, str]]],
    forms: list[tuple[str, dict[str, str]]],
) -> None:
    browser = Browser(server.url)
    browser.sign_in(login)
    told: list[int] = []
    cut_off: list[str] = []

    def in_turn(asks: list[Ask]) -> None:
        told.extend(insist(ask, cut_off) for ask in asks)

    windows = [
        [lambda p=path, b=body: browser.send(p, **b) for path, body in scans],
        [lambda p=path, b=body: browser.send(p, **b) for path, body in seen],
        [lambda p=path, b=body: browser.post(p, **b) for path, body in forms],
    ]
    threads = [threading.Thread(target=in_turn, args=(asks,)) for asks in windows]
    for thread in threads:
        thread.start()
    for _ in range(KILLS):
        time.sleep(random.uniform(0.05, 0.5))
        server.kill()
        server.start()
    for thread in threads:
        thread.join()
    assert set(told) <= {200, 302}
    assert "ProtocolError" in cut_off, "nobody was cut off in the middle of a request"


def _count(session: Session, wanted: sa.Select[Posting]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0


def _wrong(session: Session) -> list[str]:
    """The software and the erasures of these devices are said, not proved."""
    return [
        f"{name}: {finding}"
        for name, found in checks.run(session)
        for finding in found
        if not any(word in name for word in ("erased", "software", "first boot"))
    ]
