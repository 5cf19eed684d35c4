"""What stands around every body: who this machine is, where it stands, what its keys do."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from diagnostics.console import big
from diagnostics.console.keys import Key
from diagnostics.screen.signs import STYLES, Sign, clean
from diagnostics.words import Words

Way = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    #: Maker and model; empty as long as they are not known.
    name: str = ""
    #: As printed on the label, grouped.
    tag: str | None = None
    #: The server knows the machine, and it has no tag.
    untagged: bool = False
    #: The gates with "done", "now" or "to_come"; empty as long as they are not known.
    way: Way = ()
    #: What is always said at the bottom, each with its sign: the network, the stick.
    standing: tuple[tuple[Sign, str], ...] = ()


def small_header(around: Around, words: Words) -> RenderableType:
    """The tag as a plate and the name, on one line."""
    row = Table.grid(expand=True, padding=(0, 1))
    row.add_column(no_wrap=True)
    row.add_column(justify="right", no_wrap=True, overflow="ellipsis", ratio=1)
    row.add_row(_small_plate(around, words), Text(clean(around.name), style="strong"))
    return row


def _small_plate(around: Around, words: Words) -> Text:
    if around.tag:
        return Text(f"  {clean(around.tag)}  ", style="on.ink")
    return Text(words("nog geen etiket") if around.untagged else "Atelier", style="quiet")


def big_header(around: Around, width: int, largest: int) -> list[RenderableType]:
    """The tag to be read from two metres, with the name below; nothing where there is no tag."""
    plate = big.plate(clean(around.tag), width, largest) if around.tag else None
    return [plate, Text(clean(around.name), style="strong", no_wrap=True)] if plate else []


def ribbon(way: Way, width: int) -> Text:
    """The seven gates on one line; where that is too narrow, without the words of the others."""
    stops = [_stop(name, state) for name, state in way]
    for between in ("  ", " "):
        whole = Text(between).join(stops)
        if whole.cell_len <= width:
            return whole
    return Text(" ").join(_stop(name if state == "now" else "", state) for name, state in way)


def _stop(name: str, state: str) -> Text:
    if state == "now":
        return Text(f"[ {clean(name).upper()} ]", style="on.lead")
    if state == "done":
        return Text(f"(v) {clean(name)}".rstrip(), style="good")
    return Text(clean(name) or "( )", style="quiet")


def footer(
    around: Around, keys: Sequence[Key], chosen: str | None, width: int, *, more: str = ""
) -> list[Text]:
    """How network and stick are on one line, then the keys on as many as they need."""
    standing = Text("    ").join(
        Text.assemble((f"{sign.mark} ", STYLES[sign]), (clean(text), "quiet"))
        for sign, text in around.standing
    )
    standing.truncate(max(width - len(more) - 2, 0), overflow="ellipsis")
    if more:
        standing.append(" " * (width - standing.cell_len - len(more)) + more, style="strong")
    return [standing, *_keys([_key(key, chosen=key.name == chosen) for key in keys], width)]


def _keys(parts: Sequence[Text], width: int) -> list[Text]:
    """On one line if they fit, more closely if they must."""
    for between in ("  ", " "):
        whole = Text(between).join(parts)
        if whole.cell_len <= width:
            return [whole] if parts else []
    lines: list[Text] = []
    for part in parts:
        if lines and lines[-1].cell_len + 2 + part.cell_len <= width:
            lines[-1].append("  ").append_text(part)
        else:
            lines.append(part)
    return lines


def _key(key: Key, *, chosen: bool) -> Text:
    name = _shown(key.name)
    if chosen:
        return Text(f" {name} {key.text} ", style="on.lead")
    return Text.assemble((f" {name} ", "on.ink"), " ", (key.text, "ink"))


#: Arrows as words would have to be translated; these signs every console has.
_SHOWN = {"up": "↑", "down": "↓", "left": "←", "right": "→", "enter": "Enter", "escape": "Esc"}


def _shown(name: str) -> str:
    return _SHOWN.get(name, name.upper() if len(name) <= 3 else name.capitalize())
