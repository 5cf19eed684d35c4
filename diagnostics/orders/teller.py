"""What is said of each work, and when: accepted, progress in between, and one end."""

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import RLock
from typing import Any, Literal

from diagnostics.orders.journal import Entry, Journal
from diagnostics.orders.outcome import Outcome, Stopped
from diagnostics.orders.pace import Pace
from diagnostics.orders.speaker import Speaker
from diagnostics.orders.work import Work
from diagnostics.wire import Word

Standing = tuple[Any, ...]


class Teller:
    """``lock`` is the keeper's: numbers rise in the order in which words are put."""

    def __init__(
        self, boot_id: str, journal: Journal, speaker: Speaker, pace: Pace, lock: RLock
    ) -> None:
        self._boot_id = boot_id
        self._journal = journal
        self._speaker = speaker
        self._pace = pace
        self._lock = lock
        self._silent = False
        self._last: dict[str, tuple[float, Standing]] = {}

    def accept(self, work: Work) -> None:
        with self._lock:
            work.check_stop()
            self._say(work, "accepted")

    def moved(self, work: Work) -> None:
        """Said at once when it just began, else at its time."""
        with self._lock:
            if self._is_open(work.entry) and work.entry.started_in is None:
                work.entry.started_in = self._boot_id
                self._say_progress(work)
            else:
                self._say_when_due(work)

    def now(self, work: Work) -> None:
        """How far it is, whenever it was said last."""
        with self._lock:
            if self._is_open(work.entry):
                self._say_progress(work)

    def end(self, work: Work, outcome: Outcome) -> bool:
        """Whether this was its end: what comes later is not said."""
        with self._lock:
            if not self._is_open(work.entry):
                return False
            work.entry.final = self._say(
                work,
                outcome.state,
                reason=outcome.reason,
                message=outcome.message,
                result=_result(work, outcome),
            )
            self._journal.save()
            return True

    def again(self, entry: Entry, last_number: int = 0) -> None:
        """The server did not hear, or does not remember, how it ended.

        Where it counted a later word meanwhile (one of an earlier start that was still on its way),
        the end did not count either, and is said anew.
        """
        if entry.final is None:
            return
        if last_number >= entry.final.number:
            entry.number = last_number + 1
            entry.final = replace(entry.final, id=str(uuid.uuid4()), number=entry.number)
            self._journal.save()
        self._speaker.put(entry.id, entry.final)

    def delivered(
        self, work: Work, timeout_s: float, until: Callable[[], bool] = lambda: False
    ) -> bool:
        return self._speaker.wait(work.order.id, timeout_s, until)

    def look(self, work: Work) -> None:
        """Every moment, of each work: a sign of life, or the end of what does not end."""
        with self._lock:
            self._say_when_due(work)
            self._end_late(work)

    def fall_silent(self) -> None:
        """The agent ends."""
        self._silent = True
        self._speaker.close()

    def _is_open(self, entry: Entry) -> bool:
        return entry.final is None and not entry.told and not self._silent

    def _end_late(self, work: Work) -> None:
        """A person waits: what hangs in a disk that does not answer is left to hang."""
        if work.stopped_at is None or work.beyond_stopping:
            return
        if time.monotonic() - work.stopped_at > self._pace.stop_s + work.ending_s:
            self.end(work, Stopped("a person stopped it; it has not ended yet").outcome)

    def _say_when_due(self, work: Work) -> None:
        """Progress that moved, every few seconds; a sign of life now and then."""
        said_at, said = self._last.get(work.order.id, (0, ()))
        due_s = self._pace.heartbeat_s if said == _standing(work) else self._pace.progress_s
        if work.running and time.monotonic() - said_at >= due_s and self._is_open(work.entry):
            self._say_progress(work)

    def _say_progress(self, work: Work) -> None:
        self._say(
            work,
            "running",
            fraction=work.fraction,
            left_s=work.left_s,
            checkpoint=dict(work.entry.checkpoint),
        )

    def _say(
        self, work: Work, state: Literal["accepted", "running", "done", "failed"], **told: Any
    ) -> Word:
        work.entry.number += 1
        word = Word(
            id=str(uuid.uuid4()),
            state=state,
            at=datetime.now().astimezone().isoformat(timespec="milliseconds"),
            boot_id=self._boot_id,
            number=work.entry.number,
            **told,
        )
        self._last[work.order.id] = (time.monotonic(), _standing(work))
        self._journal.save()
        self._speaker.put(work.order.id, word)
        return word


def _standing(work: Work) -> Standing:
    return work.fraction, work.entry.checkpoint


def _result(work: Work, outcome: Outcome) -> dict[str, Any]:
    """With how far it came, where it did not come to its end."""
    if outcome.state == "failed" and work.fraction is not None:
        return {"fraction": round(work.fraction, 4), **outcome.result}
    return dict(outcome.result)
