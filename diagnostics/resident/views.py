"""How a screen looks: its words laid out for rich, in a roomy form and in smaller ones."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from diagnostics.console import bars, big
from diagnostics.console.frame import Fitting
from diagnostics.resident.screens import Screen, Work
from diagnostics.screen.lines import Line
from diagnostics.screen.signs import STYLES, clean
from diagnostics.words import Words

_BAR = 40
_LABEL = 14


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
    """The most generous form first; the heading stays big longer than the details stay."""
    main = _main(screen, words, width, chosen)
    banner, bar = _banner(screen, width - 6), _bar(screen)
    known = [_facts((*screen.lines, *screen.gaps)), _facts(screen.lines)]
    notes = _facts(screen.notes)
    for heading in (banner, bar):
        yield from (Group(heading, *main, *notes, *lines) for lines in known)
    yield Group(_line(screen), *main, *notes, *known[1])
    yield Group(bar, *main, *notes)
    yield Group(_line(screen), *main, *notes)


def _main(screen: Screen, words: Words, width: int, chosen: int | None) -> list[RenderableType]:
    things = _sentences(screen)
    if screen.letters:
        things += ["", big.banner(screen.letters, width - 6, "lead"), ""]
    things += [part for work in screen.works for part in ("", _work(work, words))]
    things += [""] if screen.choices else []
    things += [_choice(number, text, chosen) for number, text in enumerate(screen.choices)]
    return things


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
    address = Text(clean(screen.link or ""), style="quiet", overflow="fold")
    forms: list[RenderableType] = []
    for border in (4, 2, 1):
        code = big.code(screen.link or "", border)
        room = width - 4 - code.width - 2
        if room < 20:
            continue
        columns = (
            _column(screen, address, screen.lines, _bar(screen)),
            _column(screen, address, (), _bar(screen)),
            _column(screen, address, (), _line(screen)),
        )
        forms += [_beside(column, code) for column in columns]
    typed = Group(_line(screen), *_sentences(screen), "", address, "", *_notes(screen))
    return [*forms, typed]


def _column(
    screen: Screen, address: Text, lines: Sequence[Line], heading: RenderableType
) -> RenderableType:
    things = [heading, *_sentences(screen), "", address]
    things += ["", *_notes(screen)] if screen.notes else []
    things += ["", *_short(lines)] if lines else []
    return Group(*things)


def _notes(screen: Screen) -> list[RenderableType]:
    return _short(screen.notes)


def _short(lines: Sequence[Line]) -> list[RenderableType]:
    """In a narrow column: sign and text, the label in front."""
    return [
        Text.assemble(
            (f"{line.sign.mark} ", STYLES[line.sign]) if line.sign else "",
            (f"{line.label}: ", "cyan"),
            clean(line.text),
        )
        for line in lines
    ]


def _beside(left: RenderableType, code: big.Picture) -> Table:
    table = Table.grid(expand=True, padding=(0, 2, 0, 0))
    table.add_column(ratio=1, overflow="fold")
    table.add_column(width=code.width, no_wrap=True)
    table.add_row(left, code)
    return table
