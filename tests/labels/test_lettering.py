import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels import lettering

FONTS = [lettering.PLAIN, lettering.BOLD]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lenovo ThinkPad T470", "Lenovo ThinkPad T470"),
        ("Élève, cœur, naïef, façade, ÿ, €, ‘één’, “ü”, – ß", None),
        ("  twee\t\tspaties\r\nen een regel ", "twee spaties en een regel"),
        ("SN\x00\x1b[2J123\x7f", "SN [2J123"),
        ("left\u202eright\u200b\ufeff", "leftright"),
        ("e\u0301", "é"),
        ("Ő ő ǎ ș", "O o a s"),
        ("日本", "??"),
        ("💻 laptop", "? laptop"),
        ("\x00\x01\u200b", ""),
        ("", ""),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_text_is_made_printable(text: str, shown: str | None) -> None:
    assert lettering.printable(text) == (text if shown is None else shown)


@given(st.text())
def test_printable_text_is_one_line_that_the_font_has(text: str) -> None:
    shown = lettering.printable(text)
    assert shown == shown.strip()
    assert not any(unicodedata.category(char).startswith("C") for char in shown)
    assert all(ord(char) in lettering.font(lettering.BOLD).face.charToGlyph for char in shown)


@given(
    st.text(max_size=80).map(lettering.printable),
    st.sampled_from(FONTS),
    st.floats(1, 100),
    st.floats(0, 1000),
)
def test_text_fits_or_is_gone(text: str, name: str, size: float, room: float) -> None:
    shown, fitted = lettering.fit(text, name, size, room)
    assert lettering.width(shown, name, fitted) <= room
    assert 0.79 * size <= fitted <= size
    assert shown in {text, ""} or shown.endswith("…")


def test_text_shrinks_before_it_is_cut() -> None:
    natural = lettering.width("Lenovo ThinkPad", lettering.PLAIN, 10)
    assert lettering.fit("Lenovo ThinkPad", lettering.PLAIN, 10, natural) == ("Lenovo ThinkPad", 10)
    assert lettering.fit("Lenovo ThinkPad", lettering.PLAIN, 10, natural * 0.85) == (
        "Lenovo ThinkPad",
        8,
    )
    shown, _ = lettering.fit("Lenovo ThinkPad", lettering.PLAIN, 10, natural * 0.5)
    assert shown.startswith("Lenovo")
    assert shown.endswith("…")


def test_an_endless_text_costs_nothing() -> None:
    assert len(lettering.printable("a" * 10_000_000)) == 200
