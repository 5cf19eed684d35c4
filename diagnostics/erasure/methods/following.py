"""Follow a sanitize operation to its end: the drive works by itself, and we look now and then."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from diagnostics.erasure.methods.ending import NotDone
from diagnostics.erasure.methods.job import Job
from diagnostics.probes.document import Unreadable
from diagnostics.run import RunError

#: *idle*: no operation runs, and nothing says that the last one succeeded.
State = Literal["idle", "running", "done", "failed", "frozen", "unknown"]

#: Between looks, in seconds: at first, and later on.
SOON_S, LATER_S = 2.0, 15.0
_SOON_FOR_S = 60.0
#: What a drive may be silent while it is busy with itself.
SILENT_S = 300.0
#: Of the whole: less than this back is no progress.
_FAR_BACK = 0.1
#: A drive may need a moment from taking the command to showing it.
BEGIN_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a drive says that it stands with its last sanitize operation."""

    state: State
    #: 0 to 1; None where the drive does not tell.
    fraction: float | None = None
    #: In words, for the evidence.
    told: str = ""


@dataclass(slots=True)
class Following:
    job: Job
    look: Callable[[], Standing]
    #: A drive that is not seen at it is waited for so long: it may not have begun yet.
    patience_s: float = BEGIN_S
    #: It said *done* before it was told to begin: that may be of an earlier operation.
    done_before: bool = False
    seen_running: bool = False
    _farthest: float | None = None
    _moved_at: float = field(init=False)
    _began_at: float = field(init=False)
    _began_with: float | None = None

    def __post_init__(self) -> None:
        self._began_at = self._moved_at = self.job.now()

    def to_its_end(self) -> Standing:
        """Done, failed, frozen, or idle. Raises NotDone when it stalls or falls silent."""
        while True:
            standing = self._answer()
            if standing.state == "running":
                self._show(standing)
            elif self._over(standing):
                return standing
            self.job.sleep(SOON_S if self._elapsed() < _SOON_FOR_S else LATER_S)

    def _answer(self) -> Standing:
        until = self.job.now() + SILENT_S
        while True:
            try:
                standing = self.look()
            except (RunError, Unreadable) as error:
                standing = Standing(state="unknown", told=str(error))
            if standing.state != "unknown":
                return standing
            if self.job.now() >= until:
                message = f"the drive does not tell how it stands: {standing.told}"
                raise NotDone("method_unproven", message, touched=True)
            self.job.progress(None, None, None)
            self.job.sleep(SOON_S)

    def _show(self, standing: Standing) -> None:
        self.seen_running = True
        fraction = standing.fraction
        if self._has_moved(fraction):
            self._farthest, self._moved_at = fraction, self.job.now()
        if (still := self.job.now() - self._moved_at) > self.job.policy.stall_s:
            raise NotDone(
                "method_stalled",
                f"the drive stands still at {standing.told} for {still / 60:.0f} minutes",
                touched=True,
            )
        self.job.progress(fraction, self._left_s(fraction), None)

    def _has_moved(self, fraction: float | None) -> bool:
        """Beyond where it was; or far back, as some show the end of the operation before at first.

        A drive that goes to and fro by a little stands still.
        """
        if fraction is None or self._farthest is None:
            return fraction is not self._farthest
        return fraction > self._farthest or fraction < self._farthest - _FAR_BACK

    def _left_s(self, fraction: float | None) -> float | None:
        if fraction is None:
            return None
        if self._began_with is None:
            self._began_with = fraction
        advanced = fraction - self._began_with
        return self._elapsed() * (1 - fraction) / advanced if advanced > 0 else None

    def _over(self, standing: Standing) -> bool:
        says_nothing = standing.state == "idle" or (standing.state == "done" and self.done_before)
        return not says_nothing or self.seen_running or self._elapsed() >= self.patience_s

    def _elapsed(self) -> float:
        return self.job.now() - self._began_at


def ask(look: Callable[[], Standing]) -> Standing:
    """How it stands before anything is begun. Raises NotDone where that cannot be read."""
    try:
        standing = look()
    except (RunError, Unreadable) as error:
        raise NotDone("method_refused", f"its sanitize status cannot be read: {error}") from error
    if standing.state == "unknown":
        message = f"its sanitize status cannot be read: {standing.told}"
        raise NotDone("method_refused", message)
    return standing
