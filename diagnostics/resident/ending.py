"""The end of the agent, for its threads: wherever one waits, it is let go."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Ended(Exception):
    """The agent ends: a person or the system ended it. Raised wherever one of its threads waits."""


class Waiting(threading.Condition):
    """Holds nobody once the agent ends. Wait by ``wait_for`` alone."""

    def __init__(self) -> None:
        super().__init__()
        self._ended = False

    def wait_for(self, predicate: Callable[[], T], timeout: float | None = None) -> T:
        """As that of a ``Condition``. Raises Ended."""
        super().wait_for(lambda: self._ended or predicate(), timeout)
        self.go_on()
        return predicate()

    def go_on(self) -> None:
        """For a thread that works on without waiting. Raises Ended."""
        if self._ended:
            raise Ended

    def end(self) -> None:
        with self:
            self._ended = True
            self.notify_all()
