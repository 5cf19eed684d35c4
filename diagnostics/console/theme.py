"""Sixteen colours with the meanings of the web pages; a style is named by what it means.

The Linux console shows bold as the brighter half of its palette, so each colour stands there twice.
"""

from collections.abc import Mapping

from rich.theme import Theme

#: What every cell has where nothing else is said: ink on paper.
BASE = "black on white"
#: The whole screen in the ground of ``BASE``.
CLEAR = "\x1b[30;47m\x1b[2J"

THEME = Theme(
    {
        "ink": "black",
        "strong": "bold black",
        "quiet": "blue",
        "line": "magenta",
        "lead": "bold cyan",
        "good": "bold green",
        "attention": "bold yellow",
        "stop": "bold red",
        # Light words on a ground of their colour: a heading, a plate, a chip.
        "on.lead": "bold white on cyan",
        "on.good": "bold white on green",
        "on.attention": "bold white on yellow",
        "on.stop": "bold white on red",
        "on.ink": "bold white on black",
        "code": BASE,
    },
    inherit=True,
)

_INK, _PAPER, _CARD = "1d2730", "f6f4ef", "ffffff"
_LEAD, _GOOD, _ATTENTION, _STOP = "0a5f63", "23663a", "8a4b00", "a4262c"
_QUIET, _LINE = "55616d", "c9c2b2"
#: In the order of the console's palette: 0 to 7, then what bold makes of them.
PALETTE = (
    *(_INK, _STOP, _GOOD, _ATTENTION, _QUIET, _LINE, _LEAD, _PAPER),
    *("000000", _STOP, _GOOD, _ATTENTION, _QUIET, _LINE, _LEAD, _CARD),
)

#: Colours of the screen test, pure: the number in the palette and what it is set to meanwhile.
FILLS: Mapping[str, tuple[int, str]] = {
    "black": (0, "000000"),
    "red": (1, "ff0000"),
    "green": (2, "00ff00"),
    "blue": (4, "0000ff"),
    "white": (7, "ffffff"),
}
