"""The stage on a real terminal: draws what changed, hears the keyboard.

One thread shows and asks for keys. Others may say what stands around the body (``around``) and wake
the one that waits (``wake``).
"""

import io
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType

from diagnostics.console import paint, theme
from diagnostics.console.around import Around
from diagnostics.console.frame import Fitting, Frame, lay_out
from diagnostics.console.keys import Key
from diagnostics.console.tty import Tty
from diagnostics.words import Words

#: A message of the kernel stands on the screen no longer than this.
REDRAW_S = 5.0
#: So often the size of the screen is looked at while nothing happens.
LOOK_S = 0.5


@dataclass(slots=True)
class _Shown:
    """What the terminal shows now, as far as we know."""

    frame: Frame | None = None
    words: Words | None = None
    size: os.terminal_size | None = None
    lines: list[str] = field(default_factory=list)
    whole_at: float = 0.0
    furthest: int = 0
    seen: int = 0


class Terminal:
    """A ``Stage``. Use it as a context manager, so that the terminal is put back at the end."""

    def __init__(
        self,
        words: Words,
        tty: Tty | None = None,
        *,
        stop_on_ctrl_c: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.words = words
        #: Called in between by ``key``, so that news is taken in while a part of the agent waits.
        self.meanwhile: Callable[[], None] = lambda: None
        self._tty = tty or Tty()
        self._stop_on_ctrl_c = stop_on_ctrl_c
        self._clock = clock
        self._lock = threading.RLock()
        self._frame = Frame(around=Around(), body="")
        self._filled = False
        self._shown = _Shown()

    def __enter__(self) -> Self:
        self._tty.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tty.__exit__(kind, error, trace)

    @property
    def has_keys(self) -> bool:
        return self._tty.has_keys

    @property
    def width(self) -> int:
        return self._tty.size().columns

    def show(
        self,
        body: RenderableType | Fitting,
        keys: Sequence[Key] = (),
        chosen: str | None = None,
    ) -> None:
        with self._lock:
            if self._filled:
                self._tty.palette(theme.PALETTE)
                self._filled, self._shown = False, _Shown()
            offset = self._frame.offset if self._shown.furthest else 0
            self._frame = Frame(
                around=self._frame.around,
                body=body,
                keys=tuple(keys),
                chosen=chosen,
                offset=offset,
            )
            self._draw()

    def around(self, around: Around) -> None:
        """From now on this stands around the body. From any thread."""
        with self._lock:
            self._frame = replace(self._frame, around=around)

    def fill(self, colour: str) -> None:
        number, rgb = theme.FILLS[colour]
        with self._lock:
            self._filled = True
            self._tty.colour(number, rgb)
            self._tty.write(f"\x1b[4{number}m\x1b[2J")

    def wake(self) -> None:
        """Let ``wait`` return at once. From any thread."""
        self._tty.wake()

    def key(self, timeout_s: float | None = None) -> str | None:
        end = None if timeout_s is None else self._clock() + timeout_s
        while True:
            left = LOOK_S if end is None else min(LOOK_S, end - self._clock())
            name = self.wait(max(left, 0))
            if name or (end is not None and self._clock() >= end):
                return name
            self.meanwhile()

    def wait(self, timeout_s: float) -> str | None:
        """As ``key``, but None as soon as another thread calls ``wake``."""
        self.refresh()
        name = self._tty.wait(timeout_s)
        if name == "ctrl+c" and self._stop_on_ctrl_c:
            raise KeyboardInterrupt
        return None if name and self._scrolls(name) else name

    def refresh(self) -> None:
        """Draw what changed; and everything now and then, over what the kernel wrote meanwhile."""
        with self._lock:
            if not self._filled:
                self._draw()

    def _draw(self) -> None:
        size = self._tty.size()
        now = self._clock()
        if (self._frame, self.words, size) != (
            self._shown.frame,
            self._shown.words,
            self._shown.size,
        ):
            self._lay_out(size)
        elif now - self._shown.whole_at >= REDRAW_S:
            self._shown.whole_at = now
            self._tty.write(paint.changes(None, self._shown.lines))

    def _lay_out(self, size: os.terminal_size) -> None:
        laid = lay_out(self._console(size.columns), self._frame, self.words, *size)
        lines = [paint.painted(line) for line in laid.lines]
        before = self._shown.lines if self._shown.size == size else None
        # What a larger screen had beside the old one becomes paper as well.
        self._tty.write(("" if before else theme.CLEAR) + paint.changes(before, lines))
        at = self._shown.whole_at if before else self._clock()
        self._shown = _Shown(self._frame, self.words, size, lines, at, laid.furthest, laid.seen)

    def _console(self, width: int) -> Console:
        return Console(
            file=io.StringIO(),
            width=width,
            theme=theme.THEME,
            color_system="standard",
            force_terminal=True,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def _scrolls(self, name: str) -> bool:
        """Whether the key moved a body that is longer than the screen."""
        page = max(self._shown.seen - 1, 1)
        steps = {"up": -1, "down": 1, "page up": -page, "page down": page, "space": page}
        if not self._shown.furthest or name not in steps:
            return False
        with self._lock:
            offset = min(max(self._frame.offset + steps[name], 0), self._shown.furthest)
            self._frame = replace(self._frame, offset=offset)
        return True
