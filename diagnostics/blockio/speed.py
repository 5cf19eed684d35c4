"""How long it will still take, by how fast it went lately: a disk is slower on its inner tracks."""

from collections import deque
from dataclasses import dataclass, field

#: How far back "lately" goes, in seconds; before the first of them nothing is said.
WINDOW_S, SILENT_S = 60.0, 2.0
#: So many measurements at most are kept of it.
_KEPT = 600


@dataclass(slots=True)
class Speed:
    total: int
    _lately: deque[tuple[float, int]] = field(
        init=False, default_factory=lambda: deque(maxlen=_KEPT)
    )

    def left_s(self, done: int, now: float) -> float | None:
        """Seconds left with ``done`` of ``total`` reached at ``now``; None: not known yet."""
        lately = self._lately
        # Closer together they would push the window's beginning out.
        if not lately or now - lately[-1][0] >= WINDOW_S / _KEPT:
            lately.append((now, done))
        while len(lately) > 2 and lately[0][0] < now - WINDOW_S:
            lately.popleft()
        elapsed, moved = now - lately[0][0], done - lately[0][1]
        if elapsed < SILENT_S or moved <= 0:
            return None
        return (self.total - done) * elapsed / moved
