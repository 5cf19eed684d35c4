"""Capitals and digits of five by seven points, to be read from two metres. Pure."""

import unicodedata

WIDTH, HEIGHT = 5, 7
#: Seven rows from the top, each five points as a hexadecimal number.
_SHAPES = {
    "0": "0E 11 11 11 11 11 0E",
    "1": "04 0C 04 04 04 04 0E",
    "2": "0E 11 01 06 08 10 1F",
    "3": "0E 11 01 06 01 11 0E",
    "4": "02 06 0A 12 1F 02 02",
    "5": "1F 10 1E 01 01 11 0E",
    "6": "06 08 10 1E 11 11 0E",
    "7": "1F 01 01 02 04 04 04",
    "8": "0E 11 11 0E 11 11 0E",
    "9": "0E 11 11 0F 01 02 0C",
    "A": "0E 11 11 1F 11 11 11",
    "B": "1E 11 11 1E 11 11 1E",
    "C": "0E 11 10 10 10 11 0E",
    "D": "1E 11 11 11 11 11 1E",
    "E": "1F 10 10 1E 10 10 1F",
    "F": "1F 10 10 1E 10 10 10",
    "G": "0E 11 10 17 11 11 0F",
    "H": "11 11 11 1F 11 11 11",
    "I": "0E 04 04 04 04 04 0E",
    "J": "07 02 02 02 02 12 0C",
    "K": "11 12 14 18 14 12 11",
    "L": "10 10 10 10 10 10 1F",
    "M": "11 1B 15 15 11 11 11",
    "N": "11 19 19 15 13 13 11",
    "O": "0E 11 11 11 11 11 0E",
    "P": "1E 11 11 1E 10 10 10",
    "Q": "0E 11 11 11 15 12 0D",
    "R": "1E 11 11 1E 14 12 11",
    "S": "0F 10 10 0E 01 01 1E",
    "T": "1F 04 04 04 04 04 04",
    "U": "11 11 11 11 11 11 0E",
    "V": "11 11 11 11 0A 0A 04",
    "W": "11 11 11 15 15 15 0A",
    "X": "11 11 0A 04 0A 11 11",
    "Y": "11 11 0A 04 04 04 04",
    "Z": "1F 01 02 04 08 10 1F",
    " ": "00 00 00 00 00 00 00",
    "-": "00 00 00 0E 00 00 00",
    "'": "04 04 08 00 00 00 00",
    ".": "00 00 00 00 00 0C 0C",
    ":": "00 0C 0C 00 0C 0C 00",
    "!": "04 04 04 04 04 00 04",
    "?": "0E 11 01 06 04 00 04",
    "%": "19 19 02 04 08 13 13",
}
#: A space between groups need not be as wide as a letter.
_NARROW = {" ": 3, "'": 4}


def drawn(text: str) -> list[list[bool]] | None:
    """``HEIGHT`` rows of points; None where a letter of ``text`` has no shape.

    Small letters are drawn as capitals, and accents left out.
    """
    shapes = [_points(letter) for letter in _plain(text)]
    known = [shape for shape in shapes if shape is not None]
    if len(known) < len(shapes) or not known:
        return None
    return [_spaced([shape[row] for shape in known]) for row in range(HEIGHT)]


def _spaced(parts: list[list[bool]]) -> list[bool]:
    """One empty point between letters, and none after the last."""
    row = [point for part in parts for point in (*part, False)]
    return row[:-1]


def _points(letter: str) -> list[list[bool]] | None:
    shape = _SHAPES.get(letter)
    if shape is None:
        return None
    width = _NARROW.get(letter, WIDTH)
    rows = [int(row, 16) for row in shape.split()]
    return [[bool(row >> (WIDTH - 1 - n) & 1) for n in range(width)] for row in rows]


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.upper())
    return "".join(part for part in parts if not unicodedata.combining(part))
