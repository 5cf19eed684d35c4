"""A terminal to look at: what the agent writes to a pseudo-terminal, as characters and points."""

import array
import fcntl
import os
import select
import struct
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyte
import pytest

from diagnostics.console.tty import Tty

#: A sequence that no terminal shows and the agent never writes: so far a test has read.
_MARK = b"\x1b_read so far\x1b\\"
_PATIENCE_S = 30.0


@dataclass
class Watched:
    """Both ends of a pseudo-terminal: ``tty`` for the agent, the rest for the test."""

    columns: int
    lines: int
    master: int = field(init=False)
    slave: int = field(init=False)
    marker: int = field(init=False)
    #: Everything that was written, in order.
    written: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.master, self.slave = os.openpty()
        # Opened apart, so that not waiting is about the mark and not about what the agent writes.
        self.marker = os.open(
            os.ttyname(self.slave), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        )
        self.resize(self.columns, self.lines)
        self.tty = Tty(self.slave, self.slave, "xterm")

    def resize(self, columns: int, lines: int) -> None:
        self.columns, self.lines = columns, lines
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)

    def send(self, typed: bytes) -> None:
        """Press keys, for whoever is listening in another thread or process."""
        assert os.write(self.master, typed) == len(typed)

    def type(self, text: str) -> None:
        """Press keys that the test itself lets the agent read: all of them have arrived."""
        expected = self._typed() + len(text.encode())
        self.send(text.encode())
        ends = time.monotonic() + _PATIENCE_S
        while self._typed() < expected:
            assert time.monotonic() < ends, "the pseudo-terminal kept what was typed"
            time.sleep(0.001)

    def read(self) -> bytes:
        """All that was written since the last time; the picture is kept up.

        The kernel passes a pseudo-terminal's bytes on by a work queue: one read may give a part,
        and that there is nothing now does not mean that nothing comes. It does keep their order,
        though: once a mark that is written now has arrived, so has all that was written before.
        """
        found, marked, ends = b"", False, time.monotonic() + _PATIENCE_S
        while _MARK not in found:
            assert time.monotonic() < ends, "the pseudo-terminal kept what was written"
            marked = marked or self._mark()
            if select.select([self.master], [], [], 0.01)[0]:
                found += os.read(self.master, 65536)
        found = found.replace(_MARK, b"")
        self.stream.feed(found)
        self.written.append(found)
        return found

    def _mark(self) -> bool:
        """False while the terminal is full, or somebody is in the middle of writing."""
        try:
            return os.write(self.marker, _MARK) == len(_MARK)
        except BlockingIOError:
            return False

    def _typed(self) -> int:
        """How many bytes have arrived and nobody read yet."""
        count = array.array("i", [0])
        fcntl.ioctl(self.slave, termios.FIONREAD, count)
        return count[0]

    def text(self) -> list[str]:
        self.read()
        return [line.rstrip() for line in self.screen.display]

    def close(self) -> None:
        for descriptor in (self.master, self.marker, self.slave):
            os.close(descriptor)


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched(80, 25)
    yield made
    made.close()
