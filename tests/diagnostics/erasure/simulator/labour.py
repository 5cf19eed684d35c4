"""Work that a drive does by itself: it takes powered time, whoever looks."""

from dataclasses import dataclass

from tests.diagnostics.erasure.simulator.clock import Clock


@dataclass
class Labour:
    clock: Clock
    seconds: float
    #: It never gets further than this; None: it ends.
    stuck_at: float | None = None
    _worked: float = 0.0
    _since: float | None = None

    def __post_init__(self) -> None:
        self._since = self.clock.now()

    @property
    def fraction(self) -> float:
        running = self.clock.now() - self._since if self._since is not None else 0.0
        done = min((self._worked + running) / self.seconds, 1.0) if self.seconds else 1.0
        return done if self.stuck_at is None else min(done, self.stuck_at)

    @property
    def over(self) -> bool:
        return self.fraction >= 1.0

    def power_off(self) -> None:
        if self._since is not None:
            self._worked += self.clock.now() - self._since
            self._since = None

    def power_on(self) -> None:
        self._since = self.clock.now()
