"""The clock of a laptop whose battery is dead: set from the server's, once that is trusted."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from diagnostics.link.sentences import Sentence
from diagnostics.link.trust import Trust
from diagnostics.probes.host import Host


def _now() -> datetime:
    return datetime.now(UTC)


def _set(when: datetime) -> None:
    time.clock_settime(time.CLOCK_REALTIME, when.timestamp())


@dataclass(frozen=True, slots=True)
class Clock:
    """The system's clock; never the hardware clock, which belongs to the laptop."""

    now: Callable[[], datetime] = _now
    set: Callable[[datetime], None] = _set


def is_behind(host: Host, clock: Clock = Clock()) -> bool:
    """Whether the clock says a time before this medium was built: surely wrong."""
    raise NotImplementedError


def mend(host: Host, address: str, trust: Trust, clock: Clock = Clock()) -> Sentence:
    """Set the clock from the server at ``address``; says what was done, or why not.

    For when ``is_behind``, or a ``NotTrusted`` whose doubt is ``dates``.
    """
    raise NotImplementedError
