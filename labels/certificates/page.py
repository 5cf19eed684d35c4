"""What every certificate has: the head with its number, the verdict, the foot with how to check."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Literal

import segno
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from labels import lettering
from labels.certificates.blocks import INK, LEAD, LINE, QUIET, readable, wrap, write
from labels.certificates.canonical import canonical
from labels.certificates.content import Content
from labels.certificates.numbers import format_number
from labels.certificates.speech import Speech
from labels.lettering import BOLD, PLAIN
from labels.words import N_

MM = 72 / 25.4
WIDTH, HEIGHT = A4
MARGIN = 16 * MM
ROOM = WIDTH - 2 * MARGIN
FOOT = 27 * MM
"""Up to here the foot stands; nothing else may come below."""
_QR = 25 * MM
_BANNER = 33 * MM

Tone = Literal["good", "attention", "stop", "none"]
_COLOURS: dict[Tone, tuple[str, str]] = {
    "good": ("#23663a", "#e2f1e6"),
    "attention": ("#8a4b00", "#fbeed9"),
    "stop": ("#a4262c", "#fbe6e5"),
    "none": ("#0a5f63", "#e1efee"),
}


@dataclass(frozen=True)
class Verdict:
    """In the biggest letters of the page, and one sentence under it."""

    words: str
    sentence: str
    tone: Tone


class Page:
    """One certificate being drawn; ``top`` is where what comes next begins."""

    def __init__(self, content: Content, speech: Speech, title: str) -> None:
        self.content, self.speech, self.title = content, speech, lettering.printable(title)
        self.file = BytesIO()
        self.canvas = Canvas(self.file, pagesize=A4, invariant=1, lang=speech.language)
        self.canvas.setTitle(f"{self.title} {format_number(content.number)}")
        self.canvas.setAuthor(lettering.printable(content.issuer))
        self.canvas.setSubject(format_number(content.number))
        self.pages = 1
        self.top = HEIGHT - MARGIN

    def head(self) -> None:
        canvas, top = self.canvas, HEIGHT - MARGIN
        room = ROOM - _QR - 8 * MM
        issuer, size = lettering.fit(lettering.printable(self.content.issuer), BOLD, 11, room)
        write(canvas, MARGIN, top - 10, issuer, BOLD, size, LEAD)
        title, size = lettering.fit(self.title, BOLD, 21, room)
        write(canvas, MARGIN, top - 36, title, BOLD, size, INK)
        number = format_number(self.content.number)
        numbered = self.speech.say(N_("Nummer %(number)s"), number=number)
        write(canvas, MARGIN, top - 55, numbered, BOLD, 12, INK)
        issued = self.speech.moment(self.content.issued)
        told = self.speech.say(N_("Gemaakt op %(moment)s"), moment=issued)
        write(canvas, MARGIN, top - 69, told, PLAIN, 8.5, QUIET)
        self._code(WIDTH - MARGIN - _QR, top - _QR)
        self.top = top - _QR - 5 * MM

    def verdict(self, verdict: Verdict) -> None:
        """A banner as high as its sentence needs."""
        ink, paper = _COLOURS[verdict.tone]
        canvas, left = self.canvas, MARGIN + 30 * MM
        room = ROOM - 34 * MM
        words, size = self._biggest(verdict.words, room)
        sentence = wrap(readable(verdict.sentence), PLAIN, 10.5, room)
        height = max(_BANNER, len(words) * size * 1.1 + len(sentence) * 14 + 22)
        canvas.setFillColor(paper)
        canvas.setStrokeColor(ink)
        canvas.setLineWidth(2)
        canvas.roundRect(MARGIN, self.top - height, ROOM, height, 8, stroke=1, fill=1)
        self._sign(verdict.tone, MARGIN + 15 * MM, self.top - height / 2, ink)
        written = len(words) * size * 1.1 + len(sentence) * 14
        baseline = self.top - (height - written) / 2 - size * 0.85
        for line in words:
            write(canvas, left, baseline, line, BOLD, size, ink)
            baseline -= size * 1.1
        baseline += size * 1.1 - 20
        for line in sentence:
            write(canvas, left, baseline, line, PLAIN, 10.5, INK)
            baseline -= 14
        self.top -= height + 5 * MM

    def foot(self) -> None:
        """How anyone checks it, and what it belongs to."""
        canvas, say = self.canvas, self.speech.say
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.7)
        canvas.line(MARGIN, FOOT - 2, WIDTH - MARGIN, FOOT - 2)
        where = lettering.printable(self.content.check_at)
        digest = sha256(canonical(self.content)).hexdigest()
        texts = (
            say(
                N_(
                    "Nakijken of dit echt is: ga naar %(address)s en geef het nummer of dit bestand"
                    " op. Als er iets aan veranderd is, zie je dat daar."
                ),
                address=where,
            ),
            say(
                N_("Elektronisch ondertekend. SHA-256 van het ondertekende JSON: %(digest)s"),
                digest=digest,
            ),
            say(
                N_("Begrippen volgens %(standard)s. Bladzijde %(page)s."),
                standard=self.content.standard,
                page=self.pages,
            ),
        )
        baseline = FOOT - 13
        for text in texts:
            for line in wrap(text, PLAIN, 7.2, ROOM):
                write(canvas, MARGIN, baseline, line, PLAIN, 7.2, QUIET)
                baseline -= 9.3

    def next(self) -> None:
        """Ends this page; the next one begins with the head."""
        self.foot()
        self.canvas.showPage()
        self.pages += 1
        self.head()

    def end(self) -> bytes:
        self.foot()
        self.canvas.showPage()
        self.canvas.save()
        return self.file.getvalue()

    def _biggest(self, words: str, room: float) -> tuple[list[str], float]:
        """As big as fits, on the lines that they come in."""
        lines = words.splitlines()
        for size in (42.0, 38.0, 34.0, 30.0, 26.0):
            if all(lettering.width(line, BOLD, size) <= room for line in lines):
                return lines, size
        return wrap(words, BOLD, 26, room), 26.0

    def _code(self, x: float, y: float) -> None:
        """The address of the page that checks this number, as a QR code."""
        address = f"{self.content.check_at}?number={self.content.number}"
        rows = [tuple(row) for row in segno.make(address, error="m", micro=False).matrix]
        module = _QR / len(rows)
        path = self.canvas.beginPath()
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    top = y + _QR - (down + 1) * module
                    path.rect(x + across * module, top, module, module)
        self.canvas.setFillColor(INK)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def _sign(self, tone: Tone, x: float, y: float, ink: str) -> None:
        """A mark that says the same without its colour: a tick, an exclamation mark, a cross."""
        canvas, r = self.canvas, 9 * MM
        canvas.setFillColor(ink)
        canvas.circle(x, y, r, stroke=0, fill=1)
        canvas.setStrokeColor("#ffffff")
        canvas.setLineWidth(4.5)
        canvas.setLineCap(1)
        for x1, y1, x2, y2 in _SIGNS[tone]:
            canvas.line(x + x1 * r, y + y1 * r, x + x2 * r, y + y2 * r)
        canvas.setLineCap(0)


_SIGNS: dict[Tone, tuple[tuple[float, float, float, float], ...]] = {
    "good": ((-0.42, -0.02, -0.12, -0.34), (-0.12, -0.34, 0.45, 0.36)),
    "attention": ((0, 0.5, 0, -0.1), (0, -0.46, 0, -0.45)),
    "stop": ((-0.36, -0.36, 0.36, 0.36), (-0.36, 0.36, 0.36, -0.36)),
    "none": ((-0.4, 0.3, 0.4, 0.3), (-0.4, 0, 0.4, 0), (-0.4, -0.3, 0.1, -0.3)),
}
