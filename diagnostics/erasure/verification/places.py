"""Where a disk is read back: chosen by a seed, so that anyone can find the same places again.

The seed is drawn after the erase and printed on the certificate; the numbers come from SHA-256 of
it, which no version of a language will change.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from diagnostics.blockio.buffers import MIB, round_down, round_up
from diagnostics.blockio.reader import Stretch

#: The first and the last MiB: partition tables, and what RAID and others keep at the end.
EDGE_BYTES = MIB
#: Samples begin and end on such a boundary, or on a logical block's where that is larger.
UNIT_BYTES = 4096


def new_seed() -> str:
    """16 bytes in hexadecimal digits, that no disk can foresee."""
    return secrets.token_hex(16)


def chance(seed: str, *of: object) -> int:
    """A number of 64 bits, always the same for the same words."""
    words = ":".join((seed, *map(str, of)))
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    #: In ascending order, none overlapping.
    stretches: tuple[Stretch, ...]
    size_bytes: int
    #: Places that do not depend on each other; None: everything is read.
    samples: int | None = None
    strata: int | None = None
    seed: str | None = None

    @classmethod
    def whole(cls, size_bytes: int) -> Self:
        return cls(stretches=((0, size_bytes),), size_bytes=size_bytes)

    @property
    def bytes(self) -> int:
        return sum(length for _offset, length in self.stretches)


def choose(
    size_bytes: int,
    block_bytes: int,
    seed: str,
    *,
    strata: int = 1000,
    samples: int = 2,
    fraction: float = 0.10,
) -> Places:
    """``samples`` places in each of ``strata`` equal parts, and both edges.

    Each place lies in an equal share of its stratum of its own, and all together they are
    ``fraction`` of the disk, or a little more. A disk too small for that is read in full.
    """
    unit = max(UNIT_BYTES, block_bytes)
    cell = round_down(size_bytes // (strata * samples), unit)
    length = round_up(int(cell * fraction) or 1, unit)
    if length >= cell:
        return Places.whole(size_bytes)
    cells = (
        (number * size_bytes // (strata * samples), (number + 1) * size_bytes // (strata * samples))
        for number in range(strata * samples)
    )
    chosen = [
        _within(begin, end, length, unit, chance(seed, number))
        for number, (begin, end) in enumerate(cells)
    ]
    stretches = _merged([*chosen, *_edges(size_bytes)], size_bytes)
    return Places(
        stretches=tuple(stretches),
        size_bytes=size_bytes,
        samples=strata * samples,
        strata=strata,
        seed=seed,
    )


def _within(begin: int, end: int, length: int, unit: int, number: int) -> Stretch:
    """Any place on a boundary is as likely as another."""
    first, last = round_up(begin, unit), max(round_up(begin, unit), round_down(end - length, unit))
    return first + number % ((last - first) // unit + 1) * unit, length


def _edges(size_bytes: int) -> Iterator[Stretch]:
    edge = min(EDGE_BYTES, size_bytes)
    yield 0, edge
    yield size_bytes - edge, edge


def _merged(stretches: Iterable[Stretch], size_bytes: int) -> Iterator[Stretch]:
    """In order, those that touch as one; nothing beyond the end."""
    start = end = 0
    for offset, length in sorted(stretches):
        if offset > end:
            if end > start:
                yield start, end - start
            start = offset
        end = max(end, min(offset + length, size_bytes)) if offset >= start else end
    if end > start:
        yield start, end - start
