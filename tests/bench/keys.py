"""Texts and key names as QEMU's key codes, for a keyboard laid out as in the United States."""

from collections.abc import Iterator

_PLAIN = {
    " ": "spc", "-": "minus", "=": "equal", "[": "bracket_left", "]": "bracket_right",
    ";": "semicolon", "'": "apostrophe", "`": "grave_accent", "\\": "backslash", ",": "comma",
    ".": "dot", "/": "slash", "\n": "ret", "\t": "tab",
}  # fmt: skip
_SHIFTED = dict(zip('!@#$%^&*()_+{}:"~|<>?', "1234567890-=[];'`\\,./", strict=True))
_NAMES = {"enter": "ret", "escape": "esc", "space": "spc", "page_up": "pgup", "page_down": "pgdn"}


def chord(name: str) -> list[str]:
    """``"enter"``, ``"f2"``, ``"ctrl-alt-f2"``: the codes to hold down together."""
    return [_NAMES.get(part, part) for part in name.lower().split("-")]


def chords(text: str) -> Iterator[list[str]]:
    """What to press, one after another, to type ``text``."""
    for letter in text:
        if letter.isupper() or letter in _SHIFTED:
            yield ["shift", _code(_SHIFTED.get(letter, letter.lower()))]
        else:
            yield [_code(letter)]


def _code(letter: str) -> str:
    return _PLAIN.get(letter, letter)
