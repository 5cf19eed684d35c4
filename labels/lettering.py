"""The fonts on a label, and text that always fits: made printable, shrunk, then cut short.

Bitstream Vera comes with reportlab and is embedded, so a label looks the same on every printer. It
has the letters of western Europe; others are written with their plain letter or a question mark.
"""

import unicodedata
from functools import cache
from typing import cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from labels.elements import Text

PLAIN = "Vera"
BOLD = "VeraBd"

CAPITALS = 0.73
"""The height of a capital or a digit, in em."""

_ELLIPSIS = "…"
_UNKNOWN = "?"
_LONGEST = 200
_FORMATTING = "Mn", "Me", "Cf", "Cs"


@cache
def font(name: str) -> TTFont:
    """Return a font of reportlab's own, registered for drawing on first use."""
    pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    return cast(TTFont, pdfmetrics.getFont(name))


def width(text: str, name: str, size: float) -> float:
    """Return how wide `text` is, in the unit of `size`."""
    return float(font(name).stringWidth(text, size))


def printable(text: str) -> str:
    """Return `text` on one line, with nothing in it that a printer could not or should not take.

    Control characters become spaces, invisible ones go, and what the font lacks becomes its plain
    letter or a question mark. Empty when nothing is left.
    """
    composed = unicodedata.normalize("NFKC", text[:_LONGEST])
    return " ".join("".join(map(_printable, composed)).split())


def fit(text: str, name: str, size: float, room: float) -> tuple[str, float]:
    """Return `text` and the size to set it in, no wider than `room`.

    Shrinks to four fifths at most, then cuts the text short with an ellipsis.
    """
    for smaller in (1.0, 0.9, 0.8):
        if width(text, name, size * smaller) <= room:
            return text, size * smaller
    return _cut(text, name, size * 0.8, room), size * 0.8


def baseline(text: Text) -> tuple[float, float]:
    """Return where the text starts (x, y): its capitals in the middle of the box's height."""
    spare = text.box.width - width(text.text, text.font, text.size) if text.centred else 0.0
    return text.box.x + spare / 2, text.box.y + (text.box.height + CAPITALS * text.size) / 2


def _cut(text: str, name: str, size: float, room: float) -> str:
    for end in range(len(text) - 1, 0, -1):
        short = text[:end].rstrip() + _ELLIPSIS
        if width(short, name, size) <= room:
            return short
    return ""


@cache
def _printable(char: str) -> str:
    category = unicodedata.category(char)
    if category in _FORMATTING:
        return ""
    if category.startswith(("C", "Z")):
        return " "
    if _has(char):
        return char
    plain = unicodedata.normalize("NFKD", char)[0]
    return plain if _has(plain) else _UNKNOWN


def _has(char: str) -> bool:
    return all(ord(char) in font(name).face.charToGlyph for name in (PLAIN, BOLD))
