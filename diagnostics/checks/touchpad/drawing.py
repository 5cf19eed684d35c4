"""The touchpad on the screen: a field with four corners, a finger, and the buttons below."""

from rich.text import Text

from diagnostics.checks.inputs.events import BTN_LEFT, BTN_RIGHT
from diagnostics.checks.touchpad.pad import Pad
from diagnostics.words import Words

_WIDTH, _HEIGHT = 44, 9
_CORNER_WIDTH, _CORNER_HEIGHT = 12, 2


def drawn(pad: Pad, words: Words) -> Text:
    lines = [_line(pad, y) for y in range(_HEIGHT)]
    return Text("\n").join([*lines, Text(""), _buttons(pad, words)])


def _line(pad: Pad, y: int) -> Text:
    finger = (round(pad.at[0] * (_WIDTH - 1)), round(pad.at[1] * (_HEIGHT - 1)))
    line = Text("  ", style="ink")
    for x in range(_WIDTH):
        line.append("█" if (x, y) == finger else " ", style=_ground(pad, x, y))
    return line


def _ground(pad: Pad, x: int, y: int) -> str:
    right, low = x >= _WIDTH - _CORNER_WIDTH, y >= _HEIGHT - _CORNER_HEIGHT
    in_corner = (x < _CORNER_WIDTH or right) and (y < _CORNER_HEIGHT or low)
    if not in_corner:
        return "black on magenta"
    return "white on green" if (right, low) in pad.corners else "white on blue"


def _buttons(pad: Pad, words: Words) -> Text:
    half = _WIDTH // 2 - 1
    left = _button(words("links"), half, pressed=BTN_LEFT in pad.clicked)
    if not pad.right_button:
        return Text.assemble("  ", left)
    right = _button(words("rechts"), half, pressed=BTN_RIGHT in pad.clicked)
    return Text.assemble("  ", left, "  ", right)


def _button(text: str, width: int, *, pressed: bool) -> Text:
    shown = f"(v) {text}" if pressed else text
    return Text(shown.center(width), style="on.good" if pressed else "white on blue")
