"""Two sessions that work at once, each stopped between its statements where a schedule says so.

PostgreSQL really interleaves them: who meets the other's lock waits for it, as the server itself
tells (``pg_blocking_pids``). On SQLite a writer has the whole database: who comes second is told
*busy* at once, and begins again once it is their turn; in use it waits for that by itself.
"""

import threading
import time
from collections.abc import Callable, Sequence
from enum import Enum, auto
from types import TracebackType
from typing import Any, Literal, Self

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from atelier.errors import AtelierError
from tests.atelier.lending.hands import NothingThereError

#: ``broken``: the database refused what no verb had foreseen; nothing of it stays.
Outcome = Literal["done", "refused", "deadlock", "broken"]
Act = Callable[[], Any]
_ALL = 1_000_000
_LONGEST_S = 20.0


class State(Enum):
    PARKED = auto()
    RUNNING = auto()
    ENDED = auto()


class Side:
    """One session, and the thread of what is done in it now."""

    def __init__(self, engine: sa.Engine, turn: threading.Condition) -> None:
        self.connection = engine.connect()
        self.session = Session(self.connection)
        self.turn = turn
        self.state, self.steps = State.ENDED, 0
        self.outcome: Outcome | None = None
        self.error: BaseException | None = None
        self.pid = self._prepare()
        self.gated = False
        #: Whether it had to wait for the other.
        self.waited = False
        self.why: Exception | None = None
        event.listen(self.connection, "before_cursor_execute", self._stop_here)
        event.listen(self.connection, "commit", self._stop_here)

    def begin(self, act: Act) -> None:
        self.state, self.steps, self.outcome, self.error = State.PARKED, 0, None, None
        self.waited, self.why = False, None
        threading.Thread(target=self._work, args=(act,), daemon=True).start()

    def close(self) -> None:
        self.session.close()
        self.connection.close()

    def _prepare(self) -> int | None:
        """The number of the server's process; None on SQLite."""
        if self.connection.dialect.name == "sqlite":
            self.session.execute(sa.text("PRAGMA busy_timeout=0"))
            self.session.commit()
            return None
        self.session.execute(sa.text("SET deadlock_timeout = '100ms'"))
        pid = self.session.scalar(sa.select(sa.func.pg_backend_pid()))
        self.session.commit()
        return pid

    def _stop_here(self, *_what: Any) -> None:
        """Before each statement, and before what was done is kept."""
        if not self.gated:
            return
        with self.turn:
            if self.steps == 0:
                self._park()
            self.steps -= 1

    def _park(self) -> None:
        self.state = State.PARKED
        self.turn.notify_all()
        self.turn.wait_for(lambda: self.steps > 0)

    def _work(self, act: Act) -> None:
        try:
            while (outcome := self._tried(act)) is None:
                with self.turn:
                    self.steps = 0
                    self._park()
            self.outcome = outcome
        except BaseException as error:  # noqa: BLE001 - raised again where the test waits
            self.error = error
        with self.turn:
            self.state = State.ENDED
            self.turn.notify_all()

    def _tried(self, act: Act) -> Outcome | None:
        """What came of it; None: another has the database, try again."""
        self.gated = True
        try:
            act()
            self.session.commit()
        except (AtelierError, NothingThereError):
            return self._rolled_back("refused")
        except IntegrityError as error:
            self.why = error
            return self._rolled_back("broken")
        except OperationalError as error:
            if "database is locked" in str(error.orig):
                self.waited = True
                return self._rolled_back(None)
            if "deadlock detected" in str(error.orig):
                self.why = error
                return self._rolled_back("deadlock")
            raise
        finally:
            self.gated = False
        return "done"

    def _rolled_back(self, outcome: Outcome | None) -> Outcome | None:
        self.gated = False
        self.session.rollback()
        return outcome


class Two:
    """Two sides, and who looks whether one of them waits for the other."""

    def __init__(self, engine: sa.Engine) -> None:
        self.turn = threading.Condition()
        self.sides = (Side(engine, self.turn), Side(engine, self.turn))
        self.watcher = _watcher(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for side in self.sides:
            side.close()
        if self.watcher is not None:
            self.watcher.close()

    @property
    def met(self) -> bool:
        """Whether one of them had to wait for the other."""
        return any(side.waited for side in self.sides)

    @property
    def why(self) -> str:
        """What the database said to whom it refused."""
        return "\n".join(str(side.why) for side in self.sides if side.why)

    def run(
        self, acts: tuple[Act, Act], turns: Sequence[int], halfway: Act = lambda: None
    ) -> tuple[Outcome, Outcome]:
        """What came of each; ``turns``: how many statements, of the one and the other in turn.

        ``halfway`` is done where they ran out, and both are stopped or wait.
        """
        for side, act in zip(self.sides, acts, strict=True):
            side.begin(act)
        try:
            for number, steps in enumerate(turns):
                self._grant(self.sides[number % 2], steps)
            halfway()
        finally:
            self._to_the_end(len(turns))
        first, second = (self._outcome(side) for side in self.sides)
        return first, second

    def _outcome(self, side: Side) -> Outcome:
        if side.error is not None:
            raise side.error
        assert side.outcome is not None
        return side.outcome

    def _grant(self, side: Side, steps: int) -> None:
        with self.turn:
            if side.state is State.PARKED:
                side.steps, side.state = steps, State.RUNNING
                self.turn.notify_all()
        self._settle()

    def _to_the_end(self, number: int) -> None:
        until = time.monotonic() + _LONGEST_S
        while any(side.state is not State.ENDED for side in self.sides):
            assert time.monotonic() < until, "neither of the two goes on"
            self._grant(self.sides[number % 2], _ALL)
            number += 1

    def _settle(self) -> None:
        """Until each has stopped, has ended, or waits for a lock of the other."""
        until = time.monotonic() + _LONGEST_S
        while not self._stopped():
            assert time.monotonic() < until, "a statement takes too long"
            running = [side for side in self.sides if side.state is State.RUNNING]
            if running and all(self._waits(side) for side in running):
                return

    def _stopped(self) -> bool:
        with self.turn:
            return self.turn.wait_for(
                lambda: all(side.state is not State.RUNNING for side in self.sides), timeout=0.003
            )

    def _waits(self, side: Side) -> bool:
        if self.watcher is None:
            return False
        blocking = sa.select(sa.func.cardinality(sa.func.pg_blocking_pids(side.pid)))
        waits = bool(self.watcher.scalar(blocking))
        side.waited = side.waited or waits
        return waits


def _watcher(engine: sa.Engine) -> sa.Connection | None:
    """None on SQLite, where nobody waits for a lock here."""
    if engine.dialect.name == "sqlite":
        return None
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
