"""What the machine says on its serial line: the kernel's words, and the agent's states."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.bench.waiting import until

#: Colours and cursor moves; the BIOS and systemd are full of them.
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|[@-Z\\-_]|c)")


class MachineStopped(AssertionError):
    """The machine went off while something was still expected of it."""


class SerialLine:
    def __init__(self, path: Path, running: Callable[[], bool]) -> None:
        self._path = path
        self._running = running

    def text(self, since: int = 0) -> str:
        """All that was said, without colours; ``since``: from that ``mark`` on."""
        raw = self._path.read_bytes()[since:] if self._path.exists() else b""
        return _ESCAPES.sub("", raw.decode(errors="replace")).replace("\r", "")

    def mark(self) -> int:
        """Where the line stands now, to tell one start of the machine from the next."""
        return self._path.stat().st_size if self._path.exists() else 0

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.text().splitlines()[-lines:])

    def wait_for(self, pattern: str, timeout_s: float, since: int = 0) -> re.Match[str]:
        """The first match of a regular expression. Raises TimedOut or MachineStopped."""

        def look() -> re.Match[str] | None:
            running = self._running()  # first: what it said last may come with its end
            found = re.search(pattern, self.text(since), re.MULTILINE)
            if found is None and not running:
                raise MachineStopped(f"{pattern!r} was never said:\n{self.tail()}")
            return found

        return until(f"the serial line says {pattern!r}", look, timeout_s)
