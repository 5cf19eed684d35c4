"""Who gets which device: the rule alone."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier.lending.fitting import Asked, Candidate, Wish, choose, fits

GIB = 2**30
LAPTOP = Wish(kind="laptop", memory_bytes=8 * GIB, grade="B", image="school")


def found(number: int = 1, **more: object) -> Candidate:
    known = {"kind": "laptop", "memory_bytes": 8 * GIB, "grade": "B", "image": "school"}
    return Candidate(device_id=number, **{**known, **more})


def asked(number: int, *, day: int = 1, place: int = 1, minute: int = 0, **wish: object) -> Asked:
    return Asked(
        unit_id=number,
        wish=Wish(**{"kind": "laptop", **wish}),
        place_id=place,
        wanted_by=date(2030, 1, day),
        made_at=datetime(2029, 1, 1, 0, minute, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, True),
        ({"memory_bytes": 16 * GIB, "grade": "A"}, True),
        ({"kind": "tablet"}, False),
        ({"memory_bytes": 7.6 * GIB}, True),
        ({"memory_bytes": 7 * GIB}, False),
        ({"memory_bytes": 4 * GIB}, False),
        ({"memory_bytes": None}, False),
        ({"grade": "C"}, False),
        ({"grade": None}, False),
        ({"image": "senior"}, False),
        ({"image": None, "ready": False}, True),
        ({"image": None}, False),
    ],
)
def test_what_will_do(more: dict[str, object], expected: bool) -> None:
    assert fits(LAPTOP, found(**more)) is expected


def test_the_earliest_day_first_then_whoever_asked_first() -> None:
    waiting = [asked(1, day=3), asked(2, day=2, minute=5), asked(3, day=2, minute=1)]
    assert choose(waiting, [found(7)], {}) == {3: 7}
    assert choose(waiting, [found(7), found(8)], {}) == {3: 7, 2: 8}


def test_not_better_than_needed() -> None:
    better = found(1, memory_bytes=16 * GIB, grade="A")
    assert choose([asked(1, memory_bytes=4 * GIB)], [better, found(2)], {}) == {1: 2}


def test_the_nearest_and_ready_before_still_at_the_bench() -> None:
    near, far = found(1, memory_bytes=16 * GIB, place_id=4), found(2, place_id=5)
    assert choose([asked(1)], [near, far], {(1, 4): 0, (1, 5): 1}) == {1: 1}
    coming = found(3, ready=False, place_id=4)
    assert choose([asked(1)], [coming, far], {(1, 4): 0, (1, 5): 1}) == {1: 2}


@given(
    st.lists(st.tuples(st.integers(1, 5), st.sampled_from([4, 8, 16])), max_size=12),
    st.lists(st.sampled_from([4, 8, 16]), max_size=12),
)
def test_each_device_once_and_each_will_do(wanted: list[tuple[int, int]], there: list[int]) -> None:
    waiting = [
        asked(number, day=day, memory_bytes=size * GIB) for number, (day, size) in enumerate(wanted)
    ]
    devices = [found(number, memory_bytes=size * GIB) for number, size in enumerate(there)]
    chosen = choose(waiting, devices, {})
    assert len(set(chosen.values())) == len(chosen)
    for unit, device in chosen.items():
        assert there[device] >= wanted[unit][1]
    left = [size for number, size in enumerate(there) if number not in chosen.values()]
    for number, (_, least) in enumerate(wanted):
        if number not in chosen:
            assert all(size < least for size in left)
