"""When it was: a table of what is known, and what follows from it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from atelier.devices.lifecycle import Fact, facts
from atelier.workshop.erasure.brought import moments

DAY = datetime(2026, 11, 1, tzinfo=UTC)
M = "wwn:a"
JUST = timedelta(microseconds=1)
RECEIVED = 20


def day(number: float) -> datetime:
    return DAY + timedelta(days=number)


def seen(number: float, *media: str) -> Fact:
    return Fact(facts.DIAGNOSED, day(number), {"media": list(media)})


def used(number: float) -> Fact:
    return Fact(facts.USED, day(number))


def came_in(number: float) -> Fact:
    return Fact(facts.CAME_IN, day(number))


def erased(number: float, result: str, medium: str = M) -> Fact:
    data = {"medium": medium, "result": result, "verified": result == "erased"}
    return Fact(facts.ERASED, day(number), data)


@pytest.mark.parametrize(
    ("happened", "told", "at", "doubtful"),
    [
        # What the machine says, where nothing speaks against it; else when it came.
        ([], 5, day(5), False),
        ([], None, day(RECEIVED), False),
        ([came_in(1), seen(2, M)], 5, day(5), False),
        ([seen(2), came_in(3)], 5, day(5), False),
        # It was in somebody's hands: before or after, only a clock says so.
        ([came_in(1), seen(2, M), used(3)], 5, day(5), True),
        ([came_in(1), seen(2, M), used(7)], 5, day(5), True),
        ([came_in(1), seen(2, M), came_in(4)], 5, day(5), True),
        ([used(3)], None, day(RECEIVED), True),
        # The disk was out, and came back.
        ([seen(1, M), seen(2), seen(3, M)], 5, day(5), True),
        ([seen(1, M), seen(2, "wwn:b"), seen(3, M, "wwn:b")], 1.5, day(1.5), True),
        # It is out: it was erased before, whatever the clock says.
        ([seen(1, M), seen(3)], 5, day(3) - JUST, False),
        ([seen(1, M), seen(3)], 2, day(2), False),
        ([seen(1, M), seen(3), seen(6)], None, day(3) - JUST, False),
        # It was never seen in it: nothing is known.
        ([seen(1, "wwn:b")], 5, day(5), False),
        # Without a time, and tried here otherwise: a person has to know which was last.
        ([seen(1, M), erased(2, "not_erased")], None, day(RECEIVED), True),
        ([seen(1, M), erased(2, "not_erased")], 5, day(5), False),
        ([seen(1, M), erased(2, "not_erased", "wwn:b")], None, day(RECEIVED), False),
        # It was erased as well: that one counts.
        ([seen(1, M), erased(2, "erased")], None, day(2) - JUST, False),
    ],
)
def test_settled(
    happened: Sequence[Fact], told: float | None, at: datetime, doubtful: bool
) -> None:
    found = moments.settle(happened, M, None if told is None else day(told), day(RECEIVED))
    assert (found.at, found.doubtful) == (at, doubtful)


@pytest.mark.parametrize(
    ("happened", "told", "at", "doubtful"),
    [
        # Not before the order began; what was before that says nothing.
        ([came_in(1), used(2), came_in(3), seen(4, M)], 1, day(6) + JUST, False),
        ([seen(4, M)], 7, day(7), False),
        ([seen(4, M), used(8)], 7, day(7), True),
        ([seen(4, M), came_in(8)], 7, day(7), True),
        ([seen(4, M), seen(8), seen(9, M)], 7, day(7), True),
        ([seen(4, M), seen(8)], 9, day(8) - JUST, False),
    ],
)
def test_of_an_order_that_began_on_day_six(
    happened: Sequence[Fact], told: float, at: datetime, doubtful: bool
) -> None:
    found = moments.settle(happened, M, day(told), day(RECEIVED), since=day(6))
    assert (found.at, found.doubtful) == (at, doubtful)
