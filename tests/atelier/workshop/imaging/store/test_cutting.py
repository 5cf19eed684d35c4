"""What is stored, what has to be zero: nothing that is used is ever left out."""

import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atelier.workshop.imaging.store import cutting
from atelier.workshop.imaging.store.cutting import BRIDGE_BYTES, Cutter, Piece
from atelier.workshop.imaging.store.spans import Span, in_units, joined, total, within, without
from diagnostics.wire.imaging import BLOCK_BYTES, UNIT_BYTES
from tests.atelier.workshop.imaging.disks import MIB

#: Kinds of runs: something, zeros, a hole in the file.
_RUNS = st.lists(st.tuples(st.sampled_from("xz."), st.integers(1, 80)), min_size=1, max_size=40)
_USED = st.lists(st.tuples(st.integers(0, 12 * MIB), st.integers(1, MIB)), max_size=12)


def a_disk(path: Path, runs: list[tuple[str, int]], rest: int) -> bytes:
    """``rest``: sectors behind the last whole unit."""
    chance = random.Random(len(runs))
    with path.open("wb") as file:
        for kind, units in runs:
            length = units * UNIT_BYTES
            if kind == ".":
                file.seek(length, os.SEEK_CUR)
            else:
                file.write(chance.randbytes(length) if kind == "x" else bytes(length))
        file.write(chance.randbytes(rest * 512))
        file.truncate(file.tell())
    return path.read_bytes()


def cut(path: Path, used: list[Span]) -> tuple[list[Piece], list[Span]]:
    with path.open("rb") as file:
        cutter = Cutter(file.fileno(), path.stat().st_size, used)
        return list(cutter.pieces()), cutter.zeros()


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(_RUNS, st.integers(0, 7), _USED)
def test_what_is_used_comes_back(
    tmp_path: Path, runs: list[tuple[str, int]], rest: int, wanted: list[Span]
) -> None:
    content = a_disk(tmp_path / "disk.raw", runs, rest)
    size = len(content)
    used = joined((at, min(at + length, size)) for at, length in wanted)
    pieces, zeros = cut(tmp_path / "disk.raw", used)
    written = bytearray(b"\xaa" * size)
    for place, end in zeros:
        written[place:end] = bytes(end - place)
    for piece in pieces:
        written[piece.place : piece.place + len(piece.content)] = piece.content
    for start, end in used:
        assert written[start:end] == content[start:end]
    _fits_together(pieces, zeros, size)


def _fits_together(pieces: list[Piece], zeros: list[Span], size: int) -> None:
    rows = [(one.place, one.place + len(one.content)) for one in pieces]
    assert rows == sorted(rows)
    assert total(joined([*rows, *zeros])) == total(rows) + total(zeros)
    for start, end in [*rows, *zeros]:
        assert start % UNIT_BYTES == 0
        assert end % UNIT_BYTES == 0 or end == size
    for start, end in rows:
        assert start // BLOCK_BYTES == (end - 1) // BLOCK_BYTES


def test_what_belongs_to_nobody_is_stored_as_zeros(tmp_path: Path) -> None:
    path = tmp_path / "disk.raw"
    path.write_bytes(b"\xbb" * MIB)
    (piece,) = cut(path, [(0, UNIT_BYTES), (64 * 1024, 64 * 1024 + UNIT_BYTES)])[0]
    assert piece.content[:UNIT_BYTES] == piece.content[-UNIT_BYTES:] == b"\xbb" * UNIT_BYTES
    assert not any(piece.content[UNIT_BYTES:-UNIT_BYTES])


@pytest.mark.parametrize(("gap", "blocks"), [(BRIDGE_BYTES, 1), (BRIDGE_BYTES + UNIT_BYTES, 2)])
def test_small_gaps_are_bridged_and_large_ones_not(tmp_path: Path, gap: int, blocks: int) -> None:
    path = tmp_path / "disk.raw"
    path.write_bytes(b"\xbb" * MIB)
    second = UNIT_BYTES + gap
    assert len(cut(path, [(0, UNIT_BYTES), (second, second + UNIT_BYTES)])[0]) == blocks


def test_scattered_units_do_not_make_thousands_of_blocks(tmp_path: Path) -> None:
    """Every ninth unit of a hundred megabytes: as a filesystem that was full once."""
    path = tmp_path / "disk.raw"
    path.write_bytes(random.Random(1).randbytes(100 * MIB))
    used = [(at, at + UNIT_BYTES) for at in range(0, 100 * MIB, 9 * UNIT_BYTES)]
    pieces, zeros = cut(path, used)
    assert len(pieces) == 25
    assert zeros == []


def test_a_hole_that_is_used_is_zeros_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "disk.raw"
    with path.open("wb") as file:
        file.truncate(1000 * MIB)
        file.write(b"\xbb" * UNIT_BYTES)
    read: list[int] = []
    through = cutting.read_into
    monkeypatch.setattr(
        cutting, "read_into", lambda *args: (read.append(args[4]), through(*args))[1]
    )
    pieces, zeros = cut(path, [(0, 1000 * MIB)])
    assert [len(one.content) for one in pieces] == [UNIT_BYTES]
    assert zeros == [(UNIT_BYTES, 1000 * MIB)]
    assert sum(read) <= MIB


@settings(deadline=None)
@given(_USED, _USED)
def test_arithmetic_of_spans(some: list[Span], others: list[Span]) -> None:
    """Against sets of numbers, small ones."""
    left = joined((at // MIB, at // MIB + length // 200_000) for at, length in some)
    right = joined((at // MIB, at // MIB + length // 200_000) for at, length in others)
    numbers = [{n for start, end in spans for n in range(start, end)} for spans in (left, right)]
    found = {n for start, end in without(left, right) for n in range(start, end)}
    assert found == numbers[0] - numbers[1]
    assert total(within(left, 3, 7)) == len(numbers[0] & set(range(3, 7)))
    whole = in_units(left, 4, 1000)
    assert numbers[0] <= {n for start, end in whole for n in range(start, end)}
    assert all(start % 4 == 0 and end % 4 == 0 for start, end in whole)
