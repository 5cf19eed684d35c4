"""Stretches of a disk, as ``(from, to)`` in bytes, ``to`` not included: sorted, apart."""

from collections.abc import Iterable, Iterator

Span = tuple[int, int]


def joined(spans: Iterable[Span], gap: int = 0) -> list[Span]:
    """Sorted; those that touch, overlap, or lie no more than ``gap`` apart are one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if result and start <= result[-1][1] + gap:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def without(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """What of ``spans`` is in none of ``holes``; both sorted and apart."""
    result: list[Span] = []
    away = iter(holes)
    hole = next(away, None)
    for start, end in spans:
        at = start
        while hole is not None and hole[1] <= at:
            hole = next(away, None)
        while hole is not None and hole[0] < end:
            if hole[0] > at:
                result.append((at, hole[0]))
            at = max(at, hole[1])
            if hole[1] > end:
                break
            hole = next(away, None)
        if at < end:
            result.append((at, end))
    return result


def within(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """Cut off at both ends."""
    cut = ((max(one[0], start), min(one[1], end)) for one in spans)
    return [one for one in cut if one[0] < one[1]]


def moved(spans: Iterable[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans]


def in_units(spans: Iterable[Span], unit: int, size: int) -> list[Span]:
    """Made larger to whole units, though not beyond ``size``."""
    return joined((s // unit * unit, min(-(-e // unit) * unit, size)) for s, e in spans)


def total(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def of_numbers(numbers: Iterable[int]) -> Iterator[Span]:
    """Runs of ascending numbers."""
    start = end = None
    for number in numbers:
        if start is not None and number == end:
            end = number + 1
            continue
        if start is not None and end is not None:
            yield start, end
        start, end = number, number + 1
    if start is not None and end is not None:
        yield start, end
