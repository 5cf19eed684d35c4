"""Overwriting: what is confirmed, what is told, and where it goes on."""

import errno
from typing import Any

import pytest

from diagnostics.blockio import Gone, TooManyFaults, Unusable
from diagnostics.erasure.overwrite import Checkpoint, FlushFailed, Manner, Overwrite, manner_for
from tests.diagnostics.erasure.faulty import FaultyDisk, PowerCut

SIZE = 2**20 + 512
MANNER = Manner(chunk_bytes=16 * 1024, flush_bytes=128 * 1024, margin_bytes=64 * 1024, flush_s=1000)


class Teller:
    """A progress callback that keeps what it was told, and stops when told to."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.fractions: list[float] = []
        self.note: dict[str, Any] = {}
        self.stop_at = stop_at

    def __call__(
        self, fraction: float | None, left_s: float | None, note: Checkpoint | None, /
    ) -> None:
        assert fraction is not None
        self.fractions.append(fraction)
        self.note = dict(note) if note else self.note
        if fraction >= self.stop_at:
            raise KeyboardInterrupt


def overwriting(disk: FaultyDisk, teller: Teller | None = None, **more: Any) -> Overwrite:
    more = {"pattern": b"\0", "manner": MANNER, "progress": teller or Teller(), **more}
    return Overwrite(device=disk, **more)


def test_everything_is_written_and_confirmed() -> None:
    disk, teller = FaultyDisk(SIZE, volatile=True), Teller()
    work = overwriting(disk, teller)
    work.run()
    assert bytes(disk.medium) == bytes(SIZE)
    assert work.bytes_written == SIZE
    assert teller.fractions == sorted(teller.fractions)
    assert (teller.fractions[0], teller.fractions[-1]) == (0.0, 1.0)
    assert not work.faults


@pytest.mark.parametrize("pattern", ["00", "ff", "33cc55aa", "abcdef"])
def test_the_pattern_is_repeated(pattern: str) -> None:
    disk = FaultyDisk(SIZE)
    overwriting(disk, pattern=bytes.fromhex(pattern)).run()
    block = (bytes.fromhex(pattern) * 512)[:512]
    assert bytes(disk.medium) == block * (SIZE // 512)


@pytest.mark.parametrize("pattern", [b"", bytes(1024)])
def test_a_pattern_that_does_not_fit_a_block_is_refused(pattern: bytes) -> None:
    with pytest.raises(ValueError, match="bytes"):
        overwriting(FaultyDisk(SIZE), pattern=pattern)


def test_the_fraction_says_only_what_a_flush_confirmed() -> None:
    disk, teller = FaultyDisk(SIZE, volatile=True, failing_flushes=1), Teller()
    overwriting(disk, teller).run()
    # The first flush failed: nothing was confirmed until that stretch was written once more.
    before = disk.writes[: len(disk.writes) // 4]
    assert [offset for offset, _ in before].count(0) == 2
    assert bytes(disk.medium) == bytes(SIZE)


def test_a_flush_that_fails_makes_it_told() -> None:
    work = overwriting(FaultyDisk(SIZE, volatile=True, failing_flushes=2))
    work.run()
    assert work.flush_failures == 2


def test_a_disk_that_never_confirms_is_given_up() -> None:
    work = overwriting(FaultyDisk(SIZE, volatile=True, failing_flushes=99))
    with pytest.raises(FlushFailed):
        work.run()
    assert work.fraction == 0


def test_an_unwritable_block_is_tried_again_and_located() -> None:
    disk = FaultyDisk(SIZE, unwritable={77: float("inf"), 78: float("inf"), 900: float("inf")})
    work = overwriting(disk)
    work.run()
    places = [(fault.first, fault.count, fault.error) for fault in work.faults.places]
    assert places == [(77, 2, "EIO"), (900, 1, "EIO")]
    assert disk.left(FaultyDisk(SIZE).medium) == 3, "all around them is overwritten"
    assert work.fraction == 1


def test_a_block_that_gives_in_is_counted_but_no_exception() -> None:
    disk = FaultyDisk(SIZE, unwritable={77: 3})
    work = overwriting(disk)
    work.run()
    assert work.faults.places == []
    assert work.faults.retries["write"] >= 3
    assert bytes(disk.medium) == bytes(SIZE)


def test_too_many_faults_end_it() -> None:
    work = overwriting(
        FaultyDisk(SIZE, unwritable=dict.fromkeys(range(500), float("inf"))), most_faults=100
    )
    with pytest.raises(TooManyFaults):
        work.run()
    assert work.faults.blocks() == 101


def test_a_disk_pulled_out_ends_it() -> None:
    with pytest.raises(Gone):
        overwriting(FaultyDisk(SIZE, gone_after=20)).run()


def test_a_disk_that_may_not_be_written_ends_it() -> None:
    disk = FaultyDisk(SIZE, unwritable={0: 1}, error=errno.EROFS)
    with pytest.raises(Unusable):
        overwriting(disk).run()


def test_it_stops_at_once_with_an_honest_fraction() -> None:
    disk, teller = FaultyDisk(SIZE, volatile=True), Teller(stop_at=0.4)
    work = overwriting(disk, teller)
    with pytest.raises(KeyboardInterrupt):
        work.run()
    assert work.fraction == teller.fractions[-1] < 0.6
    disk.power_cut()
    confirmed = int(work.fraction * SIZE)
    assert disk.medium[:confirmed] == bytes(confirmed)


def test_it_goes_on_where_the_power_was_cut() -> None:
    disk, teller = FaultyDisk(SIZE, volatile=True, cut_after=30), Teller()
    with pytest.raises(PowerCut):
        overwriting(disk, teller).run()
    disk.power_cut()
    written = len(disk.writes)
    again = overwriting(disk, checkpoint=teller.note)
    again.run()
    offsets = [offset for offset, _ in disk.writes[written:]]
    assert offsets[0] == again.resumed_at == teller.note["offset"] - MANNER.margin_bytes > 0
    assert bytes(disk.medium) == bytes(SIZE)
    assert again.bytes_written >= SIZE


def test_what_went_wrong_before_the_cut_stays_told() -> None:
    disk = FaultyDisk(SIZE, volatile=True, unwritable={5: float("inf")}, cut_after=60)
    teller = Teller()
    with pytest.raises(PowerCut):
        overwriting(disk, teller).run()
    disk.power_cut()
    assert teller.note["offset"] > 0
    disk.unwritable.clear()
    again = overwriting(disk, checkpoint=teller.note)
    again.run()
    assert [fault.first for fault in again.faults.places] == [5]


def test_it_begins_anew_on_a_disk_that_was_used_meanwhile() -> None:
    disk, teller = FaultyDisk(SIZE), Teller(stop_at=0.9)
    with pytest.raises(KeyboardInterrupt):
        overwriting(disk, teller).run()
    disk.medium[: 64 * 1024] = b"somebody installed a system here" * 2048
    again = overwriting(disk, checkpoint=teller.note)
    again.run()
    assert again.resumed_at is None
    assert bytes(disk.medium) == bytes(SIZE)


@pytest.mark.parametrize(
    "change",
    [
        {"size": SIZE - 512},
        {"pattern": "ff"},
        {"offset": "far"},
        {"faults": None},
        {"faults": {"places": [["write", 1]], "retries": {}}},
    ],
)
def test_a_note_that_does_not_fit_is_not_believed(change: dict[str, Any]) -> None:
    disk, teller = FaultyDisk(SIZE), Teller(stop_at=0.9)
    with pytest.raises(KeyboardInterrupt):
        overwriting(disk, teller).run()
    disk.medium[:] = b"x" * SIZE
    again = overwriting(disk, checkpoint={**teller.note, **change})
    again.run()
    assert again.resumed_at is None
    assert bytes(disk.medium) == bytes(SIZE)


@pytest.mark.parametrize(("rotational", "in_flight"), [(True, 1), (None, 1), (False, 2)])
def test_a_disk_that_turns_is_written_strictly_in_order(
    rotational: bool | None, in_flight: int
) -> None:
    assert manner_for(rotational=rotational).in_flight == in_flight
