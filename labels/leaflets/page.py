"""One A4 page that somebody can read without glasses, and follow by its pictures alone.

No letter is smaller than ``LEAST`` points, however long the names that have to fit.
"""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from labels import lettering, tags
from labels.certificates.blocks import INK, LEAD, readable, wrap, write
from labels.certificates.speech import Speech
from labels.leaflets import pictures, words
from labels.leaflets.codes import BARS_WIDTH, QR_QUIET, QR_SIDE, draw_bars, draw_qr
from labels.leaflets.content import Leaflet
from labels.leaflets.pictures import Picture
from labels.lettering import BOLD, PLAIN

LEAST = 16.0
WIDTH, HEIGHT = A4
MARGIN = 34.0
ROOM = WIDTH - 2 * MARGIN
WHITE, PALE, LINE = "#ffffff", "#e1efee", "#8d979f"

_HEAD = 100.0
_CARD = 154.0
_WRITTEN = 28.0
"""From one line to write on to the next."""
_PICTURE = 46.0
_LEADING = 20.0

_NUMBER = 104.0
"""Below this stands the tag; nothing else does."""


def pdf(leaflet: Leaflet, speeches: Sequence[Speech]) -> bytes:
    """One page for each of ``speeches``. The same content gives the same bytes."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, lang=speeches[0].language)
    canvas.setTitle(lettering.printable(f"{tags.format_tag(leaflet.tag)} {leaflet.device}"))
    canvas.setAuthor(lettering.printable(leaflet.lender))
    for speech in speeches:
        _Page(canvas, leaflet, speech).draw()
        canvas.showPage()
    canvas.save()
    return file.getvalue()


class _Page:
    """One page being drawn; ``top`` is where what comes next begins."""

    def __init__(self, canvas: Canvas, leaflet: Leaflet, speech: Speech) -> None:
        self.canvas, self.leaflet, self.speech = canvas, leaflet, speech
        self.top = HEIGHT

    def draw(self) -> None:
        self._head()
        self._first_time()
        say = self.speech.say
        self._row(pictures.wifi, say(words.WIFI), say(words.WIFI_HOW), 2)
        self._on_it()
        how = words.CHARGE_HOW if self.leaflet.portable else words.PLUG_HOW
        self._row(pictures.charger, say(words.CHARGE), say(how), 2)
        self._help()
        self._number()

    def _head(self) -> None:
        canvas, leaflet = self.canvas, self.leaflet
        canvas.setFillColor(LEAD)
        canvas.rect(0, HEIGHT - _HEAD, WIDTH, _HEAD, stroke=0, fill=1)
        machine = pictures.laptop if leaflet.portable else pictures.computer
        pictures.draw(canvas, machine, WIDTH - MARGIN - 74, HEIGHT - _HEAD + 13, 74, WHITE)
        room = ROOM - 94
        below = [(leaflet.device, BOLD), (leaflet.lender, PLAIN)]
        below = [(text, font) for text, font in below if lettering.printable(text)]
        baseline = HEIGHT - 65 + 10.5 * len(below)
        write(canvas, MARGIN, baseline, self.speech.say(words.WELCOME), BOLD, 32, WHITE)
        for place, (text, font) in enumerate(below):
            self._line(MARGIN, baseline - 23 - place * 21, text, font, LEAST, room, WHITE)
        self.top = HEIGHT - _HEAD - 13

    def _first_time(self) -> None:
        say = self.speech.say
        second, third = (
            (words.CHOOSE_LANGUAGE, words.CHOOSE_NAME)
            if self.leaflet.welcomes
            else (words.READ_SCREEN, words.PRESS_NEXT)
        )
        write(self.canvas, MARGIN, self.top - 18, say(words.FIRST_TIME), BOLD, 22, LEAD)
        self.top -= 28
        steps: tuple[tuple[Picture, str], ...] = (
            (pictures.power, words.SWITCH_ON),
            (pictures.language, second),
            (pictures.person, third),
        )
        gap = 10.0
        width = (ROOM - 2 * gap) / 3
        for place, (picture, text) in enumerate(steps):
            self._card(MARGIN + place * (width + gap), width, place + 1, picture, say(text))
        self.top -= _CARD + 22
        self._line(MARGIN, self.top, say(words.REMEMBER), PLAIN, LEAST, ROOM, INK)
        self.top -= 15

    def _card(self, x: float, width: float, number: int, picture: Picture, text: str) -> None:
        canvas, bottom = self.canvas, self.top - _CARD
        canvas.setFillColor(PALE)
        canvas.roundRect(x, bottom, width, _CARD, 12, stroke=0, fill=1)
        canvas.setFillColor(LEAD)
        canvas.circle(x + 23, self.top - 23, 15, stroke=0, fill=1)
        canvas.setFillColor(WHITE)
        lettering.font(BOLD)
        canvas.setFont(BOLD, 20)
        canvas.drawCentredString(x + 23, self.top - 30.5, str(number))
        size = 72.0
        pictures.draw(canvas, picture, x + (width - size) / 2, self.top - size - 8, size, LEAD)
        lines = [line for part in text.splitlines() for line in wrap(part, BOLD, 18, width - 14)]
        for place, line in enumerate(lines):
            baseline = self.top - 103 - place * 21.5
            across = x + (width - lettering.width(line, BOLD, 18)) / 2
            write(canvas, across, baseline, line, BOLD, 18, INK)

    def _on_it(self) -> None:
        language, say = self.speech.language, self.speech.say
        title, described = self.leaflet.title(language), self.leaflet.description(language)
        if title or described:
            shown = say(words.ON_IT, title=title) if title else say(words.ON_IT_UNTITLED)
            self._row(pictures.programs, shown, described, 2)

    def _row(self, picture: Picture, title: str, text: str, most: int) -> None:
        """A picture, a title, and so many lines of text at most."""
        lines = _lines(text, ROOM - _PICTURE - 18, most)
        height = 24 + len(lines) * _LEADING
        middle = self.top - height / 2
        pictures.draw(self.canvas, picture, MARGIN, middle - _PICTURE / 2, _PICTURE, LEAD)
        x = MARGIN + _PICTURE + 18
        self._line(x, self.top - 18, title, BOLD, 19, ROOM - _PICTURE - 18, INK)
        for place, line in enumerate(lines):
            write(self.canvas, x, self.top - 40 - place * _LEADING, line, PLAIN, LEAST, INK)
        self.top -= height + 14

    def _help(self) -> None:
        canvas, say = self.canvas, self.speech.say
        x, room = MARGIN + 88, ROOM - 100
        where = _lines(say(words.HELP_WHERE), room, 2)
        height = 34 + len(where) * _LEADING + 3 * _WRITTEN + 10
        self.top = _NUMBER + height  # what is left over stands above it
        canvas.setStrokeColor(LEAD)
        canvas.setLineWidth(2.5)
        canvas.roundRect(MARGIN, self.top - height, ROOM, height, 12)
        pictures.draw(canvas, pictures.helper, MARGIN + 13, self.top - 74, 62, LEAD)
        self._line(x, self.top - 25, say(words.HELP), BOLD, 20, room, LEAD)
        for place, line in enumerate(where):
            write(canvas, x, self.top - 47 - place * _LEADING, line, PLAIN, LEAST, INK)
        self._known(x, self.top - 54 - len(where) * _LEADING, room)

    def _known(self, x: float, baseline: float, room: float) -> None:
        """What is known of who helps, or lines to write it on."""
        say, told = self.speech.say, self.leaflet.help
        rows = ((words.ADDRESS, told.address), (words.PHONE, told.phone), (words.HOURS, told.hours))
        after = 14 + max(lettering.width(say(name), BOLD, LEAST) for name, _ in rows)
        for place, (name, value) in enumerate(rows):
            below = baseline - place * _WRITTEN
            write(self.canvas, x, below, say(name), BOLD, LEAST, INK)
            if lettering.printable(value):
                self._line(x + after, below, value, PLAIN, LEAST, room - after, INK)
            else:
                self.canvas.setStrokeColor(LINE)
                self.canvas.setLineWidth(1)
                self.canvas.line(x + after, below - 3, x + room, below - 3)

    def _number(self) -> None:
        """The tag, for eyes and for both kinds of scanner."""
        canvas, digits, bottom = self.canvas, self.leaflet.tag, 22.0
        qr_at = WIDTH - MARGIN - QR_SIDE + QR_QUIET
        bars_at = qr_at - BARS_WIDTH - 4
        draw_qr(canvas, digits, qr_at, bottom - 5)
        draw_bars(canvas, digits, bars_at, bottom + 2, QR_SIDE - 14)
        room = bars_at - MARGIN - 4
        self._line(MARGIN, bottom + 52, self.speech.say(words.NUMBER), PLAIN, LEAST, room, INK)
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(2.5)
        canvas.roundRect(MARGIN + 1, bottom + 4, room - 1, 40, 8)
        plate = tags.format_tag(digits)
        across = MARGIN + (room - lettering.width(plate, BOLD, 26)) / 2
        write(canvas, across, bottom + 24 - 26 * lettering.CAPITALS / 2, plate, BOLD, 26, INK)

    def _line(  # noqa: PLR0917 - as the canvas itself: where, what, how
        self, x: float, baseline: float, text: str, font: str, size: float, room: float, ink: str
    ) -> None:
        """One line that always fits, never in letters below ``LEAST``."""
        said = lettering.printable(text)
        while lettering.width(said, font, size) > room and size > LEAST:
            size = max(LEAST, size - 1)
        write(self.canvas, x, baseline, _cut(said, font, size, room), font, size, ink)


def _lines(text: str, room: float, most: int) -> list[str]:
    """So many lines at most; what does not fit ends in an ellipsis."""
    lines = [line for line in wrap(readable(text), PLAIN, LEAST, room) if line]
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), PLAIN, LEAST, room)]


def _cut(text: str, font: str, size: float, room: float) -> str:
    if lettering.width(text, font, size) <= room:
        return text
    while text and lettering.width(f"{text}…", font, size) > room:
        text = text[:-1].rstrip()
    return f"{text}…"
