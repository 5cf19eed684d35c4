"""A whole screen fits whatever there is: its size, its header, its footer, what gives way."""

import io

import pytest
from rich.console import Console
from rich.text import Text

from diagnostics.console import theme
from diagnostics.console.around import Around
from diagnostics.console.frame import Fitting, Frame, Laid, lay_out
from diagnostics.console.keys import Key
from diagnostics.screen.signs import GOOD
from diagnostics.words import LANGUAGES, in_language

TAG = "4217 0385 61"
WAY = (
    ("ontvangen", "done"),
    ("gemeten", "done"),
    ("wissen", "now"),
    ("software", "to_come"),
    ("herstellen", "to_come"),
    ("nakijken", "to_come"),
    ("klaar", "to_come"),
)
KNOWN = Around(name="LENOVO ThinkPad T470", tag=TAG, way=WAY, standing=((GOOD, "netwerk: goed"),))
KEYS = (Key("1", "Nakijken"), Key("9", "Herstarten"), Key("0", "Uitzetten"))


def laid(frame: Frame, width: int = 80, height: int = 25, language: str = "nl") -> Laid:
    console = Console(file=io.StringIO(), width=width, theme=theme.THEME)
    return lay_out(console, frame, in_language(language), width, height)


def texts(found: Laid) -> list[str]:
    return ["".join(segment.text for segment in line) for line in found.lines]


@pytest.mark.parametrize("size", [(80, 24), (80, 25), (100, 37), (170, 48), (240, 67), (40, 12)])
@pytest.mark.parametrize("lines", [0, 3, 15, 200])
@pytest.mark.parametrize("around", [Around(), KNOWN])
def test_a_screen_has_exactly_its_size(size: tuple[int, int], lines: int, around: Around) -> None:
    frame = Frame(around=around, body=Text("\n".join(["woord"] * lines)), keys=KEYS)
    found = texts(laid(frame, *size))
    assert len(found) == size[1]
    assert {len(line) for line in found} == {size[0]}


def test_the_tag_is_big_where_there_is_room_and_one_line_where_not() -> None:
    short = texts(laid(Frame(around=KNOWN, body=Text("kort"))))
    long = texts(laid(Frame(around=KNOWN, body=Text("\n".join(["lang"] * 18)))))
    assert not any(TAG in line for line in short)
    assert any("█▀▀" in line for line in short)
    assert TAG in long[0] + long[1]
    assert "ThinkPad T470" in long[0] + long[1]


def test_the_ribbon_says_which_gate_is_now_with_a_sign_and_a_word() -> None:
    text = "\n".join(texts(laid(Frame(around=KNOWN, body=""))))
    assert "(v) ontvangen (v) gemeten [ WISSEN ] software herstellen nakijken klaar" in text
    narrow = "\n".join(texts(laid(Frame(around=KNOWN, body=""), 50)))
    assert "(v) (v) [ WISSEN ] ( ) ( ) ( ) ( )" in narrow


def test_the_smaller_body_is_taken_where_the_first_does_not_fit() -> None:
    body = Fitting([Text("\n".join(["groot"] * 30)), Text("klein")])
    assert any("klein" in line for line in texts(laid(Frame(around=KNOWN, body=body))))
    assert any("groot" in line for line in texts(laid(Frame(around=KNOWN, body=body), 80, 50)))


def test_what_is_longer_than_the_screen_is_scrolled_and_says_so() -> None:
    body = Text("\n".join(f"regel {n}." for n in range(60)))
    top = laid(Frame(around=KNOWN, body=body, keys=KEYS))
    assert "regel 0." in "\n".join(texts(top))
    assert "↓ meer" in texts(top)[-2]
    last = texts(laid(Frame(around=KNOWN, body=body, keys=KEYS, offset=1000)))
    assert "regel 59." in "\n".join(last)
    assert "↑ meer" in last[-2]


def test_everything_can_be_scrolled_to() -> None:
    body = Text("\n".join(f"regel {n}." for n in range(60)))
    furthest = laid(Frame(around=KNOWN, body=body)).furthest
    seen = {
        line.strip()
        for offset in range(furthest + 1)
        for line in texts(laid(Frame(around=KNOWN, body=body, offset=offset)))
    }
    assert {f"regel {n}." for n in range(60)} <= seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_network_and_keys_are_always_there(language: str) -> None:
    body = Text("\n".join(["x"] * 100))
    found = "\n".join(texts(laid(Frame(around=KNOWN, body=body, keys=KEYS), language=language)))
    assert "(v) netwerk: goed" in found
    assert all(key.text in found for key in KEYS)


def test_a_hostile_name_moves_no_cursor() -> None:
    evil = Around(name="\x1b[2J[red]A", tag="\x1b]0;x\x07", standing=((GOOD, "\x1b[1A"),))
    text = "".join(texts(laid(Frame(around=evil, body=""))))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[red]A" in text
