"""For a process under libfaketime (``tests/browser/clock.py``): its ``clock_nanosleep`` refuses
what Python asks of it while the monotonic clock is left alone, so Python sleeps by ``select``.
"""

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = _sleep
