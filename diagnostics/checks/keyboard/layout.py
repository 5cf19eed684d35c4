"""Where the keys of a laptop are, and what is printed on them. Pure.

The kernel's number of a key says where it is, so the drawing is right for any layout; only the
letters on it differ. ISO, with the large Enter key, as sold in Europe.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cap:
    """A key in the drawing: the kernel's number, and how many columns it takes."""

    code: int
    width: int = 4
    #: On nearly every laptop: not seeing it means something.
    expected: bool = True


_FIRST = """
ESC 1 2 3 4 5 6 7 8 9 0 MINUS EQUAL BACKSPACE
TAB Q W E R T Y U I O P LEFTBRACE RIGHTBRACE ENTER
LEFTCTRL A S D F G H J K L SEMICOLON APOSTROPHE GRAVE
LEFTSHIFT BACKSLASH Z X C V B N M COMMA DOT SLASH RIGHTSHIFT KPASTERISK
LEFTALT SPACE CAPSLOCK F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NUMLOCK SCROLLLOCK
KP7 KP8 KP9 KPMINUS KP4 KP5 KP6 KPPLUS KP1 KP2 KP3 KP0 KPDOT
"""
#: By number, the names of input-event-codes.h without ``KEY_``.
NAMES = dict(enumerate(_FIRST.split(), start=1)) | {
    86: "102ND",
    87: "F11",
    88: "F12",
    96: "KPENTER",
    97: "RIGHTCTRL",
    98: "KPSLASH",
    99: "SYSRQ",
    100: "RIGHTALT",
    102: "HOME",
    103: "UP",
    104: "PAGEUP",
    105: "LEFT",
    106: "RIGHT",
    107: "END",
    108: "DOWN",
    109: "PAGEDOWN",
    110: "INSERT",
    111: "DELETE",
    125: "LEFTMETA",
    126: "RIGHTMETA",
    127: "COMPOSE",
}
CODES = {name: code for code, name in NAMES.items()}


def _row(text: str) -> tuple[Cap, ...]:
    """``TAB:6 Q +INSERT``: a name, its width where that is not 4, ``+``: not on every laptop."""
    return tuple(map(_cap, text.split()))


def _cap(word: str) -> Cap:
    name, _, width = word.removeprefix("+").partition(":")
    code = 0 if name == "_" else CODES[name]
    return Cap(code, int(width or 4), expected=bool(code) and not word.startswith("+"))


#: From the top; ``_`` is nothing, as between Shift and the arrows. Each row is 64 columns wide.
MAIN = (
    _row("ESC F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 +SYSRQ +INSERT DELETE"),
    _row("GRAVE 1 2 3 4 5 6 7 8 9 0 MINUS EQUAL BACKSPACE:12"),
    _row("TAB:6 Q W E R T Y U I O P LEFTBRACE RIGHTBRACE ENTER:10"),
    _row("CAPSLOCK:7 A S D F G H J K L SEMICOLON APOSTROPHE BACKSLASH ENTER:9"),
    _row("LEFTSHIFT:5 +102ND Z X C V B N M COMMA DOT SLASH RIGHTSHIFT:7 UP _"),
    _row("LEFTCTRL:5 +LEFTMETA:5 LEFTALT:5 SPACE:22 RIGHTALT:6")
    + _row("+COMPOSE +RIGHTCTRL:5 LEFT DOWN RIGHT"),
)
#: To the right of each row of ``MAIN``: no laptop has to have them.
SIDE = (
    _row("+HOME:3 +END:3 +PAGEUP:3 +PAGEDOWN:3"),
    _row("+NUMLOCK:3 +KPSLASH:3 +KPASTERISK:3 +KPMINUS:3"),
    _row("+KP7:3 +KP8:3 +KP9:3 +KPPLUS:3"),
    _row("+KP4:3 +KP5:3 +KP6:3 +KPPLUS:3"),
    _row("+KP1:3 +KP2:3 +KP3:3 +KPENTER:3"),
    _row("+KP0:6 +KPDOT:3 +KPENTER:3"),
)
EXPECTED = frozenset(cap.code for row in MAIN for cap in row if cap.expected)

_PLAIN = {
    "ESC": "Esc",
    "MINUS": "-",
    "EQUAL": "=",
    "BACKSPACE": "<--",
    "TAB": "Tab",
    "LEFTBRACE": "[",
    "RIGHTBRACE": "]",
    "ENTER": "Enter",
    "LEFTCTRL": "Ctrl",
    "GRAVE": "`",
    "SEMICOLON": ";",
    "APOSTROPHE": "'",
    "LEFTSHIFT": "Shft",
    "BACKSLASH": "\\",
    "DOT": ".",
    "COMMA": ",",
    "SLASH": "/",
    "RIGHTSHIFT": "Shift",
    "LEFTALT": "Alt",
    "SPACE": "",
    "CAPSLOCK": "Caps",
    "NUMLOCK": "Nm",
    "102ND": "<",
    "RIGHTCTRL": "Ctrl",
    "RIGHTALT": "AltGr",
    "HOME": "Hm",
    "UP": "↑",
    "PAGEUP": "P↑",
    "LEFT": "←",
    "RIGHT": "→",
    "END": "En",
    "DOWN": "↓",
    "PAGEDOWN": "P↓",
    "INSERT": "Ins",
    "DELETE": "Del",
    "LEFTMETA": "Win",
    "COMPOSE": "Mnu",
    "SYSRQ": "Prt",
    "KPASTERISK": "*",
    "KPMINUS": "-",
    "KPPLUS": "+",
    "KPDOT": ".",
    "KPENTER": "En",
    "KPSLASH": "/",
}
#: What a Belgian keyboard has printed where an American one has the letter of the name.
_BELGIAN = {
    "Q": "A",
    "W": "Z",
    "A": "Q",
    "Z": "W",
    "SEMICOLON": "M",
    "M": ",",
    "COMMA": ";",
    "DOT": ":",
    "SLASH": "=",
    "GRAVE": "²",
    "MINUS": ")",
    "EQUAL": "-",
    "LEFTBRACE": "^",
    "RIGHTBRACE": "$",
    "APOSTROPHE": "ù",
    "BACKSLASH": "µ",
}


def label(code: int, *, belgian: bool = True) -> str:
    """What is printed on the key."""
    name = NAMES.get(code, str(code))
    plain = _PLAIN.get(name, name.removeprefix("KP"))
    return _BELGIAN.get(name, plain) if belgian else plain
