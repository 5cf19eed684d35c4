"""Where a disk is read back."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.erasure.verification import Places, choose, confidence_of, left_over_at
from diagnostics.erasure.verification.places import EDGE_BYTES

GIB = 2**30
SEED = "00112233445566778899aabbccddeeff"


def fraction_of(places: Places) -> float:
    return places.bytes / places.size_bytes


def longest_unread(places: Places) -> int:
    """No more bytes in a row than these could have been left and not be met."""
    ends = [0, *(offset + length for offset, length in places.stretches)]
    begins = [*(offset for offset, _length in places.stretches), places.size_bytes]
    return max(begin - end for end, begin in zip(ends, begins, strict=True))


@pytest.mark.parametrize(("share", "needed"), [(0.01, 459), (0.001, 4603)])
def test_the_samples_that_99_percent_needs(share: float, needed: int) -> None:
    assert confidence_of(needed, share) >= 0.99 > confidence_of(needed - 1, share)


@given(st.integers(1, 10**7), st.floats(0.5, 0.999))
def test_what_is_claimed_left_over_is_never_too_little(samples: int, confidence: float) -> None:
    assert confidence_of(samples, left_over_at(samples, confidence)) >= confidence - 1e-9


def test_no_sample_proves_nothing() -> None:
    assert left_over_at(0) == 1


def test_the_usual_sample() -> None:
    places = choose(256 * GIB, 512, SEED)
    assert 0.1 <= fraction_of(places) < 0.101
    assert (places.samples, places.strata) == (2000, 1000)
    assert left_over_at(2000) == 0.0023
    assert longest_unread(places) < 0.002 * 256 * GIB


@settings(max_examples=60)
@given(
    blocks=st.integers(8, 10**9),
    block=st.sampled_from([512, 4096]),
    seed=st.text("0123456789abcdef", min_size=32, max_size=32),
    strata=st.integers(1, 300),
    samples=st.integers(1, 3),
    fraction=st.floats(0.0001, 1),
)
def test_places_are_on_the_disk_whole_blocks_and_in_order(
    *, blocks: int, block: int, seed: str, strata: int, samples: int, fraction: float
) -> None:
    size = blocks * block
    places = choose(size, block, seed, strata=strata, samples=samples, fraction=fraction)
    for offset, length in places.stretches:
        assert length > 0
        assert offset % block == length % block == 0
    for (offset, length), (following, _) in pairwise(places.stretches):
        assert offset + length < following
    first, last = places.stretches[0], places.stretches[-1]
    assert first[0] == 0
    assert first[1] >= min(EDGE_BYTES, size)
    assert sum(last) == size
    assert last[1] >= min(EDGE_BYTES, size)
    assert fraction_of(places) >= min(fraction, 1) * 0.9 or places.samples is None
    if places.samples is not None:
        cell = size / (strata * samples)
        assert longest_unread(places) <= 2 * cell, "a run of two cells is met for certain"


def test_the_same_seed_gives_the_same_places_for_ever() -> None:
    places = choose(64 * GIB, 512, SEED)
    assert places == choose(64 * GIB, 512, SEED)
    assert places != choose(64 * GIB, 512, SEED[::-1])
    # Printed on certificates: a change of this number makes them impossible to check.
    assert sum(offset for offset, _ in places.stretches) == 68_784_843_288_576


def test_a_small_disk_is_read_in_full() -> None:
    places = choose(4 * 2**20, 512, SEED)
    assert places.stretches == ((0, 4 * 2**20),)
    assert places.samples is None
    assert fraction_of(places) == 1
