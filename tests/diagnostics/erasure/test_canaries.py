"""Canaries and hashed blocks: what is known from before a firmware erase."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.blockio import Gone
from diagnostics.erasure.verification import Known, NotPlanted, known_from, look_again, plant
from diagnostics.erasure.verification.canaries import PLACES
from tests.diagnostics.erasure.faulty import FaultyDisk

SIZE = 4 * 2**20 + 512
SEED = "5eed" * 8


def test_nothing_of_an_erased_disk_is_left() -> None:
    disk = FaultyDisk(SIZE, volatile=True)
    known = plant(disk, SEED)
    assert len(known.planted) == len(known.hashes) == known.count == 256
    disk.medium[:] = bytes(SIZE)
    assert look_again(disk, known).none


def test_a_disk_that_did_nothing_is_found_out() -> None:
    disk = FaultyDisk(SIZE)
    known = plant(disk, SEED)
    remains = look_again(disk, known)
    assert len(remains.canaries) == 256
    assert len(remains.blocks) == 256


def test_each_of_them_is_found_and_located() -> None:
    disk = FaultyDisk(SIZE)
    known = plant(disk, SEED)
    canary, block = known.canary_at(17), known.block_at(200)
    kept = {at: bytes(disk.medium[at : at + 4096]) for at in (canary, block)}
    disk.medium[:] = bytes(SIZE)
    for at, data in kept.items():
        disk.medium[at : at + 4096] = data
    remains = look_again(disk, known)
    assert (remains.canaries, remains.blocks) == ([canary], [block])


def test_half_a_canary_is_a_canary() -> None:
    disk = FaultyDisk(SIZE)
    known = plant(disk, SEED)
    at = known.canary_at(3)
    half = bytes(disk.medium[at + 2048 : at + 4096])
    disk.medium[:] = bytes(SIZE)
    disk.medium[at + 2048 : at + 4096] = half
    assert look_again(disk, known).canaries == [at]


def test_a_block_that_an_erase_could_leave_tells_nothing() -> None:
    disk = FaultyDisk(SIZE)
    disk.medium[:] = bytes(SIZE)
    known = plant(disk, SEED)
    assert known.hashes == {}
    assert len(known.planted) == known.count


def test_a_disk_that_forgets_what_it_is_given_cannot_prove_anything() -> None:
    disk = FaultyDisk(SIZE, dropped=set(range(SIZE // 512)))
    with pytest.raises(NotPlanted):
        plant(disk, SEED)


def test_what_cannot_be_read_is_neither_there_nor_gone() -> None:
    disk = FaultyDisk(SIZE)
    known = plant(disk, SEED)
    disk.medium[:] = bytes(SIZE)
    disk.unreadable = {known.canary_at(9) // 512: float("inf")}
    remains = look_again(disk, known)
    assert remains.none
    assert remains.unreadable == [known.canary_at(9)]


def test_a_few_bad_blocks_do_not_hinder() -> None:
    disk = FaultyDisk(SIZE, unwritable=dict.fromkeys(range(1000, 1200), float("inf")))
    known = plant(disk, SEED)
    assert 0 < known.count - len(known.planted) < 20
    disk.medium[:] = bytes(SIZE)
    assert look_again(disk, known).none


def test_a_disk_pulled_out_ends_it() -> None:
    with pytest.raises(Gone):
        plant(FaultyDisk(SIZE, gone_after=300), SEED)


def test_a_tiny_disk_has_no_room() -> None:
    with pytest.raises(NotPlanted):
        plant(FaultyDisk(8192), SEED)


def test_it_is_small_and_survives_a_power_cut() -> None:
    known = plant(FaultyDisk(16 * 2**20), SEED)
    assert known.count == PLACES
    said = json.dumps(known.as_json())
    assert len(said) < 3000
    again = known_from(json.loads(said))
    assert again == known
    assert again.canary(7) == known.canary(7)


@pytest.mark.parametrize(
    "change",
    [
        {"hashes": ""},
        {"count": 10**9},
        {"planted": "x"},
        {"planted": "0"},
        {"planted": "ff"},
        {"unit": 0},
        {"unit": 4095},
        {"size": 0},
        {"seed": ""},
    ],
)
def test_a_note_that_is_not_whole_is_refused(change: dict[str, object]) -> None:
    known = plant(FaultyDisk(SIZE), SEED)
    with pytest.raises(ValueError):
        known_from({**known.as_json(), **change})


@settings(max_examples=50)
@given(
    blocks=st.integers(64, 10**10),
    unit=st.sampled_from([4096, 8192]),
    seed=st.text("0123456789abcdef", min_size=32, max_size=32),
)
def test_no_two_places_overlap(blocks: int, unit: int, seed: str) -> None:
    size = blocks * 512
    count = min(PLACES, size // (4 * unit))
    if not count:
        return
    known = Known(seed=seed, size_bytes=size, unit_bytes=unit, count=count)
    places = [known.canary_at(n) for n in range(count)] + [known.block_at(n) for n in range(count)]
    assert len({place // unit for place in places}) == len(places)
    assert all(place % unit == 0 and 0 <= place <= size - unit for place in places)
