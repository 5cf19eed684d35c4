"""Reading back: every mismatch located, and no claim that the figures do not carry."""

import pytest

from diagnostics.blockio import Faults, TooManyFaults
from diagnostics.erasure.verification import (
    FirmwareJudge,
    PatternJudge,
    Places,
    ReadingBack,
    choose,
)
from diagnostics.erasure.verification.reading_back import MOST_MISMATCHES
from tests.diagnostics.erasure.faulty import FaultyDisk

SIZE = 4 * 2**20
BEGAN, ENDED = "2026-01-01T10:00:00+01:00", "2026-01-01T10:05:00+01:00"


def zeroed(**faults: object) -> FaultyDisk:
    disk = FaultyDisk(SIZE, **faults)  # type: ignore[arg-type]
    disk.medium[:] = bytes(SIZE)
    return disk


def reading(disk: FaultyDisk, **more: object) -> ReadingBack:
    settings = {
        "places": Places.whole(SIZE),
        "judge": PatternJudge(b"\0", 512),
        "chunk_bytes": 256 * 1024,
        **more,
    }
    return ReadingBack(device=disk, **settings)  # type: ignore[arg-type]


def test_a_clean_disk_in_full() -> None:
    back = reading(zeroed())
    back.run()
    told = back.verification(BEGAN, ENDED)
    assert back.clean
    assert (told.method, told.fraction, told.bytes_read) == ("full", 1.0, SIZE)
    assert (told.confidence, told.left_over, told.content) == (1.0, 0.0, "pattern")


def test_a_clean_disk_by_sample() -> None:
    places = choose(SIZE, 512, "ab" * 16, strata=20, samples=2, fraction=0.1)
    back = reading(zeroed(), places=places)
    back.run()
    told = back.verification(BEGAN, ENDED)
    assert back.clean
    assert (told.method, told.samples, told.strata) == ("sampled", 40, 20)
    assert told.left_over == 0.11
    assert told.confidence == pytest.approx(1 - (1 - 0.11) ** 40)
    assert told.bytes_read == places.bytes < SIZE


def test_every_mismatch_is_located() -> None:
    disk = zeroed(corrupted={5: 1, 6: 1, 4000: 128})
    back = reading(disk)
    back.run()
    told = back.verification(BEGAN, ENDED)
    assert back.mismatched == [(5 * 512, 1024), (4000 * 512, 512)]
    assert told.mismatches == 3
    assert told.first_mismatches == (5 * 512, 4000 * 512)
    assert (told.content, told.confidence, told.left_over) == ("other", 0.0, 1.0)
    assert not back.clean


def test_a_disk_that_was_not_erased_is_not_read_to_its_end() -> None:
    disk = FaultyDisk(8 * 2**20)
    back = reading(disk, places=Places.whole(disk.size_bytes))
    back.run()
    assert MOST_MISMATCHES < back.mismatches < disk.size_bytes // 512
    assert not back.complete
    assert not back.clean


def test_unreadable_blocks_are_tried_again_and_located() -> None:
    back = reading(zeroed(unreadable={100: float("inf"), 3000: 2}))
    back.run()
    assert [(one.first, one.count) for one in back.faults.places] == [(100, 1)]
    assert back.unreadable == 1
    assert not back.clean
    assert back.mismatches == 0
    assert back.faults.retries["read"] >= 3
    assert back.bytes_read == SIZE - 512


def test_too_many_unreadable_blocks_end_it() -> None:
    back = reading(zeroed(unreadable=dict.fromkeys(range(300), float("inf"))), most_faults=50)
    with pytest.raises(TooManyFaults):
        back.run()
    assert not back.clean
    assert back.verification(BEGAN, ENDED).confidence == 0


def test_what_would_not_be_written_is_no_mismatch_but_no_claim_either() -> None:
    disk = zeroed()
    disk.medium[512:1024] = b"x" * 512
    known = Faults()
    known.add("write", 1, "EIO")
    back = reading(disk, unwritable=known)
    back.run()
    assert back.mismatches == 0
    assert back.clean


def test_random_content_proves_something_only_where_it_is_known_from_before() -> None:
    disk = FaultyDisk(SIZE)
    places = choose(SIZE, 512, "ab" * 16, strata=20, samples=2, fraction=0.1)
    back = reading(disk, places=places, judge=FirmwareJudge(512, crypto=True, seed="ab"))
    back.run()
    told = back.verification(BEGAN, ENDED, compared=10)
    assert told.content == "random"
    assert told.samples == 40, "so many were read"
    assert told.left_over == 0.37


def test_it_tells_how_far_it_is_and_stops() -> None:
    said: list[float] = []

    def progress(fraction: float, left_s: float | None) -> None:
        said.append(fraction)
        if fraction > 0.5:
            raise KeyboardInterrupt

    back = reading(zeroed(), progress=progress)
    with pytest.raises(KeyboardInterrupt):
        back.run()
    assert said == sorted(said)
    assert 0.5 < said[-1] < 0.6
    assert not back.complete
    assert back.verification(BEGAN, ENDED).confidence == 0
