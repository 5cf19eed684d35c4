"""The red label of a disk that has to be destroyed: it stands out from every other label.

One label a page of 100 × 62 mm, for a roll or cut from a sheet; red at the top, and in words what
it is, so that it is understood on a printer without red too.
"""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.colors import HexColor, white
from reportlab.pdfgen.canvas import Canvas

from labels import lettering
from labels.sizes import MM_PER_INCH

WIDTH_MM, HEIGHT_MM = 100.0, 62.0
RED = "#a4262c"
_POINT = 72 / MM_PER_INCH
_MARGIN_MM, _BAND_MM, _LINE_MM = 5.0, 24.0, 9.0


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """``title`` in white on red, three ``lines`` at most under it; same input, same bytes."""
    file = BytesIO()
    size = (WIDTH_MM * _POINT, HEIGHT_MM * _POINT)
    canvas = Canvas(file, pagesize=size, invariant=1)
    canvas.setTitle(lettering.printable(title))
    canvas.setStrokeColor(HexColor(RED))
    canvas.setLineWidth(2 * _POINT)
    canvas.rect(_POINT, _POINT, size[0] - 2 * _POINT, size[1] - 2 * _POINT)
    canvas.setFillColor(HexColor(RED))
    canvas.rect(0, size[1] - _BAND_MM * _POINT, size[0], _BAND_MM * _POINT, stroke=0, fill=1)
    canvas.setFillColor(white)
    _write(canvas, title, lettering.BOLD, 12.0, HEIGHT_MM - 16.5)
    canvas.setFillColor(HexColor("#000000"))
    for number, line in enumerate([line for line in lines if line][:3]):
        top = HEIGHT_MM - _BAND_MM - 8.0 - number * _LINE_MM
        _write(canvas, line, lettering.BOLD if number == 1 else lettering.PLAIN, 6.0, top)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _write(canvas: Canvas, text: str, font: str, size_mm: float, baseline_mm: float) -> None:
    room = (WIDTH_MM - 2 * _MARGIN_MM) * _POINT
    said, size = lettering.fit(lettering.printable(text), font, size_mm * _POINT, room)
    lettering.font(font)
    canvas.setFont(font, size)
    canvas.drawString(_MARGIN_MM * _POINT, baseline_mm * _POINT, said)
