"""Where everything goes on a label of any size: three designs, the first that fits is taken.

A label is laid out once for its size and resolution; `sheets`, `screen` and `printers` only draw
the outcome. The tag is the biggest thing on it. All quiet zones lie on the label itself, so that a
neighbour or the edge of the backing paper never spoils a code.
"""

from collections.abc import Iterator
from itertools import product
from math import ceil

from labels import lettering
from labels.codes import BARS_QUIET, QR_MODULES, QR_QUIET, bars_modules
from labels.elements import Box, Content, Element, Frame, Layout, Text
from labels.paper import Paper, bars_at, qr_at
from labels.sizes import BadSize, Label
from labels.tags import format_tag

MAX_BARS_MM = 0.51
MAX_QR_MM = 1.0
GOOD_BARS_MM = 0.24
"""A module that any hand scanner reads. Beyond it, room is better spent on the QR code."""
WIDE_MM = 50.0
"""On narrower labels the digits need the whole width to be the biggest thing."""

LINE_MM = 3.4
SMALL_LINE_MM = 2.3
LEADING = 1.35
GAP_MM = 1.2
STROKE_MM = 0.3
MIN_BARS_MM = 4.5
MIN_DIGITS_MM = 1.8
MAX_BARS_HEIGHT_MM = 20.0

PLATE_EMS = 8.4
"""A plate's width: 7.66 em of bold digits and two spaces, and some air."""
PLATE_HEIGHT_EMS = 1.3


def device(tag: str, *lines: str) -> Content:
    """Return what a device's label says: its tag and up to two lines, made printable."""
    shown = tuple(line for line in map(lettering.printable, lines) if line)
    return Content(tag, format_tag(tag), shown[:2])


def blank(tag: str) -> Content:
    """Return what a tag says that is printed before there is a device to stick it on."""
    return device(tag)


def named(code: str, name: str, *lines: str) -> Content:
    """Return what the label of a place or of a sort of part says: its name stands in the plate.

    `code`: the digits of its card (`modecards.code`).
    """
    shown = tuple(line for line in map(lettering.printable, lines) if line)
    return Content(code, lettering.printable(name), shown[:2])


def lay_out(content: Content, label: Label, dpi: int) -> Layout:
    """Lay out a label in the first design that fits it; raises BadSize when none does."""
    paper = Paper(label, dpi)
    for design in (_wide, _compact, _small):
        elements = design(content, paper)
        if elements:
            return Layout(paper.width, paper.height, dpi, elements)
    raise BadSize(label.width, label.height)


def _wide(content: Content, paper: Paper) -> tuple[Element, ...]:
    """Plate, lines and bars under each other at the left; the QR code at the right."""
    if paper.width < paper.dots(WIDE_MM):
        return ()
    for qr_module, module in product(paper.modules(MAX_QR_MM), paper.modules(MAX_BARS_MM)):
        side = qr_module * QR_MODULES
        qr = qr_at(
            paper.width - paper.side(qr_module * QR_QUIET) - side,
            (paper.height - side) // 2,
            qr_module,
            content.digits,
        )
        left = paper.side(module * BARS_QUIET)
        end = (
            left
            + module * bars_modules(len(content.digits))
            + max(module * BARS_QUIET, qr_module * QR_QUIET)
        )
        if end <= qr.box.x and _is_modest(qr.box, paper, qr_module):
            room = Box(
                left,
                paper.margin_y,
                qr.box.x - qr_module * QR_QUIET - left,
                paper.height - 2 * paper.margin_y,
            )
            column = _column(content, paper, room, module)
            return (*column, qr) if column else ()
    return ()


def _is_modest(qr: Box, paper: Paper, module: int) -> bool:
    fits = qr.y >= paper.end(module * QR_QUIET)
    return fits and qr.width <= 0.62 * paper.height and qr.width <= 0.26 * paper.width


def _column(content: Content, paper: Paper, room: Box, module: int) -> tuple[Element, ...]:
    plate = _plate(content, paper, room, share=0.42 if content.lines else 0.55)
    size = min(paper.dots(LINE_MM), room.height * 0.12)
    below = _below(plate[0].box, room, paper.dots(GAP_MM))
    lines = _lines(content.lines, below, size)
    rest = _below(lines[-1].box, room, paper.dots(GAP_MM)) if lines else below
    height = min(rest.height, paper.dots(MAX_BARS_HEIGHT_MM))
    if height < paper.dots(MIN_BARS_MM):
        return ()
    return (*plate, *lines, bars_at(rest.x, rest.y, height, module, content.digits))


def _compact(content: Content, paper: Paper) -> tuple[Element, ...]:
    """The plate over the whole width; under it the QR code at the left, the bars at the right."""
    plate = _plate(content, paper, _inside(paper), share=0.31)
    candidates = [
        (min(module, ceil(paper.exact(GOOD_BARS_MM))), qr_module, module)
        for qr_module, module in product(paper.modules(MAX_QR_MM), paper.modules(MAX_BARS_MM))
        if _stand_side_by_side(plate[0].box, paper, qr_module, module, len(content.digits))
    ]
    if not candidates:
        return ()
    _, qr_module, module = max(candidates)
    return (*plate, *_code_row(content, paper, plate[0].box, qr_module, module))


def _stand_side_by_side(plate: Box, paper: Paper, qr_module: int, module: int, digits: int) -> bool:
    qr_quiet, quiet = qr_module * QR_QUIET, module * BARS_QUIET
    across = paper.side(qr_quiet) + qr_module * QR_MODULES + max(qr_quiet, quiet)
    across += module * bars_modules(digits) + paper.side(quiet)
    down = plate.bottom + qr_quiet + qr_module * QR_MODULES + paper.end(qr_quiet)
    tall_enough = paper.height - paper.margin_y - plate.bottom - paper.dots(GAP_MM)
    return across <= paper.width and down <= paper.height and tall_enough >= paper.dots(MIN_BARS_MM)


def _code_row(
    content: Content, paper: Paper, plate: Box, qr_module: int, module: int
) -> Iterator[Element]:
    quiet = qr_module * QR_QUIET
    top, bottom = plate.bottom + quiet, paper.height - paper.end(quiet)
    side = qr_module * QR_MODULES
    qr = qr_at(paper.side(quiet), (top + bottom - side) // 2, qr_module, content.digits)
    yield qr
    x = paper.width - paper.side(module * BARS_QUIET) - module * bars_modules(len(content.digits))
    room = _below(plate, _inside(paper), paper.dots(GAP_MM))
    size = min(paper.dots(SMALL_LINE_MM), plate.height / PLATE_HEIGHT_EMS * 0.7)
    line = int(size * LEADING)
    with_line = bool(content.lines) and room.height - line >= paper.dots(MIN_BARS_MM)
    height = min(room.height - line * with_line, paper.dots(MAX_BARS_HEIGHT_MM))
    yield bars_at(x, room.y, height, module, content.digits)
    if with_line:
        under = Box(x, room.bottom - line, paper.width - paper.margin_x - x, line)
        yield from _lines(content.lines[:1], under, size)


def _small(content: Content, paper: Paper) -> tuple[Element, ...]:
    """The plate and, under it, the QR code alone."""
    plate = _plate(content, paper, _inside(paper), share=0.3)
    if plate[1].size < paper.dots(MIN_DIGITS_MM):
        return ()
    for module in paper.modules(MAX_QR_MM):
        side, quiet = module * QR_MODULES, module * QR_QUIET
        top, bottom = plate[0].box.bottom + quiet, paper.height - paper.end(quiet)
        if top + side <= bottom and side + 2 * paper.side(quiet) <= paper.width:
            x, y = (paper.width - side) // 2, (top + bottom - side) // 2
            return (*plate, qr_at(x, y, module, content.digits))
    return ()


def _plate(content: Content, paper: Paper, room: Box, share: float) -> tuple[Frame, Text]:
    em = min(room.width / PLATE_EMS, room.height * share / PLATE_HEIGHT_EMS)
    box = Box(room.x, room.y, int(em * PLATE_EMS), int(em * PLATE_HEIGHT_EMS))
    stroke = max(paper.dots(STROKE_MM), 1)
    text, size = lettering.fit(content.plate, lettering.BOLD, em, box.width - 4 * stroke)
    return Frame(box, stroke), Text(box, text, lettering.BOLD, size, centred=True)


def _lines(lines: tuple[str, ...], room: Box, size: float) -> tuple[Text, ...]:
    """Set the first line bold, the others plain; each no wider than `room`."""
    height = int(size * LEADING)
    set_lines = []
    for place, line in enumerate(lines):
        name = lettering.PLAIN if place else lettering.BOLD
        text, fitted = lettering.fit(line, name, size, room.width)
        box = Box(room.x, room.y + place * height, room.width, height)
        set_lines.append(Text(box, text, name, fitted))
    return tuple(set_lines)


def _inside(paper: Paper) -> Box:
    width, height = paper.width - 2 * paper.margin_x, paper.height - 2 * paper.margin_y
    return Box(paper.margin_x, paper.margin_y, width, height)


def _below(above: Box, room: Box, gap: int) -> Box:
    y = above.bottom + gap
    return Box(room.x, y, room.width, room.bottom - y)
