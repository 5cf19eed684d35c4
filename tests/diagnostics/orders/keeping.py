"""A machine, its server and its keeper, for the tests of one rule at a time."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from diagnostics.orders import Keeper
from diagnostics.orders.outcome import Failure, Outcome, done
from diagnostics.orders.work import Work
from diagnostics.wire import Disk
from tests.diagnostics.orders.doubles import (
    FAST,
    Box,
    Server,
    disk,
    eventually,
)


class Until:
    """Runs until the test lets it go on."""

    SENTENCE = "De schijf test zichzelf."

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.began = threading.Event()
        self.calls = 0

    def run(self, work: Work) -> Outcome:
        self.calls += 1
        work.progress(0.25, 60, checkpoint={"at": 1})
        self.began.set()
        while not self.go_on.is_set():
            work.sleep(0.005)
        return done({"calls": self.calls})

    def resume(self, work: Work) -> Outcome:
        raise Failure("interrupted", "it was at work", {"checkpoint": dict(work.checkpoint)})


class Raises:
    SENTENCE = ""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def run(self, work: Work) -> Outcome:
        raise self.error

    resume = run


class Bench:
    """A machine, its server and its keeper."""

    def __init__(self, folder: Path, executors: dict[str, Any]) -> None:
        self.server = Server()
        self.box = Box(folder, disks={"sda": disk(1), "sdb": disk(2)})
        self.journal = folder / "run/orders.json"
        self.executors = executors
        self._keepers: list[Keeper] = []
        self.keeper = self.start()

    def start(self, **more: Any) -> Keeper:
        told = {"boot_id": self.box.boot_id, "journal": self.journal, "pace": FAST, **more}
        identity, executors = (lambda: self.box), self.executors
        self.keeper = Keeper(
            self.server, self.box.host(), identity=identity, executors=executors, **told
        )
        self._keepers.append(self.keeper)
        return self.keeper

    def issue(self, kind: str, target: Disk | None = None, **more: Any) -> str:
        order = self.server.issue(self.box.order(kind, target, **more))
        self.look()
        return order.id

    def look(self) -> None:
        """As the resident loop does over and over."""
        self.keeper.take(self.server.view())

    def end(self, order_id: str) -> tuple[str, str | None]:
        """How it ended, as state and reason."""
        assert eventually(lambda: self.server.final(order_id)), self.server.known[order_id].states
        final = self.server.final(order_id)
        assert final is not None
        return final.state, final.reason

    def crash(self) -> None:
        self.keeper.close()
        assert eventually(lambda: not self.keeper.running())

    def close(self) -> None:
        for keeper in self._keepers:
            keeper.close()


MakeBench = Callable[..., Bench]
