"""How a screen looks: its words laid out for rich, in a roomy form and in smaller ones."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from diagnostics.console import bars, big
from diagnostics.console.frame import Fitting
from diagnostics.resident.screens import Screen, Work
from diagnostics.screen.lines import Line
from diagnostics.screen.signs import GOOD, STYLES, clean
from diagnostics.words import Words

_BAR = 40
_LABEL = 14
#: Fewer columns beside a code than this are no use.
_NARROWEST = 24


def body(screen: Screen, words: Words, width: int, chosen: int | None = None) -> Fitting:
    """``width``: columns of the screen. ``chosen``: on which choice the arrows stand."""
    if screen.details:
        return Fitting([_all(screen)])
    if screen.link:
        return Fitting(_with_code(screen, width))
    return Fitting(list(_plain(screen, words, width, chosen)))


def _all(screen: Screen) -> RenderableType:
    return Group(_line(screen), "", _table((*screen.notes, *screen.lines, *screen.gaps)))


def _plain(
    screen: Screen, words: Words, width: int, chosen: int | None
) -> Iterator[RenderableType]:
    """The most generous form first: facts are left out before the heading gets small."""
    main, notes = _main(screen, words, width, chosen), _facts(screen.notes)
    bar, line = _bar(screen), _line(screen)
    banner = bar if screen.letters else _banner(screen, width - 6)
    known = [] if screen.works else _known(screen)
    yield from (Group(banner, *main, *notes, *facts) for facts in known)
    yield from (Group(bar, *main, *notes, *facts) for facts in known)
    yield from (Group(line, *main, *notes, *facts) for facts in known)
    for heading in (banner, bar, line):
        yield Group(heading, *main, *notes)


def _known(screen: Screen) -> list[list[RenderableType]]:
    """What is known of the machine: with what is not, without that, and what matters most."""
    every = _facts((*screen.lines, *screen.gaps))
    verdicts = _verdicts(screen.lines)
    worst = [line for line in verdicts if line.sign not in {None, GOOD}]
    return [every, _facts(screen.lines), _facts(verdicts), _facts(worst)]


def _main(screen: Screen, words: Words, width: int, chosen: int | None) -> list[RenderableType]:
    things = _sentences(screen)
    if screen.letters:
        things += ["", _letters(screen.letters, width - 6), ""]
    if len(screen.works) == 1:
        things += ["", *_one_work(screen.works[0], words, width)]
    else:
        things += [part for work in screen.works for part in ("", _work(work, words))]
    things += [""] if screen.choices else []
    things += [_choice(number, text, chosen) for number, text in enumerate(screen.choices)]
    return things


def _letters(text: str, width: int) -> RenderableType:
    """As a plate, like the tag: this is what has to be copied."""
    return big.plate(text, width, largest=1) or Text(text, style="on.ink")


def _facts(lines: Sequence[Line]) -> list[RenderableType]:
    return ["", _table(lines)] if lines else []


def _banner(screen: Screen, width: int) -> RenderableType:
    """In big letters where they fit, else as a bar."""
    made = big.banner(clean(screen.heading), width, screen.tone, largest=1)
    return Group(made, "") if isinstance(made, big.Picture) else _bar(screen)


def _bar(screen: Screen) -> RenderableType:
    text = Text(clean(screen.heading), style=f"on.{screen.tone}")
    return Group(Padding(text, (1, 2), style=f"on.{screen.tone}"), "")


def _line(screen: Screen) -> RenderableType:
    return Text(f" {clean(screen.heading)} ", style=f"on.{screen.tone}")


def _sentences(screen: Screen) -> list[RenderableType]:
    return [Text(clean(text), style="strong") for text in screen.sentences if text]


def _work(work: Work, words: Words) -> RenderableType:
    """What it is, how far, and how long still."""
    top = Text(clean(work.text), style="strong")
    about = Text(clean(work.about), style="quiet")
    told = [bars.percent(work.fraction)] if work.fraction is not None else []
    told += [bars.time_left(work.left_s, words)] if work.left_s is not None else []
    below = Text.assemble(bars.bar(work.fraction, _BAR), "  ", ("   ".join(told), "strong"))
    return Group(*([top, about] if work.about else [top]), below)


def _one_work(work: Work, words: Words, width: int) -> list[RenderableType]:
    """As ``_work``, with how far it is in big letters."""
    if work.fraction is None:
        return [_work(work, words)]
    return [_work(work, words), "", big.banner(bars.percent(work.fraction), width - 6, "lead")]


def _choice(number: int, text: str, chosen: int | None) -> Text:
    style = "on.lead" if number == chosen else "ink"
    return Text.assemble((f" {number + 1} ", "on.ink"), " ", (f" {clean(text)} ", style))


def _table(lines: Sequence[Line]) -> Table:
    """Label, sign, text; a label stands once for the lines that share it."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=_LABEL)
    table.add_column(width=3)
    table.add_column(overflow="fold")
    before = ""
    for line in lines:
        label = line.label if line.label != before else ""
        sign = Text(line.sign.mark, style=STYLES[line.sign]) if line.sign else Text("")
        table.add_row(Text(label, style="cyan"), sign, Text(clean(line.text)))
        before = line.label
    return table


def _with_code(screen: Screen, width: int) -> list[RenderableType]:
    """The code beside the words; where it fits nowhere, its address to type over."""
    # Without "https://": that is what browsers add, and what would break the line.
    typed = clean(screen.link or "").partition("://")[2]
    address = Text(typed, style="quiet", overflow="fold")
    codes = [big.code(screen.link or "", border) for border in (4, 2, 1)]
    forms: list[RenderableType] = [
        _beside(column, code)
        for code in codes
        if width - 4 - code.width - 2 >= _NARROWEST
        for column in _columns(screen, address)
    ]
    return [*forms, Group(_line(screen), *_sentences(screen), "", address, *_short(screen.notes))]


def _columns(screen: Screen, address: Text) -> Iterator[RenderableType]:
    """What stands beside a code, the most generous first."""
    main, bar, line = _sentences(screen), _bar(screen), _line(screen)
    notes, known = _short(screen.notes), _short(_verdicts(screen.lines), cut=True)
    for heading in (bar, line):
        yield Group(heading, *main, "", address, *notes, *known)
        yield Group(heading, *main, *notes, *known)
    for heading in (bar, line):
        yield Group(heading, *main, *notes)
    yield Group(line, *main)


def _verdicts(lines: Sequence[Line]) -> list[Line]:
    """Without the reasons below a verdict, and with a disk and what it says on one line."""
    kept: list[Line] = []
    before: Line | None = None
    for line in lines:
        below = line.label if before and before.label == line.label else None
        if below and line.sign and before and not before.sign:
            kept[-1] = _joined(kept[-1], line)
            before = None  # what follows under the same label is another disk
        elif below and not line.sign:
            continue  # a reason
        else:
            kept.append(line)
            before = line
    return kept


def _joined(what: Line, verdict: Line) -> Line:
    """What is fine needs no words of its own."""
    text = what.text if verdict.sign is GOOD else f"{verdict.text} ({what.text})"
    return replace(what, sign=verdict.sign, text=text)


def _short(lines: Sequence[Line], *, cut: bool = False) -> list[RenderableType]:
    """In a narrow column, the label in front. ``cut``: one line each, however long."""
    made = [
        Text.assemble(
            (f"{line.sign.mark} ", STYLES[line.sign]) if line.sign else "    ",
            (f"{line.label}: ", "cyan"),
            clean(line.text),
            no_wrap=cut,
            overflow="ellipsis" if cut else "fold",
        )
        for line in lines
    ]
    return ["", *made] if made else []


def _beside(left: RenderableType, code: big.Picture) -> Table:
    table = Table.grid(expand=True, padding=(0, 2, 0, 0))
    table.add_column(ratio=1, overflow="fold")
    table.add_column(width=code.width, no_wrap=True)
    table.add_row(left, code)
    return table
