"""One order in hand: what an executor sees of it, and how it says how far it is."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from diagnostics.orders.binding import Binder
from diagnostics.orders.claims import Claim
from diagnostics.orders.journal import Entry
from diagnostics.orders.outcome import Left, Outcome, Stopped, Wish
from diagnostics.probes.host import Host
from diagnostics.report import Disk
from diagnostics.wire import Order

#: How often it is looked whether it is one's turn.
_TURN_S = 0.5


class Executor(Protocol):
    """How one kind of order is carried out: a module with these two functions.

    Both end with an Outcome, or raise Failure. What they cannot foresee (RunError and the like)
    they let through: the keeper makes it the order's end.
    """

    @property
    def SENTENCE(self) -> str:  # noqa: N802 - of a module it is a constant
        """Dutch, for the screen."""

    def run(self, work: "Work", /) -> Outcome:
        """Do it. Calls ``work.bind`` immediately before its first action."""

    def resume(self, work: "Work", /) -> Outcome:
        """Go on with it, or end it honestly: it was begun before this agent was started."""


class Desk(Protocol):
    """What a work needs of its keeper."""

    host: Host
    boot_id: str

    def moved(self, work: "Work", /) -> None: ...

    def delivered(self, work: "Work", timeout_s: float, /) -> bool: ...

    def wish_for(self, work: "Work", wish: Wish, /) -> None: ...

    def report_id(self) -> str | None: ...

    def keep(self, work: "Work", timeout_s: float, /) -> bool: ...

    def is_alone(self, work: "Work", /) -> bool: ...

    def beside(self, work: "Work", /) -> Order | None: ...


class Work:
    def __init__(
        self, desk: Desk, order: Order, entry: Entry, claim: Claim, binder: Binder
    ) -> None:
        self._desk = desk
        self._binder = binder
        self._stop = threading.Event()
        self._left = False
        self.order = order
        self.entry = entry
        self.claim = claim
        self.disk: Disk | None = None
        self.fraction: float | None = None
        self.left_s: float | None = None
        self.running = False
        #: Dutch, for the screen: what it is at, where the executor's own sentence tells less.
        self.sentence = ""
        #: No way back: the machine is going off.
        self.beyond_stopping = False
        self.stopped_at: float | None = None
        #: Something was to be kept over a power cut (``keep``).
        self.kept = False
        #: So long it needs beyond what is usual to end once it was stopped, and to tell of it.
        self.ending_s = 0.0
        #: Whose end this one waits for, before it does anything.
        self.waits_for: Order | None = None

    @property
    def host(self) -> Host:
        return self._desk.host

    @property
    def boot_id(self) -> str:
        """Which start of the machine this is."""
        return self._desk.boot_id

    @property
    def parameters(self) -> Mapping[str, Any]:
        return self.order.parameters

    @property
    def checkpoint(self) -> Mapping[str, Any]:
        """What an earlier agent noted down to go on from; empty when nothing."""
        return self.entry.checkpoint

    @property
    def other_start(self) -> bool | None:
        """Whether the machine was started anew since this began; None: it may never have begun."""
        if self.entry.started_in:
            return self.entry.started_in != self._desk.boot_id
        # A server that does not tell: then it was not this start, or the journal would know.
        return True if self.order.state == "running" else None

    def bind(self) -> Disk | None:
        """Read machine and disk anew, and hold the order to them. Raises Failure, Stopped."""
        self.find()
        self.check_stop()
        return self.disk

    def find(self) -> None:
        """As ``bind``, also once it was stopped: what is at work in the disk has to be ended."""
        self.disk = self._binder.check(
            self.order, begun=self.claim.resumed, size_bytes=self._noted_size()
        )
        self.claim.name = self.disk.name if self.disk else None

    def progress(
        self,
        fraction: float | None = None,
        left_s: float | None = None,
        checkpoint: Mapping[str, Any] | None = None,
    ) -> None:
        """Call it as often as you like. Raises Stopped."""
        self.check_stop()
        self.fraction, self.left_s, self.running = fraction, left_s, True
        if checkpoint:
            self.entry.checkpoint = dict(checkpoint)
        self._desk.moved(self)

    def keep(
        self,
        checkpoint: Mapping[str, Any],
        timeout_s: float,
        fraction: float | None = None,
        left_s: float | None = None,
    ) -> bool:
        """As ``progress``, said at once; whether it is where a power cut leaves it. Raises Stopped.

        That is with the server, or, where that does not hear it within the time, on the stick.
        """
        self.entry.checkpoint = dict(checkpoint)
        self.progress(self.fraction if fraction is None else fraction, left_s)
        self.kept = True
        kept = self._desk.keep(self, timeout_s)
        self.check_stop()
        return kept

    @property
    def is_alone(self) -> bool:
        """No other order is at work on this machine."""
        return self._desk.is_alone(self)

    def wait_for_turn(self) -> None:
        """One part after another, of a controller that erases them together. Raises Stopped."""
        while other := self._desk.beside(self):
            self.waits_for = other
            self.progress()
            self.sleep(_TURN_S)
        self.waits_for = None

    def delivered(self, timeout_s: float) -> bool:
        """Wait until the server has heard all that was said. Raises Stopped."""
        delivered = self._desk.delivered(self, timeout_s)
        self.check_stop()
        return delivered

    def wish(self, wish: Wish) -> None:
        """Ask it of the resident loop; returns when that has taken it up. Raises Stopped."""
        self._desk.wish_for(self, wish)

    def report_id(self) -> str | None:
        """The machine's last report."""
        return self._desk.report_id()

    def sleep(self, seconds: float) -> None:
        """Raises Stopped as soon as a person stops it."""
        self._stop.wait(seconds)
        self.check_stop()

    def wait_for(self, what: Callable[[], bool], timeout_s: float, step_s: float = 0.2) -> bool:
        """Whether it came true within the time. Raises Stopped."""
        until = time.monotonic() + timeout_s
        while not what():
            if time.monotonic() >= until:
                return False
            self.sleep(step_s)
        return True

    def check_stop(self) -> None:
        if self._left:
            raise Left
        if not self.may_go_on:
            raise Stopped

    @property
    def may_go_on(self) -> bool:
        return self.beyond_stopping or not self.is_stopped

    @property
    def is_stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        if not (self._stop.is_set() or self.beyond_stopping):
            self.stopped_at = time.monotonic()
            self._stop.set()

    def _noted_size(self) -> int | None:
        """A checkpoint with ``size`` (bytes) says what the order itself made of the disk's size."""
        size = self.entry.checkpoint.get("size")
        return size if isinstance(size, int) else None

    def leave(self) -> None:
        """The agent ends, and the work with it; what a disk does by itself goes on."""
        self._left = True
        self._stop.set()
