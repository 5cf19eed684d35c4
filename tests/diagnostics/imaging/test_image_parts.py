"""The small parts: pieces in order, blocks unpacked, threads abreast, a feed ahead of them."""

import hashlib
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.imaging import pieces
from diagnostics.imaging.abreast import Abreast
from diagnostics.imaging.feed import Feed, FeedClosed
from diagnostics.imaging.pieces import Piece, order_of, stored_runs
from diagnostics.imaging.unpack import Hand
from diagnostics.wire.imaging import Block, Map
from tests.diagnostics.imaging.imaging import MemorySource, image
from tests.images import KIB, MIB, make, some_disk

# -- pieces -------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 64), st.integers(0, 9), st.sets(st.integers(0, 63)))
def test_every_place_of_a_map_is_written_once(units: int, seed: int, unused: set[int]) -> None:
    stretches = [(n * 4096, 4096) for n in unused if n < units]
    found = make(some_disk(units * 4096, seed), unused=stretches, most_bytes=16 * KIB).places
    order = order_of(found)
    written = sorted((one.place, one.length) for one in order.all)
    told = [(row[0], row[1]) for row in found.blocks] + list(found.zeros)
    assert sum(length for _, length in written) == sum(length for _, length in told)
    ends = 0
    for place, length in written:
        assert place >= ends
        ends = place + length
    assert {one.block for one in order.all if one.block} == set(found.blocks)


def test_what_a_disk_starts_by_is_written_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    found = make(some_disk(8 * MIB, 1, zeros=0), most_bytes=256 * KIB).places
    order = order_of(found)
    assert order.boot[-1].place == 0
    assert all(one.place >= MIB for one in order.body)
    last = found.size_bytes - pieces.END_BYTES
    assert all(one.place + one.length <= last for one in order.body)
    assert len(order.body) == 32 - 4 - 1


def test_blocks_that_lie_together_are_fetched_together() -> None:
    rows: list[Block] = [(n * 4096, 4096, n * 10, 10, "a" * 64) for n in range(6)]
    wanted = [Piece(row[0], row[1], row) for row in [*rows[1:4], *rows[5:], rows[0]]]
    wanted.insert(2, Piece(10**6, 4096))
    assert [[row[2] for row in run] for run in stored_runs(wanted)] == [[10, 20, 30], [50], [0]]


# -- unpacking ----------------------------------------------------------------------------------

CONTENT = some_disk(300 * KIB, 5)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def packed(content: bytes = CONTENT, **options: Any) -> bytes:
    return zstandard.ZstdCompressor(**options).compress(content)


def test_a_block_is_unpacked_into_memory_of_its_own() -> None:
    hand = Hand()
    assert hand.unpack(packed(), len(CONTENT), SHA256) == CONTENT


@pytest.mark.parametrize("told", [True, False])
def test_its_own_word_on_its_length_counts_for_nothing(told: bool) -> None:
    frame = packed(write_content_size=told)
    assert Hand().unpack(frame, len(CONTENT), SHA256) == CONTENT
    assert Hand().unpack(frame, len(CONTENT) - 4096, SHA256) is None
    assert Hand().unpack(frame, len(CONTENT) + 4096, SHA256) is None


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"no frame at all",
        packed()[:-9],
        packed(b"something else"),
        packed(bytes(300 * KIB)),
        packed(bytes(256 * MIB)),
    ],
    ids=["empty", "rubbish", "cut", "other", "zeros", "bomb"],
)
def test_what_is_no_such_block(frame: bytes) -> None:
    hand = Hand()
    assert hand.unpack(frame, len(CONTENT), SHA256) is None
    assert hand.unpack(packed(), len(CONTENT), SHA256) == CONTENT, "and the next one is read"


def test_a_frame_that_asks_for_much_memory() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    frame = packer.compress(CONTENT) + packer.flush()
    assert zstandard.get_frame_parameters(frame).window_size == 2**27
    assert Hand().unpack(frame, len(CONTENT), SHA256) is None


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(packed()) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed_or_harmless(at: int, change: int) -> None:
    frame = bytearray(packed())
    frame[at] ^= change
    found = Hand().unpack(bytes(frame), len(CONTENT), SHA256)
    assert found is None or found == CONTENT


# -- abreast ------------------------------------------------------------------------------------


def follow(crew: Abreast[int]) -> None:
    while not crew.over:
        crew.rest(0.001)


def test_tasks_are_counted_from_the_first_on() -> None:
    gates = [threading.Event() for _ in range(4)]
    done: list[int] = []

    def do(number: int, _hand: Hand) -> None:
        gates[number].wait(20)
        done.append(number)

    with Abreast(range(4), do, 2) as crew:
        gates[1].set()
        gates[2].set()
        while crew.moved < 2:
            crew.rest(0.001)
        assert (crew.done, crew.over) == (0, False)
        gates[0].set()
        while crew.done < 3:
            crew.rest(0.001)
        gates[3].set()
        follow(crew)
    assert crew.done == crew.moved == 4
    assert sorted(done) == [0, 1, 2, 3]


def test_the_first_error_ends_all() -> None:
    taken: list[int] = []

    def do(number: int, _hand: Hand) -> None:
        taken.append(number)
        if number == 3:
            raise ValueError("three")

    with Abreast(range(10_000), do, 2) as crew, pytest.raises(ValueError, match="three"):
        follow(crew)
    assert len(taken) < 10_000


def test_a_lane_that_never_comes_back_is_left_behind() -> None:
    never = threading.Event()
    with Abreast(range(1), lambda *_: never.wait(20) and None, 1, patience_s=0.05) as crew:
        crew.rest(0.01)
    never.set()


def test_what_the_tasks_themselves_raise() -> None:
    def tasks() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    with Abreast(tasks(), lambda *_: None, 2) as crew, pytest.raises(OSError, match="gone"):
        follow(crew)


# -- the feed -----------------------------------------------------------------------------------

ORDERED = image(seed=4)


def use_up(feed: Feed) -> None:
    while True:
        feed.give_back(feed.next())


def test_frames_come_in_order_and_no_more_than_there_is_room_for() -> None:
    runs = tuple(stored_runs(order_of(ORDERED.places).all))
    source = MemorySource(ORDERED)
    frames = []
    with Feed(source, runs, ahead=2) as feed:
        for block in (block for run in runs for block in run):
            frame = feed.next()
            frames.append(bytes(frame.content) == ORDERED.blocks[block[2] : block[2] + block[3]])
            assert source.fetched <= sum(row[3] for run in runs for row in run)
            feed.give_back(frame)
    assert frames == [True] * len(ORDERED.places.blocks)


def test_a_feed_waits_for_room() -> None:
    runs = tuple(stored_runs(order_of(ORDERED.places).body))
    source = MemorySource(ORDERED)
    with Feed(source, runs, ahead=2) as feed:
        held = [feed.next(), feed.next()]
        before = source.fetched
        assert before < len(ORDERED.blocks) / 2
        threading.Event().wait(0.05)
        assert source.fetched == before
        for frame in held:
            feed.give_back(frame)
        feed.next()


def test_a_feed_that_fails_gives_what_came_before() -> None:
    def spoil(content: bytes, at: str | int, _anew: bool) -> bytes:
        if isinstance(at, int) and at > 20_000:
            raise OSError("no more")
        return content

    runs = tuple(stored_runs(order_of(ORDERED.places).all[-1:]))
    with Feed(MemorySource(ORDERED, spoil=spoil), runs) as feed:
        assert feed.next()
    runs = tuple(stored_runs(order_of(ORDERED.places).all))
    with Feed(MemorySource(ORDERED, spoil=spoil), runs) as feed, pytest.raises(OSError, match="no"):
        use_up(feed)


def test_a_closed_feed() -> None:
    runs = tuple(stored_runs(order_of(ORDERED.places).body))
    with Feed(MemorySource(ORDERED), runs, ahead=1) as feed:
        feed.next()
        feed.close()
        with pytest.raises(FeedClosed):
            feed.next()


def test_an_image_without_blocks() -> None:
    assert order_of(Map(size_bytes=4096, blocks=(), zeros=((0, 4096),))).all == (Piece(0, 4096),)
