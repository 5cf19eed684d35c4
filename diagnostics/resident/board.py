"""Where the threads write what they found out; whoever shows it is woken."""

import contextlib
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from diagnostics.link.sentences import Sentence
from diagnostics.resident.ending import Ended, Waiting
from diagnostics.resident.facts import Facts


class Board:
    """Also knows the threads, and ends them."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._lock = threading.Lock()
        self._wake: Callable[[], None] = lambda: None
        #: What ended a thread that should never end.
        self.failure: BaseException | None = None
        self._threads: list[threading.Thread] = []
        self._waiting: list[Waiting] = []
        self._ended = False
        self._rest = self.waiting()

    @property
    def facts(self) -> Facts:
        return self._facts

    def on_change(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def change(self, **changes: Any) -> None:
        """Fields of ``Facts``, all at once."""
        with self._lock:
            before, self._facts = self._facts, replace(self._facts, **changes)
        if before != self._facts:
            self._wake()

    def note(self, sentence: Sentence | None) -> None:
        """Add one to the notes; the same one stands there once."""
        with self._lock:
            if sentence is None or sentence in self._facts.notes:
                return
            self._facts = replace(self._facts, notes=(*self._facts.notes, sentence))
        self._wake()

    def start(self, target: Callable[[], None], name: str) -> None:
        """A thread whose failure ends the agent, which is then started anew."""
        thread = threading.Thread(target=self._guarded, args=(target,), daemon=True, name=name)
        with self._lock:
            self._threads = [*(one for one in self._threads if one.is_alive()), thread]
            thread.start()

    def waiting(self) -> Waiting:
        """Something new to wait on, until the agent ends."""
        made = Waiting()
        with self._lock:
            self._waiting.append(made)
        if self._ended:
            made.end()
        return made

    def rest(self, seconds: float) -> None:
        """``time.sleep`` for a thread. Raises Ended."""
        with self._rest:
            self._rest.wait_for(lambda: False, seconds)

    def end(self) -> None:
        """The agent ends: every thread stops at the next place where it waits."""
        with self._lock:
            self._ended = True
            waiting = tuple(self._waiting)
        for one in waiting:
            one.end()

    def join(self, timeout_s: float) -> bool:
        """Whether all threads have stopped, within the time."""
        until = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in self._threads)

    def _guarded(self, target: Callable[[], None]) -> None:
        try:
            with contextlib.suppress(Ended):
                target()
        except Exception as error:  # noqa: BLE001 - the main thread raises it again
            self.failure = error
            self._wake()


def log(text: str) -> None:
    """One line for the journal; not over the screen of whoever tries the agent by hand."""
    if not sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)  # noqa: T201


def log_error(error: BaseException) -> None:
    log("".join(traceback.format_exception(error)).rstrip())
