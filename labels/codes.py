"""The two codes on a label: Code 128 in set C, and a QR code version 1, level Q.

Both hold digits (the ten of a tag, the sixteen of a card) and nothing else, and come as modules
(True is dark), without quiet zone.
Who draws them gives each module a whole number of the printer's dots: a bar that a printer rounds
is a bar that a scanner misreads.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

import segno
from barcode.charsets import code128

_SYMBOL, _STOP = 11, 13
"""Modules of a start, a pair of digits or a checksum; and of a stop."""


def bars_modules(digits: int) -> int:
    """Return how many modules so many digits (an even number) take as bars."""
    return _SYMBOL * (2 + digits // 2) + _STOP


BARS_MODULES = bars_modules(10)
"""Of a tag: start, five digit pairs and checksum of 11 modules each, and a stop of 13."""
BARS_QUIET = 10
"""White modules left and right of the bars: with them, a tag's 110, 27.5 mm at 0.25 mm each."""

QR_MODULES = 21
QR_QUIET = 4
"""White modules on all four sides of the QR code."""

MIN_DOTS = 2
"""Dots a module, at the least: 0.25 mm at 203 dpi, 0.169 mm at 300 dpi."""

_CHECKSUM_MODULUS = 103


@lru_cache(maxsize=256)
def bars(digits: str) -> tuple[bool, ...]:
    """Return the modules of `digits` (an even number of them) in Code 128, set C only.

    Composed from python-barcode's tables rather than by its Code128 class, which drops the first
    pair of a code that starts with 99 (WhyNotHugo/python-barcode#251): one tag in a hundred.
    """
    values = [code128.START_CODES["C"], *_pairs(digits)]
    values.append(_checksum(values))
    pattern = "".join(code128.CODES[value] for value in values) + code128.STOP + "11"
    return tuple(module == "1" for module in pattern)


@lru_cache(maxsize=256)
def qr(digits: str) -> tuple[tuple[bool, ...], ...]:
    """Return the 21 rows of 21 modules of `digits` as a QR code, version 1, level Q."""
    code = segno.make(digits, version=1, error="q", mode="numeric", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def runs(modules: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give each run of dark modules as (first module, how many)."""
    start = 0
    for dark, run in groupby(modules):
        length = len(list(run))
        if dark:
            yield start, length
        start += length


def _pairs(digits: str) -> list[int]:
    return [int(digits[i : i + 2]) for i in range(0, len(digits), 2)]


def _checksum(values: list[int]) -> int:
    weighted = sum(place * value for place, value in enumerate(values))
    return (weighted + values[0]) % _CHECKSUM_MODULUS
