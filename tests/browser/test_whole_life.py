"""One laptop from the council that gave it to its second borrower, a year and a few days later.

A real server on a machine whose clock is set ahead in between, a real mail server, the agent's own
client, and a browser for each of five people, who touch neither mouse nor screen: all of it goes by
the keys of a keyboard, and by scans.
"""

import shutil
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser

from atelier.demo.places import READY
from atelier.devices import tags
from atelier.people.models import Account
from tests.atelier.lending.test_jobs import Letters
from tests.browser.clock import LaterServer
from tests.browser.hands import Keys
from tests.browser.laptop import Laptop
from tests.browser.people import (
    PHONE,
    WIDE,
    BenchWorker,
    Coordinator,
    Host,
    Keeper,
    Person,
    Volunteer,
)

FIRST, SECOND = "Eerste Lener", "Tweede Lener"
#: Five days before the first loan ends: the last reminder but one, and the inspection is near.
A_YEAR = 360
MAIL = "eerste-lener@example.org"
P = TypeVar("P", bound=Person)


@pytest.fixture
def letters() -> Iterator[tuple[Letters, str]]:
    """What a mail server got, and its address."""
    kept = Letters()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, f"127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def server(
    demo_folder: Path, tmp_path: Path, letters: tuple[Letters, str]
) -> Iterator[LaterServer]:
    shutil.copytree(demo_folder, tmp_path, dirs_exist_ok=True)
    mail = {"server": letters[1], "security": "none", "sender": "atelier@example.org"}
    more: dict[str, Any] = {"imaging": {"folder": str(tmp_path / "images")}, "mail": mail}
    with LaterServer(tmp_path, demo=True, more=more) as running:
        yield running


class Workshop:
    """Its people come and go: each time they sign in anew."""

    def __init__(self, browser: Browser, server: LaterServer) -> None:
        self.browser, self.server = browser, server
        self.here: list[Person] = []

    def keeper(self) -> Keeper:
        return self._comes(Keeper(self.browser, self.server, "demo5", WIDE, Keys))

    def coordinator(self) -> Coordinator:
        return self._comes(Coordinator(self.browser, self.server, "demo3", WIDE, Keys))

    def volunteer(self, login: str) -> Volunteer:
        return self._comes(Volunteer(self.browser, self.server, login, PHONE, Keys))

    def worker(self) -> BenchWorker:
        return self._comes(BenchWorker(self.browser, self.server, "demo2", WIDE, Keys))

    def host(self) -> Host:
        return self._comes(Host(self.browser, self.server, "demo4", PHONE, Keys))

    def go_home(self) -> None:
        for person in self.here:
            person.leave()
        self.here.clear()

    def _comes(self, person: P) -> P:
        self.here.append(person)
        return person


@pytest.fixture
def workshop(browser: Browser, server: LaterServer) -> Iterator[Workshop]:
    made = Workshop(browser, server)
    yield made
    made.go_home()


def blank_tag(server: LaterServer) -> str:
    """Of a sheet that was printed before."""
    with server.session() as session:
        owner = session.scalars(sa.select(Account.organisation_id)).first() or 0
        batch = str(uuid.uuid4())
        (tag,) = tags.print_run(session, organisation_id=owner, count=1, batch=batch)
        return tag.number


def prepare(worker: BenchWorker, laptop: Laptop, tag: str) -> None:
    """Measured, wiped, software on it, and started once."""
    laptop.start()
    worker.erase(tag)
    laptop.erase()
    worker.put_software(tag)
    laptop.take_software()
    laptop.start_without_stick()


def test_from_the_donor_to_the_second_borrower(
    workshop: Workshop, server: LaterServer, letters: tuple[Letters, str]
) -> None:
    workshop.keeper().take_on("Vrijwilliger van dit verhaal", "verhaal", "Vrijwilliger")
    laptop = Laptop(server, workshop.coordinator().make_station("Stick van dit verhaal"))
    tag = blank_tag(server)

    workshop.volunteer("verhaal").receive(laptop.serial, tag)
    worker, host = workshop.worker(), workshop.host()
    prepare(worker, laptop, tag)
    worker.look_at(tag, "C")
    worker.move(tag, READY)
    host.reserve(tag, "Dossier van dit verhaal")
    worker.pick(tag, host.desk)
    host.unpack(tag, "Dossier van dit verhaal")
    host.hand_over(tag, FIRST, MAIL)
    workshop.go_home()

    server.let_pass(A_YEAR)
    assert "sent: " in server.command("tick")
    (letter,) = [one for one in letters[0].came if one["To"] == MAIL]
    assert "uitlening" in letter.get_content()
    workshop.coordinator().sees_recalled(tag, "nu")
    host = workshop.host()
    host.take_back(tag, FIRST)
    host.is_refused(tag, "Dit moet eerst naar het atelier")

    worker = workshop.worker()
    worker.move(tag, "Werkbank 1")
    laptop.battery_mwh = 17_240
    prepare(worker, laptop, tag)
    workshop.go_home()

    server.let_pass(8)
    server.command("tick")
    worker = workshop.worker()
    worker.inspect(tag, "Batterij: 12 punten minder")
    worker.move(tag, host.desk)
    host = workshop.host()
    host.hand_over(tag, SECOND, "015 00 00 00")
    assert "wrong" not in server.command("check")
