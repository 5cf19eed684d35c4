"""The end of the agent, for its threads: wherever one waits, it is let go."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Ended(Exception):
    """The agent ends: a person or the system ended it. Raised wherever one of its threads waits."""


class Waiting:
    """A condition (as ``threading.Condition``) that holds nobody once the agent ends."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._ended = False

    def __enter__(self) -> Self:
        self._condition.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._condition.release()

    def wait_for(self, happened: Callable[[], bool], timeout_s: float | None = None) -> bool:
        """Whether it happened within the time. Hold the condition. Raises Ended."""
        found = self._condition.wait_for(lambda: self._ended or happened(), timeout_s)
        self.go_on()
        return found

    def go_on(self) -> None:
        """For a thread that works on without waiting. Raises Ended."""
        if self._ended:
            raise Ended

    def notify_all(self) -> None:
        """Hold the condition."""
        self._condition.notify_all()

    def end(self) -> None:
        with self._condition:
            self._ended = True
            self._condition.notify_all()
