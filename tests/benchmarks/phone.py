"""A first visit with a slow phone: bytes on the wire, and how long until it can be used.

Chromium with a processor four times slower, on a network of 1.6 Mbit/s with 150 ms there and back
(what browsers call slow 4G). Usable: the page is built and its scripts answer to a touch.

    python -m tests.benchmarks --parts phone
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from atelier.people.roles import Role
from tests.browser.site import Site, Visitor, launch
from tests.demo import make_demo

AIM_BYTES, AIM_MS = 150_000, 2_000
_SLOW_CPU = 4
_NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
_PAGES: tuple[tuple[str, Role | None, str], ...] = (
    ("sign in", None, "/sign-in"),
    ("my bench", Role.BENCH_WORKER, "/my-bench"),
    ("a pile at the door", Role.VOLUNTEER, "/intake"),
    ("a desk's first page", Role.DESK, "/"),
    ("the shop window", Role.DESK, "/window"),
)
#: Scripts are modules: they have run once the document is complete; then a frame has been drawn.
_USABLE = """() => new Promise(done => {
  const ready = () => requestAnimationFrame(() => done(performance.now()));
  if (document.readyState !== "loading") ready();
  else document.addEventListener("DOMContentLoaded", ready);
})"""


@dataclass(frozen=True)
class Visit:
    what: str
    size: int
    usable_ms: float


def measure() -> int:
    """Prints each first visit; how many miss an aim."""
    print("\nphone: a first visit, nothing kept before; bytes on the wire, ms until usable")
    return sum(_print(visit) for visit in visits())


def visits() -> Iterator[Visit]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = make_demo(Path(folder) / "demo")
        browser = launch(playwright)
        with Site(demo, Path(folder) / "site") as site:
            for what, role, address in _PAGES:
                visitor = Visitor(browser, site)
                yield _visit(visitor, what, role, address)
                visitor.close()
        browser.close()


def _visit(visitor: Visitor, what: str, role: Role | None, address: str) -> Visit:
    page = visitor.page(role, 360)
    line = page.context.new_cdp_session(page)
    sizes = counting(line)
    line.send("Emulation.setCPUThrottlingRate", {"rate": _SLOW_CPU})
    line.send("Network.emulateNetworkConditions", _NETWORK)
    usable = _usable(page, address)
    page.wait_for_timeout(500)
    return Visit(what, sum(sizes), usable)


def _usable(page: Page, address: str) -> float:
    page.goto(address, wait_until="commit")
    return float(page.evaluate(_USABLE))


def counting(line: CDPSession) -> list[int]:
    """A list that grows: bytes on the wire of each thing that came."""
    sizes: list[int] = []

    def loaded(told: dict[str, Any]) -> None:
        sizes.append(int(told["encodedDataLength"]))

    line.on("Network.loadingFinished", loaded)
    line.send("Network.enable")
    return sizes


def _print(visit: Visit) -> bool:
    over = visit.size > AIM_BYTES or visit.usable_ms > AIM_MS
    said = "  ABOVE" if over else ""
    print(f"  {visit.what:30}{visit.size:9,} bytes{visit.usable_ms:8.0f} ms{said}", flush=True)
    return over
