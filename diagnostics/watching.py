"""A disk under watch: a slow or dead one holds up nobody, not even who waits for it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

E = TypeVar("E")
E_co = TypeVar("E_co", covariant=True)

#: A disk that lets nothing be heard for so long is given up: the kernel tries a command again for
#: minutes, and then says so.
SILENCE_S = 900.0
#: So long a run may take to end by itself once a person stopped it.
STOP_S = 1.0
_LOOK_S = 0.2


class Run(Protocol[E_co]):
    """Something that goes on in a disk for long, and ends with evidence.

    Its ``progress``, a function, is called often; what that raises ends the run. (It does not stand
    here as mypy takes no attribute for settable that can be called.)
    """

    def run(self) -> E_co: ...

    def broken_off(
        self, reason: Literal["stopped", "disk_gone", "error"], message: str | None = None, /
    ) -> E_co | None:
        """As far as it came; None where nothing was begun. Nothing is written any more."""


class GivenUp(Exception):
    """Raised into a run whose disk answers after all, once it was given up."""


@dataclass(frozen=True, slots=True)
class Ended(Generic[E]):
    """Evidence, or what went wrong without any; ``error`` may come with the evidence of so far."""

    evidence: E | None = None
    error: BaseException | None = None


def watched(
    run: Run[E],
    silence_s: float = SILENCE_S,
    look_s: float = _LOOK_S,
    stopped: Callable[[], bool] = lambda: False,
) -> Ended[E]:
    """Carry a run out, and come back even where its disk never does.

    An error that ``run.progress`` raised (a person's stop) is in ``error``. ``stopped``: whether a
    person waits for the end by now; what hangs in the disk is then left to hang.
    """
    heard: Any = run
    watch = _Watch(run, heard.progress)
    heard.progress = watch.progress
    thread = threading.Thread(target=watch.carry_out, name="disk-work", daemon=True)
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
class _Watch(Generic[E]):
    run: Run[E]
    told: Callable[..., None]
    ended: Ended[E] | None = None
    _heard: float = field(default_factory=time.monotonic)
    _given_up: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def progress(self, *told: object) -> None:
        with self._lock:
            if self._given_up:
                raise GivenUp
            self._heard = time.monotonic()
        self.told(*told)

    def carry_out(self) -> None:
        try:
            ended = Ended(self.run.run())
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            ended = Ended(error=error)
        with self._lock:
            self.ended = self.ended or ended

    def silent_for(self) -> float:
        return time.monotonic() - self._heard

    def give_up(self, reason: Literal["stopped", "disk_gone"], message: str) -> Ended[E] | None:
        """None where it ended in the same moment."""
        with self._lock:
            if self.ended:
                return None
            self._given_up = True
        self.ended = Ended(self.run.broken_off(reason, message))
        return self.ended
