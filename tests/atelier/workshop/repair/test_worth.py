"""What it costs against what it is worth: only a sum, with all that is in it."""

import pytest

from atelier.settings import Worth
from atelier.workshop.repair.worth import expected, reckon

GB = 1_000_000_000
RULES = (
    Worth(kinds=["laptop"], grades=["A"], memory_gb=8, cents=18000),
    Worth(kinds=["laptop"], memory_gb=8, cents=9000),
    Worth(kinds=["laptop"], cents=4000),
)


@pytest.mark.parametrize(
    ("kind", "grade", "memory", "cents"),
    [
        ("laptop", "A", 8 * GB, 18000),
        ("laptop", "B", 16 * GB, 9000),
        ("laptop", None, int(7.7 * GB), 9000),
        ("laptop", "A", 4 * GB, 4000),
        ("laptop", None, None, 4000),
        ("other", "A", 8 * GB, None),
    ],
)
def test_the_first_row_that_it_meets(
    kind: str, grade: str | None, memory: int | None, cents: int | None
) -> None:
    assert expected(RULES, kind, grade, memory) == cents


def test_time_and_parts_make_the_sum() -> None:
    told = reckon(5400, [1500, 250], hour_cents=2000, worth=4000)
    assert (told.work, told.parts, told.cost) == (3000, 1750, 4750)
    assert told.is_too_much
    assert not told.more


def test_what_nobody_knows_is_no_reason_to_give_up() -> None:
    told = reckon(0, [None, 100], hour_cents=2000, worth=None)
    assert not told.is_too_much
    assert told.more
    assert told.parts == 100


def test_as_much_as_it_is_worth_is_not_too_much() -> None:
    assert not reckon(3600, [], hour_cents=4000, worth=4000).is_too_much
