"""How far something is, and how long it still takes, in words. Pure."""

import math

from rich.text import Text

from diagnostics.words import Words


def bar(fraction: float | None, width: int, style: str = "lead") -> Text:
    """A bar of ``width`` columns; without a fraction an empty one."""
    done = round(width * min(max(fraction or 0.0, 0.0), 1.0))
    return Text.assemble(("█" * done, style), ("░" * (width - done), "quiet"))


def percent(fraction: float) -> str:
    """Never 100 before it is done: rounded down."""
    return f"{math.floor(100 * min(max(fraction, 0.0), 1.0) + 1e-9)} %"


def time_left(seconds: float, words: Words) -> str:
    """Rounded up, as coarse as a person counts."""
    if seconds < 60:
        return words("nog minder dan 1 min")
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return words("nog %s min") % minutes
    hours, rest = divmod(minutes, 60)
    if not rest:
        return words("nog %s u") % hours
    return words("nog %s u %s min") % (hours, rest)


def span(seconds: float, words: Words) -> str:
    minutes = int(seconds // 60)
    if minutes < 1:
        return words("%s s") % int(seconds)
    if minutes < 60:
        return words("%s min") % minutes
    return words("%s u %s min") % divmod(minutes, 60)
