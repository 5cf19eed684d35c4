"""A terminal to look at: what the agent writes to a pseudo-terminal, as characters and points."""

import fcntl
import os
import struct
import termios
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyte
import pytest

from diagnostics.console.tty import Tty


@dataclass
class Watched:
    """Both ends of a pseudo-terminal: ``tty`` for the agent, the rest for the test."""

    columns: int
    lines: int
    master: int = field(init=False)
    slave: int = field(init=False)
    #: Everything that was written, in order.
    written: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.master, self.slave = os.openpty()
        self.resize(self.columns, self.lines)
        os.set_blocking(self.master, False)
        self.tty = Tty(self.slave, self.slave, "xterm")

    def resize(self, columns: int, lines: int) -> None:
        self.columns, self.lines = columns, lines
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def read(self) -> bytes:
        """What was written since the last time; the picture is kept up."""
        found = b""
        while True:
            try:
                found += os.read(self.master, 65536)
            except BlockingIOError:
                break
        self.stream.feed(found)
        self.written.append(found)
        return found

    def text(self) -> list[str]:
        self.read()
        return [line.rstrip() for line in self.screen.display]

    def close(self) -> None:
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched(80, 25)
    yield made
    made.close()
