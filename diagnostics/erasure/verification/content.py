"""What a stretch of a disk holds, and whether that is what an erase leaves."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from diagnostics.blockio.reader import Stretch
from diagnostics.erasure.verification.places import chance

Content = Literal["pattern", "constant", "periodic", "random", "mixed", "other"]

#: What is compared at once: fits a processor's cache, where comparing is several times as fast.
SLICE_BYTES = 128 * 1024
#: Longer periods could be somebody's records. Some Seagates leave ``33 CC 55 AA``.
LONGEST_PERIOD = 16
#: Randomness is judged on so many bytes.
PIECE_BYTES = 4096
#: Random bytes have no such run of zeros (once in 2^108 pieces); what programs write is full of it.
_NO_RANDOM = bytes(16)
#: Bits a byte below what random bytes have on average; text lies at 5, a program at 6.
_ENTROPY_SLACK = 0.15


class Judge(Protocol):
    def wrong(self, offset: int, data: memoryview, /) -> Iterator[Stretch]:
        """Where in ``data``, read at ``offset``, is what should not be there; whole blocks."""

    @property
    def content(self) -> Content:
        """What all that was judged well held, taken together."""


@dataclass(slots=True)
class PatternJudge:
    """After an overwrite: exactly what was written, and nothing else."""

    pattern: bytes
    block_bytes: int
    _expected: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self._expected = bytearray(self.pattern * (SLICE_BYTES // len(self.pattern)))

    @property
    def content(self) -> Content:
        return "pattern"

    def wrong(self, offset: int, data: memoryview, /) -> Iterator[Stretch]:
        for start in range(0, len(data), SLICE_BYTES):
            part = data[start : start + SLICE_BYTES]
            if not self._is_expected(part):
                yield from self._blocks(offset + start, part)

    def _blocks(self, offset: int, part: memoryview) -> Iterator[Stretch]:
        block = self.block_bytes
        for start in range(0, len(part), block):
            if not self._is_expected(part[start : start + block]):
                yield offset + start, block

    def _is_expected(self, part: memoryview) -> bool:
        if len(part) == SLICE_BYTES:
            return self._expected == part  # a bytearray on the left compares without a copy
        return self._expected[: len(part)] == part


@dataclass(slots=True)
class FirmwareJudge:
    """After a firmware erase: one byte or a short unit again and again.

    After a crypto erase also what looks random; whether that is another than before, only what is
    known from before can tell (``canaries``).
    """

    block_bytes: int
    crypto: bool = False
    #: What begins each planted block: nowhere may it be found.
    marker: bytes | None = None
    seed: str = ""
    #: Where the marker was met.
    markers: list[int] = field(default_factory=list)
    _seen: set[Content] = field(init=False, default_factory=set)
    _lately: bytearray = field(init=False, default_factory=bytearray)

    @property
    def content(self) -> Content:
        if len(self._seen) > 1:
            return "mixed"
        return next(iter(self._seen), "other")

    def wrong(self, offset: int, data: memoryview, /) -> Iterator[Stretch]:
        for start in range(0, len(data), SLICE_BYTES):
            part = data[start : start + SLICE_BYTES]
            # As the last one, nearly always: that costs one comparison.
            if len(part) == len(self._lately) and self._lately == part:
                continue
            yield from self._slice(offset + start, bytes(part))

    def _slice(self, offset: int, part: bytes) -> Iterator[Stretch]:
        if self._is_regular(part):
            self._lately = bytearray(part)
        elif (found := self._marker_in(part)) is not None:
            self.markers.append(offset + found)
            yield from self._pieces(offset, part)
        elif not (self.crypto and self._looks_random(offset, part)):
            yield from self._pieces(offset, part)

    def _pieces(self, offset: int, part: bytes) -> Iterator[Stretch]:
        size = max(PIECE_BYTES, self.block_bytes) if self.crypto else self.block_bytes
        for start in range(0, len(part), size):
            piece = part[start : start + size]
            if self._marker_in(piece) is not None or not self._is_erased(piece):
                yield offset + start, len(piece)

    def _is_erased(self, piece: bytes) -> bool:
        if self._is_regular(piece):
            return True
        if self.crypto and is_random(piece):
            self._seen.add("random")
            return True
        return False

    def _is_regular(self, part: bytes) -> bool:
        if not (found := period(part)):
            return False
        self._seen.add("constant" if found == 1 else "periodic")
        return True

    def _looks_random(self, offset: int, part: bytes) -> bool:
        """By one piece of it, chosen by the seed: counting each byte would take hours."""
        if _NO_RANDOM in part or len(part) < SLICE_BYTES:
            return False
        start = chance(self.seed, "piece", offset) % (len(part) // PIECE_BYTES) * PIECE_BYTES
        if not is_random(part[start : start + PIECE_BYTES]):
            return False
        self._seen.add("random")
        return True

    def _marker_in(self, part: bytes) -> int | None:
        found = part.find(self.marker) if self.marker else -1
        return None if found < 0 else found


def period(data: bytes) -> int | None:
    """The smallest unit in bytes, ``LONGEST_PERIOD`` at most, that ``data`` repeats."""
    for unit in range(1, LONGEST_PERIOD + 1):
        if (
            len(data) >= 2 * unit
            and data.startswith(data[unit : unit + 16])
            and (data[unit:] == data[:-unit])
        ):
            return unit
    return None


def is_random(piece: bytes) -> bool:
    """By the entropy of its bytes: as high as that of random bytes of this length.

    Of n random bytes it is 8 - 255 / (2 n ln 2) on average (Miller 1955), from some hundreds on.
    """
    if _NO_RANDOM in piece:
        return False
    average = 8 - 255 / (2 * len(piece) * math.log(2))
    return entropy(piece) >= average - _ENTROPY_SLACK


def entropy(piece: bytes) -> float:
    """Shannon's, in bits a byte."""
    total = len(piece)
    return -sum(n / total * math.log2(n / total) for n in Counter(piece).values())
