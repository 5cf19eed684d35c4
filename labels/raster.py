"""A label as a picture of black and white dots, for printers that are sent pictures."""

from functools import cache, singledispatch

from PIL import Image, ImageDraw, ImageFont

from labels import codes, lettering
from labels.elements import Bars, Content, Frame, Qr, Text
from labels.layout import lay_out
from labels.sizes import Label

_WHITE, _BLACK = 255, 0


def picture(content: Content, label: Label, dpi: int) -> Image.Image:
    """Return the label in shades of grey, a pixel a dot; raises BadSize when nothing fits.

    Codes and frames are black on white to the dot; only letters have grey edges.
    """
    layout = lay_out(content, label, dpi)
    page = Image.new("L", (layout.width, layout.height), _WHITE)
    canvas = ImageDraw.Draw(page)
    for element in layout.elements:
        _draw(element, canvas)
    return page


@singledispatch
def _draw(element: object, _canvas: ImageDraw.ImageDraw) -> None:
    raise TypeError(element)


@_draw.register
def _text(text: Text, canvas: ImageDraw.ImageDraw) -> None:
    x, baseline = lettering.baseline(text)
    canvas.text(
        (x, baseline), text.text, font=_font(text.font, text.size), fill=_BLACK, anchor="ls"
    )


@_draw.register
def _frame(frame: Frame, canvas: ImageDraw.ImageDraw) -> None:
    box = frame.box
    canvas.rounded_rectangle(
        (box.x, box.y, box.right - 1, box.bottom - 1),
        radius=box.height * 0.16,
        outline=_BLACK,
        width=frame.stroke,
    )


@_draw.register
def _bars(bars: Bars, canvas: ImageDraw.ImageDraw) -> None:
    for start, length in codes.runs(codes.bars(bars.digits)):
        left = bars.box.x + start * bars.module
        right = left + length * bars.module - 1
        canvas.rectangle((left, bars.box.y, right, bars.box.bottom - 1), fill=_BLACK)


@_draw.register
def _qr(qr: Qr, canvas: ImageDraw.ImageDraw) -> None:
    for number, row in enumerate(codes.qr(qr.digits)):
        top = qr.box.y + number * qr.module
        for start, length in codes.runs(row):
            left = qr.box.x + start * qr.module
            right = left + length * qr.module - 1
            canvas.rectangle((left, top, right, top + qr.module - 1), fill=_BLACK)


@cache
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    """The same font as in a PDF: the one that reportlab ships."""
    return ImageFont.truetype(str(lettering.font(name).face.filename), size)
