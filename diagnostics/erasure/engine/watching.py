"""A disk under watch: a slow or dead one holds up nobody, not even who waits for it."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnostics.erasure.engine.run import Run
from diagnostics.wire.erasure import Evidence, Reason

#: A disk that lets nothing be heard for so long is given up: the kernel tries a command again for
#: minutes, and then says so.
SILENCE_S = 900.0
#: So long a run may take to end by itself once a person stopped it.
STOP_S = 1.0
_LOOK_S = 0.2


class GivenUp(Exception):
    """Raised into a run whose disk answers after all, once it was given up."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Evidence, or what went wrong without any; ``error`` may come with the evidence of so far."""

    evidence: Evidence | None = None
    error: BaseException | None = None


def watched(
    run: Run,
    silence_s: float = SILENCE_S,
    look_s: float = _LOOK_S,
    stopped: Callable[[], bool] = lambda: False,
) -> Ended:
    """Carry a run out, and come back even where its disk never does.

    An error that ``run.progress`` raised (a person's stop) is in ``error``. ``stopped``: whether a
    person waits for the end by now; what hangs in the disk is then left to hang.
    """
    watch = _Watch(run, run.progress)
    run.progress = watch.progress
    thread = threading.Thread(target=watch.carry_out, name="erasing", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(look_s)
        if stopped():
            thread.join(STOP_S)
            ended = watch.give_up("stopped", "a person stopped it while the disk was at work")
        elif watch.silent_for() > silence_s:
            message = f"the disk let nothing be heard for {silence_s:.0f} s"
            ended = watch.give_up("disk_gone", message)
        else:
            continue
        if ended:
            return ended
    return watch.ended or Ended(error=RuntimeError("the run ended without a word"))


@dataclass(slots=True)
class _Watch:
    run: Run
    told: Callable[[float | None, float | None, Mapping[str, Any] | None], None]
    ended: Ended | None = None
    _heard: float = field(default_factory=time.monotonic)
    _given_up: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def progress(
        self,
        fraction: float | None,
        left_s: float | None,
        checkpoint: Mapping[str, Any] | None,
    ) -> None:
        with self._lock:
            if self._given_up:
                raise GivenUp
            self._heard = time.monotonic()
        self.told(fraction, left_s, checkpoint)

    def carry_out(self) -> None:
        try:
            ended = Ended(self.run.run())
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            ended = Ended(error=error)
        with self._lock:
            self.ended = self.ended or ended

    def silent_for(self) -> float:
        return time.monotonic() - self._heard

    def give_up(self, reason: Reason, message: str) -> Ended | None:
        """None where it ended in the same moment."""
        with self._lock:
            if self.ended:
                return None
            self._given_up = True
        self.ended = Ended(self.run.broken_off(reason, message))
        return self.ended
