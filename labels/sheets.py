"""Labels as PDF: sheets of them, used sheets too, or one a page for a roll.

The same input gives the same bytes, so a sheet can be printed again, and compared. Everything lies
on the dots of the printer it is made for: 300 dpi suits 300, 600 and 1200.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import groupby

from reportlab.pdfgen.canvas import Canvas

from labels import codes, lettering
from labels.elements import Bars, Box, Content, Element, Frame, Layout, Qr, Text
from labels.layout import lay_out
from labels.sizes import MM_PER_INCH, Sheet
from labels.words import N_

POINTS_PER_INCH = 72
RESOLUTIONS = (203, 300)
"""Dots per inch for which labels are tried; other resolutions work as well."""


class BadStart(ValueError):
    """The first label to use is not on the sheet. `message` is screen text."""

    message = N_(
        "Dit etiket staat niet op het blad. Tel van links naar rechts, rij na rij, vanaf 1."
    )

    def __init__(self, start: int, count: int) -> None:
        super().__init__(self.message)
        self.start, self.count = start, count


def pdf(
    labels: Sequence[Content], sheet: Sheet, *, start: int = 1, dpi: int = 300, title: str = ""
) -> bytes:
    """Return the labels as PDF, the first on label `start` (from 1) of the first page.

    Raises BadStart when the sheet has no such label, BadSize when nothing fits on its labels.
    """
    if not 1 <= start <= sheet.count:
        raise BadStart(start, sheet.count)
    file = BytesIO()
    width, height = sheet.page
    canvas = Canvas(file, pagesize=(_points(width), _points(height)), invariant=1)
    canvas.setTitle(lettering.printable(title))
    placed = enumerate(labels, start=start - 1)
    for _, page in groupby(placed, key=lambda item: item[0] // sheet.count):
        _draw_page(canvas, sheet, page, dpi)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw_page(
    canvas: Canvas, sheet: Sheet, labels: Iterable[tuple[int, Content]], dpi: int
) -> None:
    for place, content in labels:
        layout = lay_out(content, sheet.label, dpi)
        canvas.saveState()
        _go_to(canvas, sheet, place % sheet.count, layout)
        for element in layout.elements:
            _draw(canvas, element)
        canvas.restoreState()


def _go_to(canvas: Canvas, sheet: Sheet, index: int, layout: Layout) -> None:
    """Make one unit of the canvas one dot, with y downwards from the label's corner.

    The corner moves to the nearest dot of the page, whose first dot is at its top left.
    """
    dot = POINTS_PER_INCH / layout.dpi
    x, y = (round(side / MM_PER_INCH * layout.dpi) for side in sheet.corner(index))
    canvas.translate(x * dot, _points(sheet.page[1]) - y * dot)
    canvas.scale(dot, -dot)
    if sheet.turned:
        canvas.translate(layout.height, 0)
        canvas.rotate(90)


def _draw(canvas: Canvas, element: Element) -> None:
    match element:
        case Text():
            _draw_text(canvas, element)
        case Frame():
            _draw_frame(canvas, element)
        case Bars():
            height = element.box.height
            _fill(canvas, element.box, [codes.bars(element.digits)], (element.module, height))
        case Qr():
            size = (element.module, element.module)
            _fill(canvas, element.box, codes.qr(element.digits), size)


def _draw_text(canvas: Canvas, text: Text) -> None:
    lettering.font(text.font)
    x, baseline = lettering.baseline(text)
    canvas.saveState()
    canvas.translate(x, baseline)
    canvas.scale(1, -1)
    canvas.setFont(text.font, text.size)
    canvas.drawString(0, 0, text.text)
    canvas.restoreState()


def _draw_frame(canvas: Canvas, frame: Frame) -> None:
    box, half = frame.box, frame.stroke / 2
    canvas.setLineWidth(frame.stroke)
    width, height = box.width - frame.stroke, box.height - frame.stroke
    canvas.roundRect(box.x + half, box.y + half, width, height, box.height * 0.16)


def _fill(
    canvas: Canvas, box: Box, rows: Iterable[Sequence[bool]], module: tuple[int, int]
) -> None:
    # One path for the whole code: separate rectangles show hairlines between them in some viewers.
    width, height = module
    path = canvas.beginPath()
    for row, modules in enumerate(rows):
        for start, length in codes.runs(modules):
            y = box.y + row * height
            path.rect(box.x + start * width, y, length * width, height)
    canvas.drawPath(path, stroke=0, fill=1)


def _points(millimetres: float) -> float:
    return millimetres / MM_PER_INCH * POINTS_PER_INCH
