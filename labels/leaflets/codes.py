"""The two codes of a tag, in points, each module a whole number of dots at 300 and 600 dpi."""

from collections.abc import Iterable, Sequence

from reportlab.pdfgen.canvas import Canvas

from labels import codes

_DOT = 72 / 300
_BAR, _SQUARE = 5 * _DOT, 10 * _DOT

#: With their quiet zones.
BARS_WIDTH = (codes.BARS_MODULES + 2 * codes.BARS_QUIET) * _BAR
QR_QUIET = codes.QR_QUIET * _SQUARE
QR_SIDE = (codes.QR_MODULES + 2 * codes.QR_QUIET) * _SQUARE


def draw_bars(canvas: Canvas, digits: str, x: float, y: float, height: float) -> None:
    """``x``, ``y``: the bottom left corner, quiet zone included."""
    left = x + codes.BARS_QUIET * _BAR
    _fill(canvas, [codes.bars(digits)], (left, y + height), (_BAR, height))


def draw_qr(canvas: Canvas, digits: str, x: float, y: float) -> None:
    corner = (x + QR_QUIET, y + QR_SIDE - QR_QUIET)
    _fill(canvas, codes.qr(digits), corner, (_SQUARE, _SQUARE))


def _fill(
    canvas: Canvas,
    rows: Iterable[Sequence[bool]],
    corner: tuple[float, float],
    module: tuple[float, float],
) -> None:
    """From the top left ``corner``, moved onto the nearest dot; one path, or viewers show seams."""
    left, top = (round(side / _DOT) * _DOT for side in corner)
    width, height = module
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        for start, length in codes.runs(row):
            path.rect(left + start * width, top - (down + 1) * height, length * width, height)
    canvas.setFillColor("#000000")
    canvas.drawPath(path, stroke=0, fill=1)
