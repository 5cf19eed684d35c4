"""Keep the orders of this machine: begin, stop, resume and end them, each in its own thread."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

from diagnostics.orders.binding import Binder
from diagnostics.orders.claims import Claims
from diagnostics.orders.executors import EXECUTORS
from diagnostics.orders.journal import Entry, Journal
from diagnostics.orders.notes import Note, Notes
from diagnostics.orders.outcome import Failure, Outcome, Wish
from diagnostics.orders.pace import Pace
from diagnostics.orders.running import Erased, Running, erased, shown
from diagnostics.orders.speaker import Line, Speaker, Start, start_thread
from diagnostics.orders.teller import Teller
from diagnostics.orders.work import Executor, Work
from diagnostics.probes.host import Host
from diagnostics.run import MissingTool, RunError
from diagnostics.wire import FINAL, Order, Word, WordTaken


class Measured(Protocol):
    """The last report that the server took from this start of the machine."""

    @property
    def id(self) -> str: ...


class Keeper:
    """All methods may be called from any thread, and none of them waits for hardware or server."""

    def __init__(
        self,
        line: Line,
        host: Host,
        *,
        boot_id: str,
        journal: Path | None,
        identity: Callable[[], Measured | None],
        executors: Mapping[str, Executor] = EXECUTORS,
        pace: Pace | None = None,
        start: Start = start_thread,
        notes: Notes | None = None,
    ) -> None:
        """``journal``: where to remember what an agent that starts anew has to know (``/run``).

        ``notes``: where to remember what a power cut must not take, while the server is away.

        ``start``: begins each thread, and knows what to do where one fails.
        """
        self.host = host
        self.boot_id = boot_id
        self._identity = identity
        self._executors = executors
        self._pace = pace or Pace()
        self._journal = Journal(journal, boot_id)
        self._binder = Binder(host, self._reports)
        self._claims = Claims()
        self._works: dict[str, Work] = {}
        self._wishes: list[tuple[Work, Wish]] = []
        self._erased: dict[str, Erased] = {}
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self._start = start
        self._notes = notes
        self._speaker = Speaker(line, self, self._pace, start)
        self._teller = Teller(boot_id, self._journal, self._speaker, self._pace, self._lock)
        for entry in self._journal.untold():
            self._teller.again(entry)
        start(self._look, "orders-clock")

    # What the resident loop calls.

    def take(self, orders: Sequence[Order]) -> None:
        """With every ``View``."""
        self.report_id()
        with self._lock:
            # What was begun goes before what is new.
            for order in sorted(orders, key=lambda order: not self._was_begun(order)):
                self._take(order)

    def running(self) -> tuple[Running, ...]:
        """What is at work now, oldest first."""
        with self._lock:
            works = tuple(self._works.values())
        return tuple(shown(work, self._executors.get(work.order.kind)) for work in works)

    def erased(self) -> tuple[Erased, ...]:
        """What came of each disk that was to be erased, in this start of the agent."""
        with self._lock:
            return tuple(self._erased.values())

    def wish(self) -> Wish | None:
        """What the resident loop must do now; each wish is handed out once."""
        with self._lock:
            # One that was stopped takes its wish back itself, a moment later.
            waiting = (one for one in self._wishes if one[0].may_go_on)
            if (found := next(waiting, None)) is None:
                return None
            self._wishes.remove(found)
            work, wish = found
            work.beyond_stopping = wish != "probe"
            return wish

    def close(self) -> None:
        """The agent ends: every work is left, and nothing more is said of it."""
        self._closed.set()
        with self._lock:
            self._teller.fall_silent()
            for work in self._works.values():
                work.leave()
        self._speaker.wake()

    # What the speaker calls.

    def heard(self, order_id: str, word: Word, taken: WordTaken) -> None:
        with self._lock:
            if word.state in FINAL and taken.state in FINAL:
                self._journal.entries[order_id].told = True
                self._journal.save()
            elif taken.state in FINAL:
                self.not_ours(order_id)
            elif taken.stop and (work := self._works.get(order_id)):
                work.stop()

    def not_ours(self, order_id: str) -> None:
        """It is over, or somebody else's: the work ends, and nothing more is said of it."""
        with self._lock:
            self._journal.entries[order_id].told = True
            self._journal.save()
            if work := self._works.get(order_id):
                work.stop()

    # What a work calls.

    def moved(self, work: Work) -> None:
        self._teller.moved(work)

    def delivered(self, work: Work, timeout_s: float) -> bool:
        return self._teller.delivered(work, timeout_s, lambda: work.is_stopped)

    def wish_for(self, work: Work, wish: Wish) -> None:
        with self._lock:
            self._wishes.append((work, wish))
        while True:
            with self._lock:
                if (work, wish) not in self._wishes:
                    return
                if work.is_stopped:
                    self._wishes.remove((work, wish))
            work.check_stop()
            time.sleep(self._pace.tick_s / 5)

    def report_id(self) -> str | None:
        measured = self._identity()
        if measured is None:
            return None
        with self._lock:
            self._journal.reported(measured.id)
        return measured.id

    def _reports(self) -> tuple[str, ...]:
        self.report_id()
        return self._journal.reports

    def keep(self, work: Work, timeout_s: float) -> bool:
        self._teller.now(work)
        if self.delivered(work, min(timeout_s, self._pace.keep_s)):
            return True
        return not work.is_stopped and self._note(work)

    def is_alone(self, work: Work) -> bool:
        return self._claims.is_alone(work.claim)

    def beside(self, work: Work) -> Order | None:
        return self._claims.beside(work.claim)

    # Beginning.

    def _was_begun(self, order: Order) -> bool:
        """By an earlier agent, as far as anybody knows."""
        entry = self._journal.entries.get(order.id)
        if entry is not None and entry.started_in is not None:
            return True
        # One that is lost may just never have been begun: then the server heard no word of it.
        never = order.state == "lost" and order.last_number is None and order.started_in is None
        return order.state != "issued" and not never

    def _take(self, order: Order) -> None:
        if self._closed.is_set() or order.state in FINAL:
            return
        work, entry = self._works.get(order.id), self._journal.entries.get(order.id)
        if work:
            if order.stop:
                work.stop()
                self._speaker.wake()
        elif entry and entry.final:
            self._teller.again(entry, order.last_number or 0)
        else:
            self._begin(order)

    def _begin(self, order: Order) -> None:
        resumed = self._was_begun(order)
        claim = self._claims.enter(order, resumed=resumed)
        work = Work(self, order, self._entry(order, resumed=resumed), claim, self._binder)
        if order.stop:
            work.stop()
        self._works[order.id] = work
        self._start(lambda: self._carry_out(work, resumed), f"order-{order.id}")

    def _entry(self, order: Order, *, resumed: bool) -> Entry:
        entry = self._journal.entries.setdefault(order.id, Entry(id=order.id))
        entry.told = False
        entry.started_in = entry.started_in or order.started_in
        entry.checkpoint = entry.checkpoint or dict(order.checkpoint)
        # Where nobody remembers the last number: the clock's seconds are above it.
        forgotten = resumed and order.last_number is None and not entry.number
        entry.number = max(
            entry.number, order.last_number or 0, int(time.time()) if forgotten else 0
        )
        return entry

    # Carrying out: in the order's own thread.

    def _carry_out(self, work: Work, resumed: bool) -> None:
        try:
            outcome = self._outcome(work, resumed)
            ended = self._teller.end(work, outcome)
            self._remember(work)
            self._settle(work, outcome.then if ended else None)
        finally:
            with self._lock:
                self._claims.leave(work.claim)
                del self._works[work.order.id]

    def _remember(self, work: Work) -> None:
        if found := erased(work):
            with self._lock:
                self._erased.pop(found.disk, None)
                self._erased[found.disk] = found

    def _settle(self, work: Work, then: Wish | None) -> None:
        if not (then or work.kept):
            return
        # Nobody can say it afterwards; yet a server that is away does not hold us up.
        heard = self._teller.delivered(work, self._pace.settle_s, self._closed.is_set)
        if work.kept and self._notes and not self._closed.is_set():
            if heard:
                self._notes.drop(work.order.id)
            else:
                self._note(work)
        if then:
            with self._lock:
                work.beyond_stopping = True  # it was said to be done
                self._wishes.append((work, then))

    def _note(self, work: Work) -> bool:
        if self._notes is None:
            return False
        entry = work.entry
        return self._notes.keep(
            Note(id=entry.id, number=entry.number, checkpoint=entry.checkpoint, final=entry.final)
        )

    def _recall(self, work: Work) -> Note | None:
        """What was noted down after the last that the server heard, in another start."""
        if self._notes is None or not work.other_start:
            return None
        note = self._notes.find(work.order.id)
        if note is None or note.number <= (work.order.last_number or 0):
            return None
        with self._lock:
            work.entry.number = max(work.entry.number, note.number)
            work.entry.checkpoint = dict(note.checkpoint)
        work.kept = True
        return note

    def _outcome(self, work: Work, resumed: bool) -> Outcome:
        try:
            return self._resume(work) if resumed else self._run(work)
        except Failure as failure:
            return failure.outcome
        except MissingTool as error:
            return Failure("missing_tool", str(error)).outcome
        except RunError as error:
            return Failure("error", str(error)).outcome
        except Exception as error:  # noqa: BLE001 - whatever it was, the order ends and says so
            return Failure("error", f"{type(error).__name__}: {error}").outcome

    def _run(self, work: Work) -> Outcome:
        executor = self._executor(work)
        self._check(work, self._pace.busy_s)
        self._teller.accept(work)
        # Nothing begins before the server has heard that we do: a person may take it back.
        while not work.delivered(self._pace.heartbeat_s):
            pass
        self._check(work, 0)
        return executor.run(work)

    def _resume(self, work: Work) -> Outcome:
        executor = self._executor(work)
        if (note := self._recall(work)) and note.final:
            return _as_noted(note.final)
        work.find()  # a stop is for the executor to heed: it ends what a disk does by itself
        self._check_free(work, self._pace.busy_s)
        return executor.resume(work)

    def _executor(self, work: Work) -> Executor:
        executor = self._executors.get(work.order.kind)
        if executor is None:
            raise Failure("unknown_kind", f"this agent does not know {work.order.kind!r}")
        return executor

    def _check(self, work: Work, busy_s: float) -> None:
        """Whether it is for us, and may begin now. Raises Failure."""
        work.check_stop()
        work.bind()
        self._check_free(work, busy_s)
        work.check_stop()

    def _check_free(self, work: Work, busy_s: float) -> None:
        if other := self._claims.in_the_way(work.claim, busy_s):
            raise Failure("busy", f"order {other.id} ({other.kind}) is at work")

    def _look(self) -> None:
        while not self._closed.wait(self._pace.tick_s):
            with self._lock:
                works = tuple(self._works.values())
            for work in works:
                self._teller.look(work)


def _as_noted(final: Word) -> Outcome:
    """It had ended when the power went, and nobody had heard it."""
    state: Literal["done", "failed"] = "done" if final.state == "done" else "failed"
    return Outcome(state=state, reason=final.reason, message=final.message, result=final.result)
