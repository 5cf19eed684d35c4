"""The certificate of one disk: all of it on one page."""

from collections.abc import Iterator, Sequence

from labels.certificates import facts, words
from labels.certificates.blocks import (
    INK,
    LEAD,
    QUIET,
    Block,
    Column,
    Row,
    readable,
    wrap,
    write,
)
from labels.certificates.content import Erasure
from labels.certificates.page import FOOT, MARGIN, MM, ROOM, Page, Verdict
from labels.certificates.speech import Speech
from labels.lettering import BOLD, PLAIN
from labels.words import N_

#: Letter size and longest value, tried until all of it fits above the foot.
_SIZES = (
    *((size, None) for size in (9.4, 8.9, 8.4, 8.0, 7.5, 7.0, 6.5, 6.0)),
    *((6.0, longest) for longest in (160, 100, 64)),
    (5.5, 64),
)
_GAP = 8 * MM
_COMMANDS = 6
_LONGEST_COMMAND = 2


def draw(content: Erasure, speech: Speech) -> bytes:
    page = Page(content, speech, speech.say(N_("Certificaat van wissen")))
    page.head()
    page.verdict(verdict(content, speech))
    left, right = _columns(content, speech, page.top - FOOT)
    left.draw(page.canvas, MARGIN, page.top)
    right.draw(page.canvas, MARGIN + left.width + _GAP, page.top)
    page.top -= max(left.height, right.height)
    _draw_commands(page, content, left.size)
    return page.end()


def verdict(content: Erasure, speech: Speech) -> Verdict:
    words_ = speech.say(words.RESULTS[content.result])
    if content.result == "erased":
        level = content.level or "clear"
        return Verdict(words_, speech.say(words.ERASED[level]), "good")
    plain = words.EXCEPTIONS if content.result == "erased_with_exceptions" else words.NOT_ERASED
    why = speech.all(words.known(words.REASONS, code) for code in content.reasons[:4])
    because = speech.say(N_("Waarom: %(reasons)s."), reasons=why)
    return Verdict(
        words_, f"{speech.say(plain)} {because}", "attention" if content.level else "stop"
    )


def _columns(content: Erasure, speech: Speech, room: float) -> tuple[Column, Column]:
    width = (ROOM - _GAP) / 2
    left = (
        facts.disk(content.disk, speech),
        facts.origin(content.device, content.source, content.destination, speech),
        facts.smart(content.smart, speech),
        _people(content, speech),
    )
    right = (*_work(content, speech), facts.verification(content.verification, speech))
    for size, longest in _SIZES:
        columns = (Column(left, width, size, longest), Column(right, width, size, longest))
        commands = size * 1.28 * (min(len(content.work.commands), _COMMANDS) + 3.5)
        if max(column.height for column in columns) + commands <= room:
            break
    return columns


def _work(content: Erasure, speech: Speech) -> Iterator[Block]:
    say, work = speech.say, content.work
    rows = [(say(N_("Niveau")), _level(content, speech))]
    rows += facts.work(work, speech, erased=content.result != "not_erased")
    if content.caveats:
        told = speech.all(words.known(words.CAVEATS, code) for code in content.caveats)
        rows.append((say(N_("Goed om te weten")), told))
    yield Block(say(N_("Hoe het gewist is")), tuple(rows))


def _level(content: Erasure, speech: Speech) -> str:
    if content.level is None:
        return speech.say(N_("geen: de schijf is niet gewist"))
    return f"{speech.say(words.LEVELS[content.level])}, {content.standard}"


def _people(content: Erasure, speech: Speech) -> Block:
    say = speech.say
    rows = [
        *_without_order(content, speech),
        (say(N_("Uitgevoerd door")), facts.person(content.performed_by, speech)),
        (say(N_("Nagekeken door")), facts.person(content.verified_by, speech)),
    ]
    if accepted := content.accepted:
        rows.append((say(N_("Uitzonderingen aanvaard door")), facts.person(accepted.by, speech)))
        rows.append((say(N_("Reden")), accepted.reason))
    rows.append((say(N_("Rapport-hash")), content.report_sha256))
    return Block(say(N_("Wie")), tuple(rows))


def _without_order(content: Erasure, speech: Speech) -> Iterator[Row]:
    """Said for ever, and only where it is so."""
    if content.without_order:
        told = speech.say(words.known(words.WITHOUT_ORDER, content.without_order))
        yield speech.say(N_("Opdracht")), told


def _draw_commands(page: Page, content: Erasure, size: float) -> None:
    """Exactly what was run, as far as there is room; all of it stands in the JSON."""
    say, line = page.speech.say, size * 1.28
    baseline = page.top - line
    title = say(N_("Exacte opdrachten"))
    write(page.canvas, MARGIN, baseline, title, BOLD, size * 1.15, LEAD)
    told = list(_command_lines(content.work.commands, size))
    if not told and content.work.bytes_written:
        told = [[say(N_("geen: het programma schreef zelf, rechtstreeks naar de schijf"))]]
    told = told or [[say(N_("geen"))]]
    room = int((baseline - FOOT) / line) - 1
    shown, hidden = 0, 0
    for lines in told:
        if hidden or shown + len(lines) > room:
            hidden += 1
            continue
        for text in lines:
            shown += 1
            write(page.canvas, MARGIN, baseline - shown * line, text, PLAIN, size, INK)
    if hidden:
        more = say(N_("… en nog %(count)s: zie het JSON-bestand"), count=hidden)
        write(page.canvas, MARGIN, baseline - (shown + 1) * line, more, PLAIN, size, QUIET)


def _command_lines(commands: Sequence[str], size: float) -> Iterator[list[str]]:
    for command in commands:
        lines = wrap(readable(command), PLAIN, size, ROOM - 8)
        cut = lines[:_LONGEST_COMMAND]
        yield [*cut[:-1], cut[-1] + " …"] if len(lines) > len(cut) else cut
