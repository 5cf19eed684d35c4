"""How many taps, scans and typed characters a healthy laptop costs, from the pallet to the shelf.

A real server, the agent's own client, and browsers that count what hands do: every touch of the
glass, every code of a scanner, every key. The aim is the project's own: at most twelve taps, three
scans and no typed character.
"""

import shutil
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from atelier.demo.places import READY
from atelier.people.models import Account
from atelier.web.my_bench import queue
from tests.browser.clock import LaterServer
from tests.browser.laptop import Laptop
from tests.browser.people import PHONE, WIDE, BenchWorker, Coordinator
from tests.browser.test_whole_life import blank_tag

_COUNT = """
document.addEventListener("pointerdown", () => window.counted("taps"), true);
document.addEventListener("atelier:scan", () => window.counted("scans"), true);
document.addEventListener("keydown", (event) => {
  if (event.isTrusted && event.key.length === 1) window.counted("typed");
}, true);
"""


class Counted(BenchWorker):
    """``done``: what these hands did, by step; signing in is not counted."""

    def __init__(self, browser: Browser, server: LaterServer, login: str, width: int) -> None:
        super().__init__(browser, server, login, width)
        self.done: dict[str, Counter[str]] = {}
        self.context.expose_function("counted", self._count)
        self.context.add_init_script(_COUNT)

    def begins(self, step: str) -> None:
        self.done[step] = Counter()

    def take_next(self) -> None:
        self.go("/my-bench")
        self.press("Neem het volgende")
        self.is_told("ligt op jouw werkbank")

    def erase_from_card(self, tag: str) -> None:
        card = self.page.locator(".my-card", has_text=tag[:4]).filter(has_text="Wis de schijf")
        card.locator(".btn-next").click()
        expect(self.page.locator(".gone")).to_contain_text("gaat voorgoed weg")
        self.scan(tag)
        expect(self.page.locator("#bench .order").first).to_contain_text("Schijf wissen")

    def put_away(self, shelf: str) -> None:
        expect(self.page.locator("#next .btn-next")).to_contain_text("Zet het weg")
        self.next_step()
        self.press(shelf)
        self.is_told(f"staat nu op {shelf}")

    def _count(self, what: str) -> None:
        list(self.done.values())[-1][what] += 1


@pytest.fixture
def server(demo_folder: Path, tmp_path: Path) -> Iterator[LaterServer]:
    shutil.copytree(demo_folder, tmp_path, dirs_exist_ok=True)
    more: dict[str, Any] = {"imaging": {"folder": str(tmp_path / "images")}}
    with LaterServer(tmp_path, demo=True, more=more) as running:
        yield running


@pytest.fixture
def laptop(browser: Browser, server: LaterServer) -> Laptop:
    keeper = Coordinator(browser, server, "demo3", WIDE)
    token = keeper.make_station("Stick van deze telling")
    keeper.leave()
    return Laptop(server, token)


def keep_busy(server: LaterServer) -> None:
    """A colleague has in hand whatever else waits: the next of the queue is what comes now."""
    with server.session() as session:
        colleague = session.scalars(sa.select(Account).filter_by(login="demo3")).one()
        while queue.waiting(session, colleague):
            queue.take_next(session, colleague, bench=None, client_id=str(uuid.uuid4()))


def test_a_healthy_laptop_from_the_pallet_to_the_shelf(
    browser: Browser, server: LaterServer, laptop: Laptop
) -> None:
    keep_busy(server)
    tag = blank_tag(server)
    volunteer = Counted(browser, server, "demo1", PHONE)
    volunteer.begins("choose for the whole pile")
    volunteer.begin_to_receive()
    volunteer.begins("at the door")
    volunteer.receive_one(laptop.serial, tag)
    volunteer.leave()

    worker = Counted(browser, server, "demo2", WIDE)
    worker.begins("take the next")
    worker.take_next()
    laptop.start()
    worker.begins("erase")
    worker.erase_from_card(tag)
    laptop.erase()
    worker.begins("software")
    worker.choose_software()
    laptop.take_software()
    laptop.start_without_stick()
    worker.begins("look at it")
    worker.answer_cards("C")
    worker.begins("to the shelf")
    worker.put_away(READY)
    worker.leave()

    assert volunteer.done == {
        "choose for the whole pile": Counter(taps=4),
        "at the door": Counter(scans=2),
    }
    assert worker.done == {
        "take the next": Counter(taps=1),
        "erase": Counter(taps=1, scans=1),
        "software": Counter(taps=2),
        "look at it": Counter(taps=5),
        "to the shelf": Counter(taps=2),
    }
    of_one_laptop = [volunteer.done["at the door"], *worker.done.values()]
    total = sum(of_one_laptop, Counter())
    assert total == Counter(taps=11, scans=3)
