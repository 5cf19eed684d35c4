"""Mode cards: laminated codes that say what is sorted now, and where it is put.

A card's code is sixteen digits: `9797`, one digit for what it chooses, nine for which, two check
digits as those of a tag. Nothing else that is scanned at the door looks like it: a tag has ten
digits, an EAN thirteen, an IMEI fifteen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from labels import codes, lettering, tags

KIND, ARTICLE, SCRAP, PLACE = 1, 2, 3, 4
#: No card, but the label of a disk that lies loose.
DISK = 5
_PREFIX = "9797"
_DIGITS = 16
_COLUMNS, _ROWS = 2, 4
_MARGIN = 12 * mm
_WIDTH = (A4[0] - 2 * _MARGIN) / _COLUMNS
_HEIGHT = (A4[1] - 2 * _MARGIN) / _ROWS
#: Whole dots at 300 dpi, which 600 and 1200 take as well.
_DOT = 72 / 300
_MODULE = 4 * _DOT
_QR_MODULE = 14 * _DOT
_QR = (codes.QR_MODULES + 2 * codes.QR_QUIET) * _QR_MODULE
_BARS_HEIGHT = 14 * mm
_PICTURE = 20 * mm
#: Points, of a name on one line: it is read from where the pile stands.
_SMALLEST = 18.0

#: Boxes of a picture on a grid of 24 by 24: x, y, width, height from its top left, and rounding.
_Shape = tuple[float, float, float, float, float]
PICTURES: dict[str, Sequence[_Shape]] = {
    "laptop": ((4, 5, 16, 11, 1), (1, 17, 22, 2.5, 1)),
    "desktop": ((7, 2, 10, 20, 1), (9.5, 5, 5, 1, 0), (9.5, 8, 5, 1, 0)),
    "all_in_one": ((2, 3, 20, 14, 1), (8, 19, 8, 2, 0.5)),
    "tablet": ((5, 2, 14, 20, 2), (11, 19, 2, 1, 0.5)),
    "smartphone": ((7, 2, 10, 20, 2), (11, 19, 2, 1, 0.5)),
    "screen": ((2, 4, 20, 13, 1), (11, 17, 2, 3, 0), (7, 20, 10, 1.5, 0)),
    "other": ((3, 7, 18, 14, 1), (3, 3, 18, 4, 1)),
    "article": ((8, 9, 8, 8, 1.5), (9, 4, 2, 5, 0), (13, 4, 2, 5, 0), (11, 17, 2, 5, 0)),
    "bag": ((3, 8, 18, 13, 2), (8, 3, 8, 5, 2)),
    "mouse": ((7, 3, 10, 18, 5), (11.5, 6, 1, 4, 0.5)),
    "headset": ((4, 11, 4, 8, 1.5), (16, 11, 4, 8, 1.5), (5, 4, 14, 7, 3.5)),
    "memory": ((1, 8, 22, 9, 0.5), (4, 10, 3, 4, 0), (10.5, 10, 3, 4, 0), (17, 10, 3, 4, 0)),
    "disk": ((4, 3, 16, 18, 1.5), (8, 6, 8, 8, 4)),
    "battery": ((2, 8, 18, 9, 1), (20, 11, 2, 3, 0), (4.5, 10, 4, 5, 0)),
    "keyboard": (
        (1, 7, 22, 11, 1),
        (4, 10, 2, 2, 0),
        (11, 10, 2, 2, 0),
        (18, 10, 2, 2, 0),
        (6, 14, 12, 1.5, 0),
    ),
    "fan": ((3, 3, 18, 18, 1.5), (6, 6, 12, 12, 6), (10.5, 10.5, 3, 3, 1.5)),
    "scrap": ((6, 8, 12, 14, 1), (4, 5, 16, 2, 0.5), (10, 2.5, 4, 2, 0.5)),
    "place": ((3, 3, 18, 1.5, 0), (3, 11, 18, 1.5, 0), (3, 19, 18, 1.5, 0), (5, 6, 5, 5, 0)),
}


@dataclass(frozen=True, kw_only=True)
class Card:
    """``picture``: of ``PICTURES``. ``about``: in small, what kind of choice it is."""

    code: str
    text: str
    about: str
    picture: str


def code(sort: int, number: int) -> str:
    """The digits of the card that chooses ``number`` of ``sort`` (``KIND``, ``ARTICLE``…)."""
    payload = f"{sort:01}{number:09}"
    return _PREFIX + payload + tags.check_digits(payload)


def parse(text: str) -> tuple[int, int] | None:
    """What a card chooses; None for any other code. Takes what a scanner types on any keyboard."""
    digits = tags.as_digits(text)
    if len(digits) != _DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    payload = digits[4:14]
    if digits[:4] != _PREFIX or digits[14:] != tags.check_digits(payload):
        return None
    return int(payload[0]), int(payload[1:])


def pdf(cards: Sequence[Card], title: str) -> bytes:
    """Eight cards to a page of A4, to cut and laminate; the same cards give the same bytes."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setTitle(lettering.printable(title))
    a_page = _COLUMNS * _ROWS
    for _, page in groupby(enumerate(cards), key=lambda item: item[0] // a_page):
        for place, card in page:
            row, column = divmod(place % a_page, _COLUMNS)
            x = _MARGIN + column * _WIDTH
            y = A4[1] - _MARGIN - (row + 1) * _HEIGHT
            _draw(canvas, card, x, y)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, card: Card, x: float, y: float) -> None:
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 3)
    canvas.rect(x, y, _WIDTH, _HEIGHT)
    canvas.setDash()
    inside, top = x + 5 * mm, y + _HEIGHT - 5 * mm
    _picture(canvas, PICTURES[card.picture], inside, top, _PICTURE)
    beside = inside + _PICTURE + 4 * mm
    _write(canvas, card.about, (lettering.PLAIN, 12.0), (beside, top - 6 * mm))
    told = lines(lettering.printable(card.text), room())
    size, drop, step = (22.0, 15 * mm, 0.0) if len(told) == 1 else (17.0, 13 * mm, 7.5 * mm)
    for number, line in enumerate(told):
        _write(canvas, line, (lettering.BOLD, size), (beside, top - drop - number * step))
    _qr(canvas, card.code, inside, y + 5 * mm)
    _bars(canvas, card.code, inside + _QR + 2 * mm, y + 15 * mm)


def room() -> float:
    """Beside the picture."""
    return _WIDTH - 14 * mm - _PICTURE


def lines(text: str, wide: float) -> tuple[str, ...]:
    """``text`` on one line, or on two as long as each other, where one would be too small."""
    words = text.split()
    if lettering.width(text, lettering.BOLD, _SMALLEST) <= wide or len(words) < 2:
        return (text,)
    halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(halves, key=lambda two: max(lettering.width(one, lettering.BOLD, 1) for one in two))


def _write(canvas: Canvas, text: str, font: tuple[str, float], at: tuple[float, float]) -> None:
    lettering.font(font[0])
    said, size = lettering.fit(lettering.printable(text), *font, room())
    canvas.setFont(font[0], size)
    canvas.drawString(*at, said)


def _picture(canvas: Canvas, shapes: Sequence[_Shape], x: float, top: float, side: float) -> None:
    unit = side / 24
    canvas.setLineWidth(1.8)
    for left, down, width, height, rounding in shapes:
        corner = (x + left * unit, top - (down + height) * unit)
        canvas.roundRect(*corner, width * unit, height * unit, rounding * unit)


def _qr(canvas: Canvas, digits: str, x: float, y: float) -> None:
    rows = codes.qr(digits)
    module = _QR_MODULE
    path = canvas.beginPath()
    for number, modules in enumerate(rows):
        line = y + _QR - (codes.QR_QUIET + number + 1) * module
        for start, length in codes.runs(modules):
            path.rect(x + (codes.QR_QUIET + start) * module, line, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def _bars(canvas: Canvas, digits: str, x: float, y: float) -> None:
    modules = codes.bars(digits)
    module = _MODULE
    path = canvas.beginPath()
    for start, length in codes.runs(modules):
        path.rect(x + start * module, y, length * module, _BARS_HEIGHT)
    canvas.drawPath(path, stroke=0, fill=1)
