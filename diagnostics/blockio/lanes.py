"""A few reads or writes at once, taken up in the order in which they were given.

Not the standard library's pool: that waits at the end of the program for a thread that sleeps in a
disk which never answers.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Self

Task = Callable[[], None]


class Lanes:
    """``with Lanes(2) as lanes:``; on the way out a dead disk is waited for ``patience_s``."""

    def __init__(self, count: int, patience_s: float = 60) -> None:
        self._tasks: queue.SimpleQueue[tuple[Task, Future[None]] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"disk-lane-{n}", daemon=True)
            for n in range(count)
        ]
        self._patience_s = patience_s
        self.count = count

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for _thread in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(self._patience_s)

    def give(self, task: Task) -> Future[None]:
        future: Future[None] = Future()
        self._tasks.put((task, future))
        return future

    def _work(self) -> None:
        while (given := self._tasks.get()) is not None:
            task, future = given
            try:
                task()
            except BaseException as error:  # noqa: BLE001 - handed to whoever asked
                future.set_exception(error)
            else:
                future.set_result(None)
