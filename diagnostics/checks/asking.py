"""Ask a person to choose: arrows and Enter, or the number, with nothing to type."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.text import Text

from diagnostics.checks.kit import Kit, Stopped
from diagnostics.console.keys import Key
from diagnostics.screen.signs import STYLES, Sign

#: The row of digits as a Belgian or French keyboard sends it without Shift.
_AZERTY = dict(zip("&é\"'(§è!ç", "123456789", strict=True)) | {"-": "6", "_": "8"}
_DOWN, _UP, _TAKE = {"down", "right", "tab"}, {"up", "left", "shift+tab"}, {"enter", "space"}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str
    #: How it went before.
    sign: Sign | None = None
    note: str = ""


def choose(kit: Kit, head: RenderableType, choices: Sequence[Choice], first: str = "") -> str:
    """The value that the person takes; the arrow first stands on ``first``. Raises Stopped."""
    values = [choice.value for choice in choices]
    at = values.index(first) if first in values else 0
    while True:
        kit.stage.show(Group(head, "", _listed(choices, at)), _keys(kit))
        key = kit.key()
        if key == "escape":
            raise Stopped
        if key in _TAKE:
            return values[at]
        number = _AZERTY.get(key, key)
        if number.isdecimal() and 0 < int(number) <= len(values):
            return values[int(number) - 1]
        at = (at + (key in _DOWN) - (key in _UP)) % len(values)


def _keys(kit: Kit) -> list[Key]:
    words = kit.words
    return [
        Key("down", words("volgende")),
        Key("enter", words("kies")),
        Key("escape", words("stop met nakijken")),
    ]


def _listed(choices: Sequence[Choice], at: int) -> Text:
    lines = [_line(n, choice, chosen=n == at) for n, choice in enumerate(choices)]
    return Text("\n").join(lines)


def _line(number: int, choice: Choice, *, chosen: bool) -> Text:
    shown = f"{number + 1}" if number < 9 else " "
    line = Text(f" {'>' if chosen else ' '} {shown}  {choice.text} ")
    line.stylize("on.lead" if chosen else "ink")
    if choice.sign:
        line.append(f" {choice.sign.mark}", style=STYLES[choice.sign])
    return line.append(f" {choice.note}", style="quiet") if choice.note else line


def headed(title: str, *parts: RenderableType) -> Group:
    """A title, and what belongs to it below."""
    return Group(Text(title, style="strong"), *(part for part in parts if part != ""))
