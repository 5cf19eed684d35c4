"""Numbers from hardware are believed only within bounds: a report may carry anything."""

from typing import TypeVar

N = TypeVar("N", int, float)

#: More than any disk or memory has; beyond it a number is an error of the firmware.
MOST_BYTES = 10**18
#: A century.
MOST_HOURS = 876_600


def within(number: N | None, low: float, high: float) -> N | None:
    """The number if it lies within the bounds (a NaN never does), else None."""
    return number if number is not None and low <= number <= high else None


def plain(number: float) -> float:
    """Without a fraction where it is whole, as people write it."""
    return int(number) if number == int(number) else number
