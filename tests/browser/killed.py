"""A Chromium with a profile on disk that can be killed as a flat battery does it, and a server
that can be away.
"""

import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import make_server

from tests.browser.site import BROWSERS, Quiet, Site

_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--remote-debugging-port=0",
    "--window-size=360,800",
    "--lang=nl-BE",
    "--disable-gpu",
)


class Chromium:
    """A browser of its own, in a process group of its own, with the profile in ``folder``."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self.folder = folder
        port = folder / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        program = os.environ.get("ATELIER_CHROMIUM") or next(
            filter(None, map(shutil.which, BROWSERS))
        )
        self.process = subprocess.Popen(
            [program, *_ARGUMENTS, f"--user-data-dir={folder}", "about:blank"],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        address = f"http://127.0.0.1:{_first_line(port)}"
        self.browser: Browser = playwright.chromium.connect_over_cdp(address)

    def page(self) -> Page:
        context = self.browser.contexts[0]
        context.set_default_timeout(20_000)
        return context.pages[0] if context.pages else context.new_page()

    def kill(self) -> None:
        """All of it at once: nothing is flushed, nothing is said."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        """As a person does."""
        session = self.browser.new_browser_cdp_session()
        session.send("Browser.close")
        self.process.wait(timeout=20)


def _first_line(path: Path) -> str:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if path.is_file() and (text := path.read_text().partition("\n")[0]):
            return text
        time.sleep(0.02)
    raise TimeoutError(f"{path} was not written")


class Network:
    """The server of ``site`` at an address of its own, which answers only while it is ``on``."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.port = 0
        self.on()
        self.url = f"http://127.0.0.1:{self.port}"

    def on(self) -> None:
        app = self.site.app
        handler = {"threaded": True, "request_handler": Quiet}
        self.server = make_server("127.0.0.1", self.port, app, **handler)  # type: ignore[arg-type]
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def off(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.off()
