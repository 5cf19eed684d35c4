"""Labels and codes as SVG to stand inside a page.

Presentation attributes only, no `style`, so a strict content security policy lets it through.
Sizes are in user units; the page's own style sheet says how big it is shown.
"""

from collections.abc import Sequence
from functools import singledispatch
from xml.sax.saxutils import escape, quoteattr

from labels import codes, lettering
from labels.elements import Bars, Box, Content, Frame, Qr, Text
from labels.layout import lay_out
from labels.sizes import Sheet

PREVIEW_DPI = 300


def label_svg(content: Content, sheet: Sheet) -> str:
    """Return a preview of one label as it will be printed; raises BadSize when nothing fits."""
    layout = lay_out(content, sheet.label, PREVIEW_DPI)
    drawn = "".join(map(_draw, layout.elements))
    return _svg(layout.width, layout.height, " · ".join((content.plate, *content.lines)), drawn)


def _svg(width: int, height: int, name: str, drawn: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f"aria-label={quoteattr(lettering.printable(name))}>"
        f'<rect width="{width}" height="{height}" fill="#fff"/>{drawn}</svg>'
    )


@singledispatch
def _draw(element: object) -> str:
    raise TypeError(element)


@_draw.register
def _text(text: Text) -> str:
    # textLength: the reader's browser may have another font, and the text still fits.
    x, baseline = lettering.baseline(text)
    weight = "bold" if text.font == lettering.BOLD else "normal"
    length = lettering.width(text.text, text.font, text.size)
    return (
        f'<text x="{x:.1f}" y="{baseline:.1f}" font-size="{text.size:.1f}" font-weight="{weight}" '
        f'font-family="Verdana, DejaVu Sans, sans-serif" textLength="{length:.1f}" '
        f'lengthAdjust="spacingAndGlyphs">{escape(text.text)}</text>'
    )


@_draw.register
def _frame(frame: Frame) -> str:
    box, half = frame.box, frame.stroke / 2
    return (
        f'<rect x="{box.x + half}" y="{box.y + half}" width="{box.width - frame.stroke}" '
        f'height="{box.height - frame.stroke}" rx="{box.height * 0.16:.1f}" fill="none" '
        f'stroke="#000" stroke-width="{frame.stroke}"/>'
    )


@_draw.register
def _bars(bars: Bars) -> str:
    return _path(bars.box, [codes.bars(bars.digits)], (bars.module, bars.box.height))


@_draw.register
def _qr(qr: Qr) -> str:
    return _path(qr.box, codes.qr(qr.digits), (qr.module, qr.module))


def _path(box: Box, rows: Sequence[Sequence[bool]], module: tuple[int, int]) -> str:
    width, height = module
    moves = [
        f"M{box.x + start * width} {box.y + row * height}"
        f"h{length * width}v{height}h-{length * width}z"
        for row, modules in enumerate(rows)
        for start, length in codes.runs(modules)
    ]
    return f'<path fill="#000" shape-rendering="crispEdges" d="{"".join(moves)}"/>'
