"""The names of keys, and what a Linux console or an xterm sends for them. Pure.

A letter or digit is its own name ("a", "A", "1"); the rest have names: "enter", "escape", "space",
"tab", "backspace", "left", "f1", "delete", "ctrl+c"…
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key that does something now, as it stands in the footer."""

    name: str
    #: What it does, in the language of the screen.
    text: str


_SINGLE = {
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    " ": "space",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x1b": "escape",
}
#: After ``ESC [`` or ``ESC O``. ``[[A`` is how the Linux console says F1.
_SEQUENCES = {
    "A": "up",
    "B": "down",
    "C": "right",
    "D": "left",
    "E": "middle",
    "F": "end",
    "G": "middle",
    "H": "home",
    "P": "f1",
    "Q": "f2",
    "R": "f3",
    "S": "f4",
    "Z": "shift+tab",
    "M": "enter",
    "1~": "home",
    "2~": "insert",
    "3~": "delete",
    "4~": "end",
    "5~": "page up",
    "6~": "page down",
    "7~": "home",
    "8~": "end",
    "11~": "f1",
    "12~": "f2",
    "13~": "f3",
    "14~": "f4",
    "15~": "f5",
    "17~": "f6",
    "18~": "f7",
    "19~": "f8",
    "20~": "f9",
    "21~": "f10",
    "23~": "f11",
    "24~": "f12",
    "[A": "f1",
    "[B": "f2",
    "[C": "f3",
    "[D": "f4",
    "[E": "f5",
}
_FINAL = frozenset(chr(code) for code in range(0x40, 0x7F))


def split(text: str) -> tuple[list[str], str]:
    """The names of the keys in ``text``, and what is left: the beginning of an unfinished one.

    A sequence that nobody knows is one key named "unknown", never a row of letters.
    """
    names: list[str] = []
    while text:
        name, length = _first(text)
        if not length:
            return names, text
        names.append(name)
        text = text[length:]
    return names, ""


def unfinished(rest: str) -> list[str]:
    """What a beginning means when nothing followed it: ESC alone is the key Escape."""
    return ["escape", *split(rest[1:])[0]] if rest else []


def _first(text: str) -> tuple[str, int]:
    """The first key and how many characters it took; 0: not all of it is there yet."""
    if text[0] == "\x1b":
        return _escaped(text)
    return _single(text[0]), 1


def _single(letter: str) -> str:
    if letter in _SINGLE:
        return _SINGLE[letter]
    if letter < " ":
        return f"ctrl+{chr(ord(letter) + 0x60)}"
    return letter


def _escaped(text: str) -> tuple[str, int]:
    if len(text) == 1:
        return "", 0
    if text[1] in "[O":
        return _sequence(text)
    if text[1] == "\x1b":
        return "escape", 1
    return f"alt+{_single(text[1])}", 2


def _sequence(text: str) -> tuple[str, int]:
    if text.startswith("\x1b[["):  # the Linux console's F1 to F5
        end = 3
    else:
        end = next((n for n, letter in enumerate(text) if n >= 2 and letter in _FINAL), len(text))
    if end >= len(text):
        return "", 0
    return _named(text[2 : end + 1]), end + 1


def _named(body: str) -> str:
    """A modifier (``1;5C``: Ctrl and right) does not change which key it is."""
    plain = body
    if ";" in body:
        number, _, last = body.partition(";")
        plain = body[-1] if number == "1" else number + last[-1]
    return _SEQUENCES.get(plain, "unknown")
