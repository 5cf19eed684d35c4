"""The drawings of the sheet, each in a square of 100 by 100 that is scaled to its place."""

from collections.abc import Callable

from reportlab.pdfgen.canvas import Canvas

from labels import lettering
from labels.lettering import BOLD

Picture = Callable[[Canvas], None]


def draw(  # noqa: PLR0917 - as the canvas itself: what, where, how large
    canvas: Canvas, picture: Picture, x: float, y: float, size: float, colour: str
) -> None:
    """``x``, ``y``: its bottom left corner."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size / 100, size / 100)
    canvas.setStrokeColor(colour)
    canvas.setFillColor(colour)
    canvas.setLineWidth(8)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    picture(canvas)
    canvas.restoreState()


def power(canvas: Canvas) -> None:
    """The mark on the button of nearly every machine: a ring, open at the top, and a bar."""
    canvas.arc(17, 12, 83, 78, 125, 290)
    canvas.line(50, 48, 50, 88)


def language(canvas: Canvas) -> None:
    """Two people's balloons."""
    _balloon(canvas, 4, 40, 56, 50, 18)
    lettering.font(BOLD)
    canvas.setFont(BOLD, 30)
    canvas.drawCentredString(32, 55, "A")
    canvas.saveState()
    canvas.setFillColor("#ffffff")
    canvas.roundRect(44, 18, 52, 44, 9, stroke=1, fill=1)
    canvas.restoreState()
    canvas.drawCentredString(70, 30, "é")


def person(canvas: Canvas) -> None:
    """Somebody, and the lock of their password."""
    canvas.circle(38, 72, 17)
    path = canvas.beginPath()
    path.moveTo(6, 14)
    path.curveTo(6, 46, 20, 46, 38, 46)
    path.curveTo(46, 46, 52, 45, 57, 43)
    canvas.drawPath(path)
    canvas.line(6, 14, 46, 14)
    canvas.roundRect(58, 8, 36, 28, 4, stroke=0, fill=1)
    canvas.arc(65, 22, 87, 50, 0, 180)
    canvas.line(65, 36, 65, 34)
    canvas.line(87, 36, 87, 34)


def wifi(canvas: Canvas) -> None:
    canvas.circle(50, 20, 7, stroke=0, fill=1)
    for radius in (24, 43, 62):
        canvas.arc(50 - radius, 20 - radius, 50 + radius, 20 + radius, 45, 90)


def programs(canvas: Canvas) -> None:
    """A screen with windows on it."""
    canvas.roundRect(6, 14, 88, 72, 8)
    canvas.line(6, 66, 94, 66)
    for x in (18, 32):
        canvas.circle(x, 76, 3, stroke=0, fill=1)
    for x, y in ((20, 42), (44, 42), (68, 42), (20, 22), (44, 22)):
        canvas.roundRect(x, y, 13, 13, 2, stroke=0, fill=1)


def charger(canvas: Canvas) -> None:
    """A plug with its cable."""
    canvas.line(36, 76, 36, 94)
    canvas.line(64, 76, 64, 94)
    path = canvas.beginPath()
    path.moveTo(22, 74)
    path.lineTo(78, 74)
    path.lineTo(78, 60)
    path.curveTo(78, 40, 66, 34, 50, 34)
    path.curveTo(34, 34, 22, 40, 22, 60)
    path.close()
    canvas.drawPath(path, stroke=1, fill=1)
    path = canvas.beginPath()
    path.moveTo(50, 34)
    path.curveTo(50, 8, 66, 6, 84, 8)
    canvas.drawPath(path)


def helper(canvas: Canvas) -> None:
    """Somebody who is asked something."""
    canvas.circle(32, 52, 15)
    path = canvas.beginPath()
    path.moveTo(4, 6)
    path.curveTo(4, 30, 18, 30, 32, 30)
    path.curveTo(46, 30, 60, 30, 60, 6)
    path.close()
    canvas.drawPath(path)
    canvas.circle(74, 74, 21, stroke=0, fill=1)
    lettering.font(BOLD)
    canvas.setFillColor("#ffffff")
    canvas.setFont(BOLD, 34)
    canvas.drawCentredString(74, 62, "?")


def laptop(canvas: Canvas) -> None:
    canvas.roundRect(18, 32, 64, 48, 5)
    canvas.roundRect(4, 18, 92, 8, 3, stroke=1, fill=1)


def computer(canvas: Canvas) -> None:
    canvas.roundRect(8, 34, 84, 54, 5)
    canvas.line(50, 34, 50, 16)
    canvas.line(28, 14, 72, 14)


def _balloon(  # noqa: PLR0917 - a box and its tail
    canvas: Canvas, x: float, y: float, width: float, height: float, tail: float
) -> None:
    canvas.roundRect(x, y, width, height, 9)
    path = canvas.beginPath()
    path.moveTo(x + 12, y)
    path.lineTo(x + 12, y - tail)
    path.lineTo(x + 12 + tail, y)
    canvas.drawPath(path, stroke=1, fill=1)
