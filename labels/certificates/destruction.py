"""The certificate of a disk that was destroyed: signed by two people, by hand too."""

from labels.certificates import facts, words
from labels.certificates.blocks import INK, QUIET, Block, Column, readable, wrap, write
from labels.certificates.content import Destruction, Person
from labels.certificates.page import MARGIN, MM, ROOM, Page, Verdict
from labels.certificates.speech import Speech
from labels.lettering import BOLD, PLAIN
from labels.words import N_

_SIZES = (9.5, 9.0, 8.0, 7.0, 6.0)
_GAP = 8 * MM
_BOX = 34 * MM


def draw(content: Destruction, speech: Speech) -> bytes:
    say = speech.say
    page = Page(content, speech, say(N_("Certificaat van vernietiging")))
    page.head()
    page.verdict(Verdict(say(words.RESULTS["destroyed"]), say(words.DESTROYED), "good"))
    width = (ROOM - _GAP) / 2
    left = (facts.disk(content.disk, speech),)
    right = (
        facts.origin(content.device, content.source, "destroyed", speech),
        _how(content, speech),
    )
    for size in _SIZES:
        columns = Column(left, width, size), Column(right, width, size)
        tallest = max(column.height for column in columns)
        if tallest <= page.top - _BOX - 45 * MM:
            break
    columns[0].draw(page.canvas, MARGIN, page.top)
    columns[1].draw(page.canvas, MARGIN + width + _GAP, page.top)
    page.top -= tallest + 4 * MM
    _box(page, MARGIN, width, say(N_("Vernietigd door")), content.destroyed_by)
    _box(page, MARGIN + width + _GAP, width, say(N_("Gezien door")), content.witnessed_by)
    return page.end()


def _how(content: Destruction, speech: Speech) -> Block:
    say = speech.say
    why = speech.all(words.known(words.REASONS, code) for code in content.reasons)
    rows = [(say(N_("Niveau")), f"Destroy, {content.standard}"), (say(N_("Reden")), content.reason)]
    if why:
        rows.append((say(N_("Waarom niet gewist")), why))
    return Block(say(N_("Vernietigen")), tuple(rows))


def _box(page: Page, x: float, width: float, title: str, person: Person) -> None:
    """Room for a handwritten name beside what the system knows of the person."""
    canvas, top = page.canvas, page.top
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(0.8)
    canvas.roundRect(x, top - _BOX, width, _BOX, 6, stroke=1, fill=0)
    write(canvas, x + 8, top - 15, title, BOLD, 9.5, INK)
    told = wrap(readable(facts.person(person, page.speech)), PLAIN, 9, width - 16)
    for number, line in enumerate(told[:3]):
        write(canvas, x + 8, top - 29 - number * 12, line, PLAIN, 9, INK)
    signed = page.speech.say(N_("Handtekening"))
    write(canvas, x + 8, top - _BOX + 8, signed, PLAIN, 7.5, QUIET)
