"""One disk at work without a server: how far it is, what it keeps, when it is to stop."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnostics.erasure.engine import Ended, Run, watched
from diagnostics.erasure.methods import NotDone
from diagnostics.orders.notes import Note, Notes
from diagnostics.orders.outcome import Stopped
from diagnostics.report import Disk
from diagnostics.watching import SILENCE_S
from diagnostics.wire import Disk as Wanted
from diagnostics.wire.erasure import Evidence

#: How far an overwrite is costs time alone when it is lost: it is kept so often.
_OFTEN_S = 60.0


@dataclass(slots=True)
class Hand:
    """``engine.Progress``, and what stands on the terminal."""

    disk: Disk
    #: As it was when it was begun first.
    wanted: Wanted
    notes: Notes
    note_id: str
    stop: threading.Event
    fraction: float | None = None
    left_s: float | None = None
    evidence: Evidence | None = None
    #: Why there is no evidence, in English.
    error: str | None = None
    over: threading.Event = field(default_factory=threading.Event)
    _kept_at: float | None = None

    def __call__(
        self,
        fraction: float | None,
        left_s: float | None,
        checkpoint: Mapping[str, Any] | None,
        /,
    ) -> None:
        if self.stop.is_set():
            raise Stopped
        self.fraction = self.fraction if fraction is None else fraction
        self.left_s = left_s
        if checkpoint is not None and (fraction is None or self._is_due()):
            self._keep(checkpoint)

    def carry_out(self, run: Run, silence_s: float = SILENCE_S) -> None:
        """In a thread of its own."""
        try:
            self._end(run, watched(run, silence_s, stopped=self.stop.is_set))
        except Exception as error:  # noqa: BLE001 - it ends, and says so
            self.error = f"{type(error).__name__}: {error}"
        finally:
            self.over.set()

    def _end(self, run: Run, ended: Ended[Evidence]) -> None:
        self.evidence = ended.evidence
        if ended.error is None:
            return
        if isinstance(ended.error, Stopped):
            self.evidence = run.broken_off("stopped", "a person stopped it")
        else:
            self.error = f"{type(ended.error).__name__}: {ended.error}"
            self.evidence = run.broken_off("error", self.error)

    def _is_due(self) -> bool:
        return self._kept_at is None or time.monotonic() - self._kept_at > _OFTEN_S

    def _keep(self, checkpoint: Mapping[str, Any]) -> None:
        note = Note(id=self.note_id, checkpoint=dict(checkpoint), disk=self.wanted)
        kept = self.notes.keep(note)
        self._kept_at = time.monotonic()
        inner = checkpoint.get("inner") or {}
        if not kept and inner.get("stage") == "password":
            raise NotDone("error", "the password could not be kept anywhere, so it was not set")
