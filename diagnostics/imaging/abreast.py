"""A few threads that do tasks side by side, taken up in order; each with a hand of its own."""

import heapq
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, Self, TypeVar

from diagnostics.imaging.unpack import Hand

T = TypeVar("T")

#: What is in the midst of a write when the work ends gets so long; a dead disk's is left behind.
PATIENCE_S = 60.0


@dataclass(slots=True)
class Abreast(Generic[T]):
    """``with Abreast(tasks, do) as crew:``, then ``rest`` until ``over``.

    ``tasks`` is asked by one thread at a time; it may wait. The first error of a task ends all.
    """

    tasks: Iterable[T]
    do: Callable[[T, Hand], None]
    count: int
    patience_s: float = PATIENCE_S
    #: Tasks done.
    moved: int = field(init=False, default=0)
    #: Of the tasks in their order, so many from the first on are done.
    done: int = field(init=False, default=0)
    _numbered: Iterator[tuple[int, T]] = field(init=False)
    _ahead: list[int] = field(init=False, default_factory=list)
    _at_work: int = field(init=False, default=0)
    _error: BaseException | None = field(init=False, default=None)
    _ended: bool = field(init=False, default=False)
    _taking: threading.Lock = field(init=False, default_factory=threading.Lock)
    _changed: threading.Condition = field(init=False, default_factory=threading.Condition)
    _threads: list[threading.Thread] = field(init=False, default_factory=list)

    def __enter__(self) -> Self:
        self._numbered = enumerate(self.tasks)
        self._at_work = self.count
        self._threads = [
            threading.Thread(target=self._work, name=f"image-lane-{n}", daemon=True)
            for n in range(self.count)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        until = time.monotonic() + self.patience_s
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))

    @property
    def over(self) -> bool:
        """Raises what a task raised."""
        with self._changed:
            if self._error:
                raise self._error
            return self._at_work == 0

    def rest(self, seconds: float) -> None:
        """At most so long; shorter where it ends meanwhile."""
        with self._changed:
            self._changed.wait_for(lambda: self._error or self._at_work == 0, seconds)

    def _work(self) -> None:
        try:
            hand = Hand()
            while (taken := self._take()) is not None:
                number, task = taken
                self.do(task, hand)
                self._is_done(number)
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            self._fail(error)
        with self._changed:
            self._at_work -= 1
            self._changed.notify_all()

    def _take(self) -> tuple[int, T] | None:
        with self._taking:
            if self._ended or self._error:
                return None
            return next(self._numbered, None)

    def _is_done(self, number: int) -> None:
        with self._changed:
            self.moved += 1
            heapq.heappush(self._ahead, number)
            while self._ahead and self._ahead[0] == self.done:
                heapq.heappop(self._ahead)
                self.done += 1

    def _fail(self, error: BaseException) -> None:
        with self._changed:
            self._error = self._error or error
            self._changed.notify_all()
