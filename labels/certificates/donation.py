"""The summary of a donation: every disk that came with it, and what became of each."""

from collections import Counter
from collections.abc import Sequence

from labels.certificates import facts, words
from labels.certificates.blocks import INK, LEAD, LINE, readable, wrap, write
from labels.certificates.content import Donation, Line
from labels.certificates.numbers import format_number
from labels.certificates.page import FOOT, MARGIN, ROOM, Page, Tone, Verdict
from labels.certificates.speech import Speech
from labels.lettering import BOLD, PLAIN
from labels.tags import format_tag
from labels.words import N_

_SIZE = 7.6
_LINE = _SIZE * 1.28
_PADDING = 5.0
_LONGEST = 160
#: Of the width: device, disk, result, certificate.
_SHARES = (0.29, 0.35, 0.19, 0.17)
_STOP = "#a4262c"
_COLOURS = {None: _STOP, "erased": INK, "destroyed": INK, "attested": "#8a4b00"}


def draw(content: Donation, speech: Speech) -> bytes:
    page = Page(content, speech, speech.say(N_("Overzicht van een schenking")))
    page.head()
    page.verdict(verdict(content, speech))
    told = speech.say(N_("Van: %(source)s"), source=readable(facts.source(content.source, speech)))
    for text in wrap(told, BOLD, 10, ROOM):
        write(page.canvas, MARGIN, page.top - 6, text, BOLD, 10, INK)
        page.top -= 14
    _headings(page)
    for line in content.lines:
        _row(page, line)
    return page.end()


def verdict(content: Donation, speech: Speech) -> Verdict:
    """Good only when every disk is erased or destroyed; else how many are not, in big letters."""
    say, counts = speech.say, Counter(line.result for line in content.lines)
    done = counts["erased"] + counts["destroyed"]
    disks = len(content.lines)
    sentence = say(
        N_(
            "%(devices)s toestellen, %(disks)s schijven: %(erased)s gewist, %(destroyed)s"
            " vernietigd, %(attested)s teruggezet volgens een verklaring, %(exceptions)s gewist met"
            " uitzonderingen, %(not_erased)s niet gewist, %(open)s nog te doen."
        ),
        devices=content.devices,
        disks=disks,
        erased=counts["erased"],
        destroyed=counts["destroyed"],
        attested=counts["attested"],
        exceptions=counts["erased_with_exceptions"],
        not_erased=counts["not_erased"],
        open=counts[None],
    )
    if not disks:
        return Verdict(say(N_("NOG GEEN SCHIJVEN")), sentence, "none")
    if done == disks:
        return Verdict(say(N_("ALLES GEWIST\nOF VERNIETIGD")), sentence, "good")
    left = disks - done - counts["attested"]
    if not left:
        words_ = say(N_("%(count)s VAN %(all)s\nALLEEN VERKLAARD"), count=disks - done, all=disks)
        return Verdict(words_, sentence, "attention")
    tone: Tone = "stop" if counts["not_erased"] else "attention"
    return Verdict(
        say(N_("%(count)s VAN %(all)s\nNIET GEWIST"), count=left, all=disks), sentence, tone
    )


def _headings(page: Page) -> None:
    say = page.speech.say
    names = (N_("Toestel"), N_("Schijf"), N_("Resultaat"), N_("Certificaat"))
    page.top -= _LINE
    for x, _, name in zip(_lefts(), _SHARES, names, strict=True):
        write(page.canvas, x, page.top, say(name), BOLD, _SIZE, LEAD)
    page.top -= _PADDING
    _rule(page)


def _row(page: Page, line: Line) -> None:
    cells = [
        wrap(readable(text)[:_LONGEST], PLAIN, _SIZE, share * ROOM - 6)
        for text, share in zip(_texts(line, page.speech), _SHARES, strict=True)
    ]
    height = max(len(cell) for cell in cells) * _LINE + _PADDING
    if page.top - height < FOOT + 4:
        page.next()
        _headings(page)
    for x, cell, column in zip(_lefts(), cells, range(len(cells)), strict=True):
        _cell(page, x, cell, line if column == 2 else None)
    page.top -= height
    _rule(page)


def _cell(page: Page, x: float, texts: Sequence[str], judged: Line | None) -> None:
    colour = _COLOURS.get(judged.result, _STOP) if judged else INK
    font = PLAIN if colour == INK else BOLD
    for number, text in enumerate(texts):
        baseline = page.top - _PADDING / 2 - _SIZE - number * _LINE + 1
        write(page.canvas, x, baseline, text, font, _SIZE, colour)


def _texts(line: Line, speech: Speech) -> tuple[str, str, str, str]:
    unknown = speech.say(N_("niet bekend"))
    tag = format_tag(line.tag) if line.tag else None
    result = words.RESULTS[line.result] if line.result else N_("NOG TE DOEN")
    level = line.level.capitalize() if line.level else None
    return (
        " · ".join(filter(None, (tag, line.device))) or unknown,
        " · ".join(filter(None, (line.model, line.serial))) or unknown,
        " · ".join(filter(None, (speech.say(result), level))),
        format_number(line.number) if line.number else "—",
    )


def _lefts() -> list[float]:
    return [MARGIN + sum(_SHARES[:column]) * ROOM for column in range(len(_SHARES))]


def _rule(page: Page) -> None:
    page.canvas.setStrokeColor(LINE)
    page.canvas.setLineWidth(0.5)
    page.canvas.line(MARGIN, page.top, MARGIN + ROOM, page.top)
