"""A badge to sign in with at a bench: as large as a bank card, to print, cut out and laminate.

Its code is 26 random digits, 86 bits: as Code 128 set C 49.5 mm wide, and as a QR code of the same
version and level as that of a tag. Digits alone, so that a scanner set to another keyboard can be
understood; and no tag, IMEI or EAN has so many.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from labels import codes, lettering, tags
from labels.certificates.blocks import INK, LEAD, LINE, QUIET, write
from labels.lettering import BOLD, PLAIN

DIGITS = 26
_MM = 72 / 25.4
WIDTH, HEIGHT = 85.6 * _MM, 54 * _MM
_DOT = 72 / 300
_BAR, _SQUARE = 3 * _DOT, 9 * _DOT
_MARGIN = 5 * _MM
_QR_SIDE = (codes.QR_MODULES + 2 * codes.QR_QUIET) * _SQUARE
_BARS_HEIGHT = 11 * _MM


@dataclass(frozen=True, kw_only=True)
class Badge:
    """``words``: one sentence of what to do with it, in the language of whoever bears it."""

    code: str
    name: str
    organisation: str
    words: str = ""


def new() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def read(text: str) -> str | None:
    """The code in ``text`` as a scanner typed it; None where it is no badge."""
    digits = tags.as_digits(text[:200])
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None


def pdf(badge: Badge, language: str) -> bytes:
    """One page of the size of the card. The same content gives the same bytes."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=1, lang=language)
    canvas.setTitle(
        f"{lettering.printable(badge.name)} · {lettering.printable(badge.organisation)}"
    )
    _frame(canvas)
    _words(canvas, badge)
    _draw(canvas, codes.qr(badge.code), (WIDTH - _QR_SIDE - 2 * _MM, HEIGHT - 3 * _MM), _SQUARE)
    _bars(canvas, badge.code)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _frame(canvas: Canvas) -> None:
    """To cut along."""
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.roundRect(0.5, 0.5, WIDTH - 1, HEIGHT - 1, 3 * _MM)


def _words(canvas: Canvas, badge: Badge) -> None:
    room = WIDTH - _QR_SIDE - _MARGIN - 2 * _MM
    told = (
        (lettering.printable(badge.organisation), BOLD, 9.0, LEAD, 9.5),
        (lettering.printable(badge.name), BOLD, 17.0, INK, 18.5),
        (lettering.printable(badge.words), PLAIN, 8.0, QUIET, 25.0),
    )
    for text, font, size, colour, down in told:
        fitted, smaller = lettering.fit(text, font, size, room)
        write(canvas, _MARGIN, HEIGHT - down * _MM, fitted, font, smaller, colour)


def _bars(canvas: Canvas, code: str) -> None:
    modules = codes.bars(code)
    left = (WIDTH - len(modules) * _BAR) / 2
    top = _MARGIN + _BARS_HEIGHT
    _draw(canvas, [modules], (left, top), _BAR, height=_BARS_HEIGHT, quiet=0)


def _draw(
    canvas: Canvas,
    rows: Iterable[Sequence[bool]],
    corner: tuple[float, float],
    module: float,
    *,
    height: float | None = None,
    quiet: int = codes.QR_QUIET,
) -> None:
    """From the top left ``corner``, quiet zone included, on whole dots; one path, without seams."""
    left, top = (round(side / _DOT) * _DOT for side in corner)
    left, top, tall = left + quiet * module, top - quiet * module, height or module
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        for start, length in codes.runs(row):
            path.rect(left + start * module, top - (down + 1) * tall, length * module, tall)
    canvas.setFillColor("#000000")
    canvas.drawPath(path, stroke=0, fill=1)
