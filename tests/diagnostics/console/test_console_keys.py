"""What a keyboard sends, as names of keys."""

import pytest

from diagnostics.console import keys


@pytest.mark.parametrize(
    ("sent", "names"),
    [
        ("a1 \r", ["a", "1", "space", "enter"]),
        ("\x1b[A\x1b[B\x1b[C\x1b[D", ["up", "down", "right", "left"]),
        ("\x1b[[A\x1b[[E\x1b[17~\x1b[21~", ["f1", "f5", "f6", "f10"]),  # Linux console
        ("\x1bOP\x1bOS\x1b[15~", ["f1", "f4", "f5"]),  # xterm
        ("\x1b[1;5C\x1b[3;2~", ["right", "delete"]),  # with Ctrl, with Shift
        ("\x7f\t\x1b[Z\x03", ["backspace", "tab", "shift+tab", "ctrl+c"]),
        ("\x1b[3~\x1b[5~\x1b[6~\x1b[H\x1b[F", ["delete", "page up", "page down", "home", "end"]),
        ("\x1b[99;7~x", ["unknown", "x"]),
        ("é", ["é"]),
        ("\x1bq", ["alt+q"]),
    ],
)
def test_a_key_has_one_name(sent: str, names: list[str]) -> None:
    assert keys.split(sent) == (names, "")


@pytest.mark.parametrize("whole", ["\x1b[21~", "\x1b[[A", "\x1bOP", "\x1b[1;5C"])
def test_half_a_sequence_waits_for_the_rest(whole: str) -> None:
    for cut in range(1, len(whole)):
        names, rest = keys.split(whole[:cut])
        assert names == []
        assert keys.split(rest + whole[cut:]) == keys.split(whole)


@pytest.mark.parametrize(("rest", "names"), [("\x1b", ["escape"]), ("", [])])
def test_escape_alone_is_a_key(rest: str, names: list[str]) -> None:
    assert keys.unfinished(rest) == names


def test_escape_pressed_twice_is_two_keys() -> None:
    names, rest = keys.split("\x1b\x1b")
    assert names + keys.unfinished(rest) == ["escape", "escape"]
