"""In which order a disk is written: what makes it start comes last."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from diagnostics.wire.imaging import Block, Map

MIB = 2**20
#: Of zeros, so much is written in one piece, at most.
ZEROS_BYTES = 16 * MIB
#: Boot sector, tables of either kind and what GRUB puts behind them lie in the first of a disk; a
#: copy of a GPT in its last 33 blocks.
START_BYTES, END_BYTES = MIB, 33 * 4096


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written at one place; ``block`` is None for zeros."""

    place: int
    length: int
    block: Block | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """``body`` first, ascending; then ``boot``, what starts a disk, its beginning last."""

    body: tuple[Piece, ...]
    boot: tuple[Piece, ...]

    @property
    def groups(self) -> tuple[tuple[Piece, ...], ...]:
        """Each is begun once the one before is flushed: what starts is whole."""
        return self.body, self.boot[:-1], self.boot[-1:]

    @property
    def all(self) -> tuple[Piece, ...]:
        return self.body + self.boot


def order_of(found: Map) -> Order:
    pieces = ascending(found, ZEROS_BYTES)
    boot = tuple(one for one in reversed(pieces) if _starts(one, found.size_bytes))
    late = set(boot)
    return Order(tuple(one for one in pieces if one not in late), boot)


def ascending(found: Map, zeros_bytes: int) -> tuple[Piece, ...]:
    blocks = (Piece(row[0], row[1], row) for row in found.blocks)
    return tuple(sorted([*blocks, *_cut(found.zeros, zeros_bytes)], key=lambda one: one.place))


def stored_runs(pieces: Iterable[Piece]) -> Iterator[tuple[Block, ...]]:
    """The blocks among them, those together that lie one behind the other in the file."""
    run: list[Block] = []
    for block in (one.block for one in pieces if one.block):
        if run and run[-1][2] + run[-1][3] != block[2]:
            yield tuple(run)
            run = []
        run.append(block)
    if run:
        yield tuple(run)


def _starts(piece: Piece, size_bytes: int) -> bool:
    if piece.block is None:
        return False
    return piece.place < START_BYTES or piece.place + piece.length > size_bytes - END_BYTES


def _cut(stretches: Iterable[tuple[int, int]], most: int) -> Iterator[Piece]:
    for place, length in stretches:
        for at in range(place, place + length, most):
            yield Piece(at, min(most, place + length - at))
