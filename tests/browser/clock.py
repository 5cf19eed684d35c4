"""The application as it runs in earnest, on a machine whose clock can be set ahead.

``libfaketime`` tells the server and its commands what day it is; nothing in the application knows.
"""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.bench.server import Server


class LaterServer(Server):
    """``days``: how far its clock is ahead; ``let_pass`` starts it anew that much later."""

    days = 0

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(days=self.days)

    def let_pass(self, days: int) -> None:
        self.stop()
        self.days += days
        self.start()

    def command(self, *words: str) -> str:
        """What ``atelier …`` says on that machine; it has to succeed."""
        program = Path(sys.executable).with_name("atelier")
        done = subprocess.run(
            [program, *words], env=self._environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _environment(self) -> dict[str, str]:
        ahead = {
            "LD_PRELOAD": str(_library()),
            "FAKETIME": f"+{self.days}d",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": str(Path(__file__).with_name("ahead")),
        }
        one = {"ATELIER_WORKERS": "1"}
        return super()._environment() | one | (ahead if self.days else {})


def _library() -> Path:
    found = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if found is None:
        pytest.fail("libfaketime is not installed (see .ci/programs)")
    return found
