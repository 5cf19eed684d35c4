"""Follow a self-test to its end: the disk does the work, and we look now and then."""

import time
from dataclasses import dataclass, field
from typing import Any

from diagnostics.orders.executors.self_test.standing import (
    Drive,
    Length,
    Standing,
    Test,
    Unsupported,
)
from diagnostics.orders.outcome import Failure, Outcome, Stopped, done
from diagnostics.orders.work import Work
from diagnostics.probes.document import Unreadable
from diagnostics.run import RunError

#: Between looks, in seconds: at first, and later on.
SOON_S, LATER_S = 2.0, 15.0
_SOON_FOR_S = 60.0
#: A disk that shows no sign of the test within this never began it; one that ended writes its log.
BEGIN_S, LOG_S = 20.0, 4.0
#: What a disk may be silent while it is busy with itself.
SILENT_S = 120.0
#: A disk that is used while it tests takes longer than it says.
_PATIENCE, _EXTRA_S = 4, 1800.0
_USUAL_MINUTES: dict[Length, int] = {"short": 2, "long": 120}


@dataclass(slots=True)
class Following:
    """One test of one disk."""

    work: Work
    drive: Drive
    length: Length
    #: The fingerprint of the disk's log before this test.
    log_before: str
    serial: str | None
    seen_running: bool = False
    began: float = field(default_factory=time.monotonic)

    def to_its_end(self) -> Outcome:
        """Raises Failure; a stop aborts the test first."""
        try:
            while True:
                standing = self._look()
                if standing.running:
                    self._show(standing)
                elif test := self._ended(standing):
                    return judge(test, self.length)
                self._wait()
        except Stopped:
            self._abort()
            raise

    def _look(self) -> Standing:
        until = time.monotonic() + SILENT_S
        while True:
            try:
                return self._same(self.drive.standing())
            except (RunError, Unreadable, Unsupported) as error:
                if time.monotonic() > until:
                    raise Failure("error", f"the disk answers no more: {error}") from error
                self.work.sleep(SOON_S)

    def _same(self, standing: Standing) -> Standing:
        if self.serial and standing.serial and self.serial != standing.serial:
            raise Failure("interrupted", "another disk has taken its place while it was tested")
        return standing

    def _show(self, standing: Standing) -> None:
        self.seen_running = True
        minutes = expected_minutes(standing, self.length)
        elapsed = time.monotonic() - self.began
        if elapsed > minutes * 60 * _PATIENCE + _EXTRA_S:
            self._abort()
            raise Failure("error", f"the test did not end within {elapsed / 60:.0f} minutes")
        if standing.remaining_percent is None:
            fraction = min(elapsed / (minutes * 60), 0.95)
        else:
            fraction = 1 - min(standing.remaining_percent, 100) / 100
        self.work.progress(fraction, round(minutes * 60 * (1 - fraction)))

    def _ended(self, standing: Standing) -> Test | None:
        """The log is the proof. The status alone counts where the disk was seen at it."""
        if standing.newest and standing.log != self.log_before:
            return standing.newest
        elapsed = time.monotonic() - self.began
        if self.seen_running:
            self.work.sleep(LOG_S)  # the entry may come a moment after the end
            later = self._look()
            if later.newest and later.log != self.log_before:
                return later.newest
            if later.last_status and not later.running:
                return later.last_status
            raise Failure("error", "the disk does not tell how its test ended")
        if elapsed > BEGIN_S:
            raise Failure("error", "the disk took the command, and did not begin a test")
        return None

    def _wait(self) -> None:
        soon = time.monotonic() - self.began < _SOON_FOR_S
        self.work.sleep(SOON_S if soon else LATER_S)

    def _abort(self) -> None:
        try:
            self.drive.abort()
        except RunError as error:
            raise Stopped(f"a person stopped it; the disk would not: {error}") from error


def expected_minutes(standing: Standing, length: Length) -> int:
    told = standing.short_minutes if length == "short" else standing.long_minutes
    return told or _USUAL_MINUTES[length]


def judge(test: Test, length: Length) -> Outcome:
    """Raises Failure unless the disk passed."""
    result = _result(test, length)
    if test.verdict == "passed":
        return done(result)
    if test.verdict == "failed":
        raise Failure("wrong", f"the disk failed its test: {test.status}", result)
    raise Failure("interrupted", f"the test was broken off: {test.status}", result)


def _result(test: Test, length: Length) -> dict[str, Any]:
    known = {
        "length": test.length or length,
        "passed": {"passed": True, "failed": False}.get(test.verdict),
        "status": test.status,
        "remaining_percent": test.remaining_percent,
        "first_error_lba": test.first_error_lba,
        "hours": test.hours,
    }
    return {name: value for name, value in known.items() if value is not None}
