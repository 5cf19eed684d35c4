"""The application with the demo data, answering on a port, and a person with a browser on it."""

import os
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from atelier.db import db
from atelier.demo import PASSWORD, SIGN_INS
from atelier.people.roles import Role
from tests.demo import demo_app

WIDTHS = (360, 1280)
#: WCAG 2.2 AA and what axe's makers advise beside it.
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What the browser says of ``service_workers="block"``.
_NO_WORKER = "Service Worker registration blocked by Playwright"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def launch(playwright: Playwright) -> Browser:
    """Chromium of the system, else the one that Playwright brought itself."""
    path = os.environ.get("ATELIER_CHROMIUM") or next(
        filter(None, map(shutil.which, BROWSERS)), None
    )
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


_TYPE = """code => {
  for (const key of [...code, "Enter"]) {
    const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(press);
  }
}"""


class Site:
    """A server of one's own, on a copy of the demo; ``app`` is the application behind it."""

    def __init__(self, demo: Path, folder: Path) -> None:
        shutil.copytree(demo, folder, dirs_exist_ok=True)
        self.app = demo_app(folder)
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.signed_in: dict[Role, Any] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        with self.app.app_context():
            db.engine.dispose()


@dataclass
class Visitor:
    """Opens pages as one role after another, and keeps what the browser complained of."""

    browser: Browser
    site: Site
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, role: Role | None = None, width: int = 1280, **options: Any) -> Page:
        """A fresh page (``page.goto("/devices")``), signed in as ``role`` unless that is None."""
        if role is not None:
            options["storage_state"] = self._sign_in(role)
        context = self._context(width, **options)
        page = context.new_page()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def close(self) -> None:
        """Once all that was asked for has come: what breaks off leaves files open in the server."""
        for context in self.contexts:
            for page in context.pages:
                page.wait_for_load_state("load")
            context.close()

    def _context(self, width: int, **options: Any) -> BrowserContext:
        viewport = {"width": width, "height": 800}
        settings = {
            "base_url": self.site.url,
            "viewport": viewport,
            "locale": "nl-BE",
            # A test that plays the network is not answered by a worker behind its back.
            "service_workers": "block",
            **options,
        }
        context = self.browser.new_context(**settings)
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        return context

    def _sign_in(self, role: Role) -> Any:
        if role not in self.site.signed_in:
            context = self._context(1280)
            page = context.new_page()
            page.goto("/sign-in")
            page.fill("[name=login]", next(login for login, r in SIGN_INS.items() if r is role))
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
            self.site.signed_in[role] = context.storage_state()
        return self.site.signed_in[role]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and message.text != _NO_WORKER:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")


def scan_in(page: Page, code: str) -> None:
    """All keys at once, as a hand scanner on a machine that keeps up."""
    page.evaluate(_TYPE, code)


def until(page: Page, script: str, argument: Any = None, *, seconds: float = 10) -> None:
    """Wait for what ``script`` says to be true; may wait for a promise itself. (Playwright's own
    ``wait_for_function`` tries again from within the page, which our policy forbids it.)
    """
    end = time.monotonic() + seconds
    while not page.evaluate(script, argument):
        assert time.monotonic() < end, f"still not so after {seconds} s: {script}"
        page.wait_for_timeout(50)


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now, one readable line each."""
    options = {
        "runOnly": {"type": "tag", "values": _TAGS},
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
    }
    found = Axe().run(page, options=options).response["violations"]
    return [_line(violation, node) for violation in found for node in violation["nodes"]]


def _line(violation: Mapping[str, Any], node: Mapping[str, Any]) -> str:
    return f"{violation['id']}: {violation['help']}: {node['html'][:160]}"


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Says nothing: what a test needs, it asks."""
