"""Simulated time. It passes only when somebody sleeps or a command takes its time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


class PowerCut(BaseException):
    """The machine went dark in the middle of what it did: nothing below may catch this."""


@dataclass
class Clock:
    seconds: float = 0.0
    #: At this second the power goes; None: never.
    cut_at: float | None = None
    slept: list[float] = field(default_factory=list)
    #: Called whenever time has passed.
    watchers: list[Callable[[], None]] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    def wall(self) -> datetime:
        return _EPOCH + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        """As ``time.sleep``. Raises PowerCut."""
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Raises PowerCut at the very second of the cut."""
        target = self.seconds + max(seconds, 0.0)
        if self.cut_at is not None and target >= self.cut_at:
            self.seconds, self.cut_at = self.cut_at, None
            raise PowerCut
        self.seconds = target
        for watch in self.watchers:
            watch()
