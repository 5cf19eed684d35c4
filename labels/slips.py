"""The packing slip that goes along with a transfer: A4, as many pages as its lines need."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from labels import lettering, tags
from labels.certificates.blocks import INK, LEAD, LINE, QUIET, readable, wrap, write
from labels.certificates.speech import Speech
from labels.lettering import BOLD, PLAIN
from labels.words import N_

WIDTH, HEIGHT = A4
MARGIN = 45.0
ROOM = WIDTH - 2 * MARGIN
FOOT = 60.0
"""Up to here the foot stands; nothing else may come below."""
_ROW = 24.0
_BOX = 11.0
_WRITTEN = 110.0
"""What the lines to sign on take."""
_WHAT = MARGIN + 130


@dataclass(frozen=True, kw_only=True)
class Slip:
    """``devices``: tag (ten digits, or empty) and name; ``articles``: how many, and of what.

    ``day``: RFC 3339, when it left; empty while it is being packed.
    """

    number: int
    sender: str
    origin: str
    to: str
    day: str = ""
    note: str = ""
    devices: Sequence[tuple[str, str]] = ()
    articles: Sequence[tuple[int, str]] = ()


def pdf(slip: Slip, speech: Speech) -> bytes:
    """The same content gives the same bytes."""
    return _Drawing(slip, speech).draw()


class _Drawing:
    """``top``: where what comes next begins."""

    def __init__(self, slip: Slip, speech: Speech) -> None:
        self.slip, self.speech, self.pages = slip, speech, 1
        self.file = BytesIO()
        self.canvas = Canvas(self.file, pagesize=A4, invariant=1, lang=speech.language)
        self.title = speech.say(N_("Pakbon %(number)s"), number=slip.number)
        self.canvas.setTitle(self.title)
        self.canvas.setAuthor(lettering.printable(slip.sender))
        self.top = HEIGHT - MARGIN

    def draw(self) -> bytes:
        self._head()
        self._from_to()
        self._devices()
        self._articles()
        self._signatures()
        self._foot()
        self.canvas.showPage()
        self.canvas.save()
        return self.file.getvalue()

    def _head(self) -> None:
        top = HEIGHT - MARGIN
        sender, size = lettering.fit(lettering.printable(self.slip.sender), BOLD, 12, ROOM)
        write(self.canvas, MARGIN, top - 11, sender, BOLD, size, LEAD)
        write(self.canvas, MARGIN, top - 42, self.title, BOLD, 26, INK)
        self.top = top - 66

    def _from_to(self) -> None:
        say = self.speech.say
        day = self.speech.day(self.slip.day) if self.slip.day else say(N_("nog niet vertrokken"))
        told = (
            (N_("Van"), self.slip.origin),
            (N_("Naar"), self.slip.to),
            (N_("Datum"), day),
            (N_("Nota"), self.slip.note),
        )
        for name, value in told:
            for place, line in enumerate(wrap(readable(value), PLAIN, 13, ROOM - 90)):
                if line:
                    named = "" if place else say(name)
                    write(self.canvas, MARGIN, self.top - 13, named, BOLD, 13, QUIET)
                    write(self.canvas, MARGIN + 90, self.top - 13, line, PLAIN, 13, INK)
                    self.top -= 19
        self.top -= 14

    def _devices(self) -> None:
        if not self.slip.devices:
            return
        count = len(self.slip.devices)
        heading = self.speech.say(N_("Toestellen: %(count)s"), count=count)
        self._heading(heading)
        for tag, name in self.slip.devices:
            self._row(tags.format_tag(tag) if tag else "", name, heading)
        self.top -= _ROW / 2

    def _articles(self) -> None:
        if not self.slip.articles:
            return
        heading = self.speech.say(N_("Losse stuks"))
        self._heading(heading)
        for quantity, name in self.slip.articles:
            self._row(f"{self.speech.number(quantity)} ×", name, heading)

    def _heading(self, text: str) -> None:
        self._need(3 * _ROW)
        write(self.canvas, MARGIN, self.top - 16, text, BOLD, 15, LEAD)
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.8)
        self.canvas.line(MARGIN, self.top - 24, WIDTH - MARGIN, self.top - 24)
        self.top -= 30

    def _row(self, which: str, name: str, heading: str) -> None:
        """A box to tick, the tag or the number, and what it is."""
        if self._need(_ROW):
            self._heading(heading)
        baseline = self.top - 15
        self.canvas.setStrokeColor(QUIET)
        self.canvas.setLineWidth(1)
        self.canvas.rect(MARGIN, baseline - 1.5, _BOX, _BOX)
        write(self.canvas, MARGIN + 22, baseline, which, BOLD, 13, INK)
        text, size = lettering.fit(lettering.printable(name), PLAIN, 13, WIDTH - MARGIN - _WHAT)
        write(self.canvas, _WHAT, baseline, text, PLAIN, size, INK)
        self.top -= _ROW

    def _signatures(self) -> None:
        self._need(_WRITTEN)
        half = ROOM / 2
        for place, text in enumerate((N_("Meegegeven door"), N_("Ontvangen door"))):
            x = MARGIN + place * half
            write(self.canvas, x, self.top - 34, self.speech.say(text), PLAIN, 12, QUIET)
            self.canvas.setStrokeColor(QUIET)
            self.canvas.line(x, self.top - 86, x + half - 24, self.top - 86)
        self.top -= _WRITTEN

    def _need(self, height: float) -> bool:
        """Goes on on a next page where so much does not fit on this one; whether it did."""
        if self.top - height >= FOOT:
            return False
        self._foot()
        self.canvas.showPage()
        self.pages += 1
        self._head()
        return True

    def _foot(self) -> None:
        say, y = self.speech.say, FOOT - 26
        told = say(N_("Ontbreekt er iets? Zeg het bij het ontvangen van de zending."))
        write(self.canvas, MARGIN, y, told, PLAIN, 9, QUIET)
        numbered = say(N_("Bladzijde %(page)s"), page=self.pages)
        across = WIDTH - MARGIN - lettering.width(numbered, PLAIN, 9)
        write(self.canvas, across, y, numbered, PLAIN, 9, QUIET)
