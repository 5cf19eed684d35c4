"""Where the threads write what they found out; whoever shows it is woken."""

import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from diagnostics.link.sentences import Sentence
from diagnostics.resident.facts import Facts


class Board:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._lock = threading.Lock()
        self._wake: Callable[[], None] = lambda: None
        #: What ended a thread that should never end.
        self.failure: BaseException | None = None

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
        threading.Thread(target=self._guarded, args=(target,), daemon=True, name=name).start()

    def _guarded(self, target: Callable[[], None]) -> None:
        try:
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
