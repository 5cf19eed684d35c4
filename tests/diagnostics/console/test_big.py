"""Big letters, plates and codes, read back from the points on the screen."""

import io
from collections.abc import Sequence

import pytest
import zxingcpp
from PIL import Image
from rich.console import Console

from diagnostics.console import big, letters, pixels, theme
from diagnostics.wire.pairing import ALPHABET


def points(lines: Sequence[str]) -> list[list[bool]]:
    """The points that half blocks stand for."""
    halves = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}
    return [[halves[char][half] for char in line] for line in lines for half in (0, 1)]


def image(lines: Sequence[str], point: int = 4) -> Image.Image:
    rows = points(lines)
    made = Image.new("L", (len(rows[0]), len(rows)), 255)
    made.putdata([0 if dark else 255 for row in rows for dark in row])
    return made.resize((made.width * point, made.height * point), Image.Resampling.NEAREST)


@pytest.mark.parametrize("border", [4, 2])
@pytest.mark.parametrize(
    "url",
    [
        "https://a.be/x",
        "https://atelier.example/devices/claim/8f14e45f-ceea",
        "https://werkplaats.voorbeeld.example:8443/toestellen/" + "9" * 60,
    ],
)
def test_a_code_is_read_back(url: str, border: int) -> None:
    found = zxingcpp.read_barcodes(image(big.code(url, border).lines))
    assert [one.text for one in found] == [url]


@pytest.mark.parametrize("length", [20, 53, 60, 78])
def test_a_code_fits_beside_the_text_on_the_smallest_console(length: int) -> None:
    made = big.code("https://" + "a" * (length - 8))
    assert made.width <= 41
    assert len(made.lines) <= 21


def test_letters_of_the_pairing_code_all_have_a_shape_of_their_own() -> None:
    shapes = {str(letters.drawn(letter)) for letter in ALPHABET}
    assert "None" not in shapes
    assert len(shapes) == len(ALPHABET)


def test_accents_and_small_letters_are_capitals() -> None:
    assert letters.drawn("élève") == letters.drawn("ELEVE")


def test_a_letter_without_shape_is_shown_as_plain_text() -> None:
    assert str(big.banner("日本", 80)) == "日本"


def test_what_does_not_fit_big_is_smaller() -> None:
    twice, once = big.banner("AB", 80), big.banner("AB", 20)
    assert isinstance(twice, big.Picture)
    assert isinstance(once, big.Picture)
    assert twice.width == 2 * once.width
    assert str(big.banner("AB", 10)) == "AB"


def test_a_plate_is_the_tag_left_out_of_a_dark_ground() -> None:
    made = big.plate("4217 0385 61", 76)
    assert made is not None
    dark = points(made.lines)[1:]  # half a line above it stays paper
    drawn = letters.drawn("4217 0385 61")
    inner = [row[2:-2] for row in dark[1:-1]]
    assert [[not point for point in row] for row in inner] == drawn
    assert all(all(row) for row in (dark[0], dark[-1]))


def test_a_picture_is_cut_where_the_screen_ends() -> None:
    out = Console(file=io.StringIO(), width=10, theme=theme.THEME)
    out.print(big.Picture(["█" * 30, "▀" * 30]))
    assert max(map(len, out.file.getvalue().splitlines())) <= 10  # type: ignore[attr-defined]


def test_an_odd_row_gets_an_empty_half() -> None:
    assert pixels.halves([[True, False]]) == ["▀ "]
