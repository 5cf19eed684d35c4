"""What was scanned without a network is still there when the browser is killed: each scan that a
person was told of arrives, once.
"""

import logging
import os
import random
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Error, Page, Playwright

from atelier.db import db
from atelier.demo import PASSWORD, SIGN_INS
from atelier.people.roles import Role
from atelier.workshop.intake.models import IntakeScan
from tests.browser.door import open_donation
from tests.browser.killed import Chromium, Network
from tests.browser.site import Site, until

log = logging.getLogger(__name__)

SEED = 20_240_229
BURST = 8

#: Until the browser has all that it needs without a network.
_KEPT = """async () => {
  while (!(await caches.match("/intake/kept"))) await new Promise((next) => setTimeout(next, 50));
}"""
#: Scans as fast as the page takes them; gives back which of them it has shown as kept.
_SCAN = """async (codes) => {
  for (const code of codes) {
    const scan = new CustomEvent("atelier:scan", { detail: { code }, cancelable: true });
    document.dispatchEvent(scan);
  }
  const newest = ".scans .scan:nth-child(-n+20)";
  const shown = () => Object.fromEntries([...document.querySelectorAll(newest)]
    .map((row) => [row.querySelector("[data-title]").textContent, row.dataset.id]));
  for (;;) {
    const there = shown();
    const unkept = !document.querySelector("[data-unkept]").hidden;
    if (unkept) throw new Error("unkept");
    if (codes.every((code) => there[code])) return codes.map((code) => there[code]);
    await new Promise((next) => setTimeout(next, 5));
  }
}"""


@pytest.mark.parametrize(
    "many", [100, pytest.param(1000, marks=pytest.mark.long)], ids=["hundred", "thousand"]
)
def test_all_arrive_once(driver: Playwright, site: Site, tmp_path: Path, many: int) -> None:
    if many > 100 and os.environ.get("ATELIER_BENCH") != "all":
        pytest.skip("a thousand scans: ATELIER_BENCH=all")
    donation = open_donation(site)
    with Network(site) as network:
        day = Day(driver, network, donation["url"], tmp_path)
        day.most_bursts = 2 if many == 100 else 8
        day.install()
        network.off()
        day.scan([f"KLM{many}X{number:05}" for number in range(many)])
        network.on()
        day.send()
    told = arrived(site, donation["id"])
    # Whatever was shown as kept is there under its own id, and nothing counts twice.
    assert set(day.kept) <= {scan.client_id for scan in told}
    received = [scan.device_id for scan in told if scan.state == "received"]
    assert len(received) == len(set(received)) == many
    assert day.killed > 3
    log.info("%s scans, killed %s times, %s scanned twice", many, day.killed, len(told) - many)


class Day:
    """Somebody in a cellar, with a phone that dies again and again."""

    def __init__(self, playwright: Playwright, network: Network, url: str, folder: Path) -> None:
        self.playwright, self.network, self.folder = playwright, network, folder
        self.url = network.url + url
        self.random = random.Random(SEED)
        self.kept: list[str] = []
        self.killed = 0
        self.most_bursts = 2  # that a battery lasts, before the one in which it dies
        self.burst_s = 0.3  # how long the last whole one took: a fast machine dies sooner

    def install(self) -> None:
        chromium = Chromium(self.playwright, self.folder)
        page = chromium.page()
        self.sign_in(page)
        page.goto(f"{self.network.url}/intake")
        page.evaluate(_KEPT)
        chromium.close()

    def scan(self, codes: list[str]) -> None:
        left = list(codes)
        while left:
            assert self.killed < len(codes) // 3  # it gets no further
            chromium = Chromium(self.playwright, self.folder)
            battery = threading.Timer(self.random.uniform(0, 1.5) * self.burst_s, chromium.kill)
            whole = self.random.randint(0, self.most_bursts)
            try:
                page = chromium.page()
                page.goto(self.url)
                page.wait_for_selector(".modes [aria-pressed=true]")
                if self.kept:
                    page.wait_for_selector(".scan")
                while left:
                    if whole == 0:
                        battery.start()
                    whole -= 1
                    burst, began = left[:BURST], time.monotonic()
                    self.kept += page.evaluate(_SCAN, burst)
                    self.burst_s = time.monotonic() - began
                    left = left[BURST:]
            except Error:
                pass  # it died: what was not shown as kept is scanned again
            battery.cancel()
            if battery.is_alive():
                battery.join()
            if chromium.process.poll() is None:
                chromium.kill()
            self.killed += 1
            log.info("killed %s times, %s left to scan", self.killed, len(left))

    def send(self) -> None:
        """Back upstairs, in two tabs at once."""
        chromium = Chromium(self.playwright, self.folder)
        page = chromium.page()
        self.sign_in(page)
        page.goto(self.url)
        other = chromium.browser.contexts[0].new_page()
        other.goto(self.url)
        for tab in (page, other):
            tab.wait_for_selector(".scan")
            until(tab, "document.querySelector('[data-waiting]').hidden", seconds=240)
        chromium.close()

    def sign_in(self, page: Page) -> None:
        page.goto(f"{self.network.url}/sign-in")
        if page.locator("[name=login]").count():
            page.fill(
                "[name=login]", next(who for who, r in SIGN_INS.items() if r is Role.VOLUNTEER)
            )
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)


def arrived(site: Site, donation_id: int) -> list[IntakeScan]:
    with site.app.app_context():
        wanted = sa.select(IntakeScan).where(IntakeScan.donation_id == donation_id)
        return list(db.session.scalars(wanted))
