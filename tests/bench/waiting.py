"""Nothing in these tests sleeps and hopes: they look again and again, and give up at a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_EVERY_S = 0.2


class TimedOut(AssertionError):
    """Something that had to happen did not, within the time given."""


def until(what: str, look: Callable[[], T | None], timeout_s: float) -> T:
    """The first answer of ``look`` that is true. Raises TimedOut, naming ``what``."""
    deadline = time.monotonic() + timeout_s
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimedOut(f"not within {timeout_s:.0f} s: {what}")
        time.sleep(_EVERY_S)
    return found
