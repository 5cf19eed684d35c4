"""The terminal itself: raw keys in, text out, its size, its palette; put back as it was found."""

import contextlib
import os
import select
import termios
import threading
import tty
from types import TracebackType
from typing import Any, Self

from diagnostics.console import keys, theme

#: Within so long the rest of an escape sequence follows; what follows later is another key.
_REST_S = 0.05
#: No descriptor: the number of one that is closed is soon that of something else.
_CLOSED = -1
#: What a terminal that does not tell (a serial line) is taken for.
_USUAL = os.terminal_size((80, 25))
_SMALLEST = os.terminal_size((20, 5))


class Tty:
    """File descriptors ``stdin`` and ``stdout``; either may be no terminal at all.

    The Linux console and an xterm set their palettes each in their own way.
    """

    def __init__(self, stdin: int = 0, stdout: int = 1, kind: str | None = None) -> None:
        self._in, self._out = stdin, stdout
        self._linux = (os.environ.get("TERM") if kind is None else kind) == "linux"
        self._before: Any = None
        self._rest = ""
        self._bytes = b""
        self._ready: list[str] = []
        self._woken, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._waking = threading.Lock()
        self.has_keys = os.isatty(stdin)

    def __enter__(self) -> Self:
        if self.has_keys:
            self._before = termios.tcgetattr(self._in)
            _raw(self._in)
        # Cursor and line wrap off; the Linux console's blanking off, an xterm's other screen.
        self.write("\x1b[?25l\x1b[?7l" + ("\x1b[9;0]\x1b[14;0]" if self._linux else "\x1b[?1049h"))
        self.palette(theme.PALETTE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.write("\x1b]R" if self._linux else "\x1b]104\x1b\\")
        self.write("\x1b[0m\x1b[2J\x1b[H\x1b[?7h\x1b[?25h" + ("" if self._linux else "\x1b[?1049l"))
        if self._before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._in, termios.TCSAFLUSH, self._before)
        with self._waking:
            for descriptor in (self._woken, self._wake):
                os.close(descriptor)
            self._woken = self._wake = _CLOSED

    def size(self) -> os.terminal_size:
        """Asked anew each time, as it changes with the window or the console's font."""
        try:
            found = os.get_terminal_size(self._out)
        except OSError:
            return _USUAL
        if not found.columns or not found.lines:
            return _USUAL
        return os.terminal_size(max(pair) for pair in zip(found, _SMALLEST, strict=True))

    def write(self, text: str) -> None:
        """All of it. A terminal that is gone is no reason to stop working."""
        left = text.encode("utf-8", "replace")
        with contextlib.suppress(OSError):
            while left:
                left = left[os.write(self._out, left) :]

    def palette(self, colours: tuple[str, ...]) -> None:
        for number, colour in enumerate(colours):
            self.colour(number, colour)

    def colour(self, number: int, rgb: str) -> None:
        """``rgb``: six hexadecimal digits."""
        if self._linux:
            self.write(f"\x1b]P{number:X}{rgb}")
        else:
            self.write(f"\x1b]4;{number};rgb:{rgb[:2]}/{rgb[2:4]}/{rgb[4:]}\x1b\\")

    def wake(self) -> None:
        """Let ``wait`` return at once. From any thread, also after the end."""
        with self._waking, contextlib.suppress(OSError):
            os.write(self._wake, b"x")

    def wait(self, timeout_s: float | None) -> str | None:
        """The next key; None after the timeout, or when another thread called ``wake``."""
        if not self._ready:
            self._listen(timeout_s)
        return self._ready.pop(0) if self._ready else None

    def _listen(self, timeout_s: float | None) -> None:
        sources = [self._woken, *([self._in] if self.has_keys else [])]
        able, _, _ = select.select(sources, [], [], timeout_s)
        if self._woken in able:
            with contextlib.suppress(BlockingIOError):
                os.read(self._woken, 4096)
        if self._in in able and self.has_keys:
            self._read()

    def _read(self) -> None:
        """What was typed, and the rest of a sequence that is on its way."""
        self._take()
        while self._rest and self.has_keys:
            able, _, _ = select.select([self._in], [], [], _REST_S)
            if not able:
                self._ready += keys.unfinished(self._rest)
                self._rest = ""
                return
            self._take()

    def _take(self) -> None:
        try:
            found = os.read(self._in, 1024)
        except OSError:
            found = b""
        if not found:  # the terminal hung up
            self.has_keys = False
        names, self._rest = keys.split(self._rest + self._decoded(found))
        self._ready += names

    def _decoded(self, found: bytes) -> str:
        """UTF-8, of which the last letter may not be complete yet."""
        self._bytes += found
        for cut in range(len(self._bytes), max(len(self._bytes) - 4, -1), -1):
            with contextlib.suppress(UnicodeDecodeError):
                text = self._bytes[:cut].decode()
                self._bytes = self._bytes[cut:]
                return text
        text, self._bytes = self._bytes.decode("utf-8", "replace"), b""
        return text


def _raw(descriptor: int) -> None:
    """Every key as it is pressed, Ctrl+C and Ctrl+S included; output stays as it was."""
    tty.setcbreak(descriptor, termios.TCSAFLUSH)
    mode = termios.tcgetattr(descriptor)
    mode[0] &= ~(termios.IXON | termios.ICRNL)
    mode[3] &= ~(termios.ISIG | termios.IEXTEN)
    termios.tcsetattr(descriptor, termios.TCSAFLUSH, mode)
