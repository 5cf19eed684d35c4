"""Two sessions that are stopped where each holds one thing and wants the other's."""

import contextlib
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db

#: So long, in seconds, the one waits for the other to get where it is stopped.
PATIENCE_S = 0.4
Work = Callable[[Session], Any]


class Meeting:
    """Where each stops once: until the other is there, or does not come because it waits."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.barrier = threading.Barrier(2)
        self.mine = threading.local()

    def here(self) -> None:
        if not getattr(self.mine, "was_here", False):
            self.mine.was_here = True
            with contextlib.suppress(threading.BrokenBarrierError):
                self.barrier.wait(PATIENCE_S)

    def before(self, where: Any, name: str) -> None:
        self._around(where, name, after=False)

    def after(self, where: Any, name: str) -> None:
        self._around(where, name, after=True)

    def _around(self, where: Any, name: str, *, after: bool) -> None:
        real = getattr(where, name)

        def stopped(*args: Any, **more: Any) -> Any:
            if not after:
                self.here()
            done = real(*args, **more)
            if after:
                self.here()
            return done

        self.patch.setattr(where, name, stopped)


def race(app: APIFlask, *works: Work) -> list[Exception | None]:
    """Each in a session of its own; what it raised."""
    db.session.commit()
    raised: list[Exception | None] = [None] * len(works)

    def run(number: int) -> None:
        with app.app_context(), Session(db.engine) as session:
            try:
                works[number](session)
                session.commit()
            except Exception as error:  # noqa: BLE001 - what the test looks at
                raised[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    db.session.expire_all()
    return raised


def new() -> str:
    return str(uuid.uuid4())
