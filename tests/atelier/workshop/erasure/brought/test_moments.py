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
    ("happened", "told", "at", "doubts"),
    [
        # It lay on a stick, and the device came here (again) long after.
        ([seen(6, M)], 5, day(5), "before_known"),
        ([seen(6, M), came_in(7)], 5.7, day(5.7), ""),
        ([came_in(6), seen(7, M)], 5, day(5), "before_known"),
        # What the machine says, where nothing speaks against it; else when it came.
        ([], 5, day(5), ""),
        ([], None, day(RECEIVED), "time_unknown"),
        ([came_in(1), seen(2, M)], 5, day(5), ""),
        ([seen(2), came_in(3)], 5, day(5), ""),
        # It was in somebody's hands: before or after, only a clock says so.
        ([came_in(1), seen(2, M), used(3)], 5, day(5), "clock_alone"),
        ([came_in(1), seen(2, M), used(7)], 5, day(5), "clock_alone"),
        ([came_in(1), seen(2, M), came_in(4)], 5, day(5), "clock_alone"),
        ([used(3)], None, day(RECEIVED), "clock_alone time_unknown"),
        # The disk was out, and came back.
        ([seen(1, M), seen(2), seen(3, M)], 5, day(5), "clock_alone"),
        ([seen(1, M), seen(2, "wwn:b"), seen(3, M, "wwn:b")], 1.5, day(1.5), "clock_alone"),
        # It is out: it was erased before, whatever the clock says.
        ([seen(1, M), seen(3)], 5, day(3) - JUST, ""),
        ([seen(1, M), seen(3)], 2, day(2), ""),
        ([seen(1, M), seen(3), seen(6)], None, day(3) - JUST, "time_unknown"),
        # It was never seen in it: nothing is known.
        ([seen(1, "wwn:b")], 5, day(5), ""),
        # Without a time a person has to know which was last.
        ([seen(1, M), erased(2, "not_erased")], None, day(RECEIVED), "time_unknown"),
        ([seen(1, M), erased(2, "not_erased")], 5, day(5), ""),
        ([seen(1, M), erased(2, "not_erased", "wwn:b")], None, day(RECEIVED), "time_unknown"),
        # It was erased as well: that one counts.
        ([seen(1, M), erased(2, "erased")], None, day(2) - JUST, "time_unknown"),
    ],
)
def test_settled(happened: Sequence[Fact], told: float | None, at: datetime, doubts: str) -> None:
    found = moments.settle(happened, M, None if told is None else day(told), day(RECEIVED))
    assert (found.at, list(found.doubts)) == (at, doubts.split())


@pytest.mark.parametrize(
    ("happened", "told", "at", "doubts"),
    [
        # Not before the order began; what was before that says nothing.
        ([came_in(1), used(2), came_in(3), seen(4, M)], 1, day(6) + JUST, ""),
        ([seen(4, M)], 7, day(7), ""),
        ([seen(4, M), used(8)], 7, day(7), "clock_alone"),
        ([seen(4, M), came_in(8)], 7, day(7), "clock_alone"),
        ([seen(4, M), seen(8), seen(9, M)], 7, day(7), "clock_alone"),
        ([seen(4, M), seen(8)], 9, day(8) - JUST, ""),
    ],
)
def test_of_an_order_that_began_on_day_six(
    happened: Sequence[Fact], told: float, at: datetime, doubts: str
) -> None:
    found = moments.settle(happened, M, day(told), day(RECEIVED), since=day(6))
    assert (found.at, list(found.doubts)) == (at, doubts.split())
