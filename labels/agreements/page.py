"""A4 in letters that most people read without glasses, written downwards, as many as it takes."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from babel.dates import format_date
from babel.numbers import format_currency
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from labels import lettering
from labels.agreements import words
from labels.certificates.blocks import INK, LEAD, LINE, QUIET, readable, wrap, write
from labels.certificates.speech import Speech
from labels.lettering import BOLD, PLAIN

SIZE = 11.0
LEADING = 15.5
WIDTH, HEIGHT = A4
MARGIN = 56.0
ROOM = WIDTH - 2 * MARGIN
_FOOT = 48.0
_BOX = 104.0
_GAP = 24.0
#: Of one text, in characters: what is longer is no name and no note.
_LONGEST = 300


class Page:
    """``top`` is where what comes next begins."""

    def __init__(self, speech: Speech, title: str, number: int | str) -> None:
        self.speech = speech
        self._file = BytesIO()
        self._number = speech.say(words.NUMBER, number=number)
        self._page = 1
        self.canvas = Canvas(self._file, pagesize=A4, invariant=1, lang=speech.language)
        self.canvas.setTitle(f"{title} {number}")
        self.top = HEIGHT - MARGIN
        self._head(title)

    def heading(self, text: str) -> None:
        self._room_for(3 * LEADING)
        self.top -= 8
        write(self.canvas, MARGIN, self.top - 12, text, BOLD, 13, LEAD)
        self.top -= 22

    def text(self, text: str, *, strong: bool = False) -> None:
        self._lines(text, MARGIN, ROOM, BOLD if strong else PLAIN)

    def points(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._room_for(LEADING)
            write(self.canvas, MARGIN, self.top - SIZE, "•", BOLD, SIZE, LEAD)
            self._lines(text, MARGIN + 14, ROOM - 14, PLAIN)
            self.top -= 2

    def side_by_side(self, left: tuple[str, list[str]], right: tuple[str, list[str]]) -> None:
        """Two headed lists beside each other."""
        width = (ROOM - _GAP) / 2
        start, ends = self.top, []
        for x, (title, texts) in zip((MARGIN, MARGIN + width + _GAP), (left, right), strict=True):
            self.top = start
            write(self.canvas, x, self.top - SIZE, title, PLAIN, 9.5, QUIET)
            self.top -= LEADING
            for place, text in enumerate(texts):
                self._lines(text, x, width, PLAIN if place else BOLD)
            ends.append(self.top)
        self.top = min(ends) - 6

    def signatures(
        self, left: str, right: str, *, drawn: bytes | None = None, note: str = ""
    ) -> None:
        """Two boxes to sign in; ``drawn``: PNG of what stands in the left one already."""
        self._room_for(_BOX + 20)
        width, bottom = (ROOM - _GAP) / 2, self.top - _BOX - 12
        for x, title in ((MARGIN, left), (MARGIN + width + _GAP, right)):
            self.canvas.setStrokeColor(LINE)
            self.canvas.setLineWidth(1)
            self.canvas.roundRect(x, bottom, width, _BOX, 6)
            write(self.canvas, x + 10, bottom + _BOX - 16, title, PLAIN, 9.5, QUIET)
            write(self.canvas, x + 10, bottom + 9, self.speech.say(words.DATE), PLAIN, 9.5, QUIET)
        if drawn:
            self.canvas.setFillColor("#ffffff")
            self.canvas.rect(MARGIN + 8, bottom + 6, width - 16, 14, stroke=0, fill=1)
            self._picture(drawn, MARGIN + 10, bottom + 22, width - 20, _BOX - 44)
            write(self.canvas, MARGIN + 10, bottom + 9, note, PLAIN, 9.5, QUIET)
        self.top = bottom - 8

    def end(self) -> bytes:
        self._foot()
        self.canvas.save()
        return self._file.getvalue()

    def day(self, day: date) -> str:
        return format_date(day, "d MMMM yyyy", locale=self.speech.locale)

    def money(self, cents: int) -> str:
        return format_currency(cents / 100, "EUR", locale=self.speech.locale)

    def _picture(self, drawn: bytes, x: float, y: float, width: float, height: float) -> None:
        self.canvas.drawImage(
            ImageReader(BytesIO(drawn)), x, y, width, height, preserveAspectRatio=True, anchor="sw"
        )

    def _head(self, title: str) -> None:
        write(self.canvas, MARGIN, self.top - 20, title, BOLD, 20, LEAD)
        self.top -= 30
        write(self.canvas, MARGIN, self.top - SIZE, self._number, PLAIN, SIZE, QUIET)
        self.top -= 26

    def _lines(self, text: str, x: float, room: float, font: str) -> None:
        for line in wrap(readable(text[:_LONGEST]), font, SIZE, room):
            self._room_for(LEADING)
            write(self.canvas, x, self.top - SIZE, line, font, SIZE, INK)
            self.top -= LEADING

    def _room_for(self, height: float) -> None:
        if self.top - height < _FOOT:
            self._foot()
            self.canvas.showPage()
            self._page += 1
            self.top = HEIGHT - MARGIN

    def _foot(self) -> None:
        page = self.speech.say(words.PAGE, page=self._page)
        lettering.font(PLAIN)
        write(self.canvas, MARGIN, 28, f"{self._number} · {page}", PLAIN, 9, QUIET)
