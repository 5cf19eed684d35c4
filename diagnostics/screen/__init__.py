"""What the person at the machine sees: big plain lines, 80 columns, read from two metres.

A sign in brackets stands beside every word that is good or bad: colour is never alone, and a bare
console has no other signs.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from diagnostics.link.errors import NotSent, Refused
from diagnostics.report import Report
from diagnostics.screen import lines
from diagnostics.screen.lines import Line
from diagnostics.screen.signs import GOOD, STYLES, WARNING, WRONG, Sign, clean
from diagnostics.words import Words

# Not for the first picture of the agent that stays, which must be there at once.
if TYPE_CHECKING:
    from diagnostics.link.answer import Answer

_WIDEST = 100
_MARGIN = (0, 0, 0, 2)
_LABEL_WIDTH = 15


def show(out: Console, report: Report, words: Words, tag: str | None = None) -> None:
    """The whole report: what the machine is, then what could not be measured."""
    from diagnostics.screen import missing  # noqa: PLC0415 - see above

    _heading(out, lines.name(report.system) or words("Onbekend toestel"), tag)
    _print(out, _table(lines.of(report, words)))
    gaps = missing.of(report.problems, words)
    if gaps:
        _title(out, words("Niet gemeten"))
        _print(out, _table(gaps))


def show_sending(
    out: Console,
    words: Words,
    answer: "Answer | None",
    error: NotSent | None,
    kept_at: Path | None,
) -> None:
    """How sending went, and what to do now."""
    _title(out, words("Verzenden"))
    if answer:
        _print(out, _table(_answered(answer, words)))
    elif error:
        _print(out, _table(_not_sent(error, kept_at, words)))
    out.print()


def say(out: Console, text: str) -> None:
    _print(out, _table([Line("", text, GOOD)]))


def warn(out: Console, text: str) -> None:
    _print(out, _table([Line("", text, WRONG)]))


def _answered(answer: "Answer", words: Words) -> list[Line]:
    found = [Line(words("Rapport"), words("verzonden"), GOOD)]
    if answer.tag:
        found.append(Line(words("Etiket"), answer.tag))
    if answer.next_name or answer.next_text:
        step = " – ".join(filter(None, (answer.next_name, answer.next_text)))
        found.append(Line(words("Nu doen"), step))
    if answer.url:
        found.append(Line(words("Pagina"), answer.url))
    return found


def _not_sent(error: NotSent, kept_at: Path | None, words: Words) -> list[Line]:
    refused = isinstance(error, Refused)
    what = words("De server neemt het verslag niet aan.") if refused else words("Geen verbinding.")
    found = [Line(words("Rapport"), what, WRONG), Line(words("Reden"), _reason(error))]
    if kept_at:
        found.append(Line(words("Bewaard in"), str(kept_at), WARNING))
        found.append(
            Line(words("Nu doen"), words("Laad dit bestand op in Atelier, of meet nog eens."))
        )
    else:
        found.append(
            Line(
                words("Let op"), words("Het verslag kon niet bewaard worden. Meet opnieuw."), WRONG
            )
        )
    return found


def _reason(error: NotSent) -> str:
    parts: list[str | None] = [str(error)]
    if isinstance(error, Refused):
        parts += [error.field, error.expected]
    return " – ".join(filter(None, parts))


def _heading(out: Console, name: str, tag: str | None) -> None:
    table = Table.grid(expand=True)
    table.add_column(ratio=1)
    table.add_column(justify="right")
    table.add_row(Text(clean(name), style="bold"), Text(clean(tag or ""), style="bold reverse"))
    out.print()
    _print(out, table)
    _print(out, Rule(style="dim"))


def _title(out: Console, text: str) -> None:
    out.print()
    _print(out, Text(text, style="bold"))


def _table(found: Iterable[Line]) -> Table:
    """Label, sign, text; a label stands once for the lines that share it."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=_LABEL_WIDTH)
    table.add_column(width=3)
    table.add_column(overflow="fold")
    before = ""
    for line in found:
        label = line.label if line.label != before else ""
        table.add_row(Text(label, style="cyan"), _sign(line.sign), Text(clean(line.text)))
        before = line.label
    return table


def _sign(sign: Sign | None) -> Text:
    return Text(sign.mark, style=STYLES[sign]) if sign else Text("")


def _print(out: Console, what: Table | Text | Rule) -> None:
    out.print(Padding(what, _MARGIN), width=min(out.width, _WIDEST))
