"""Badges: what is printed is read back, and what scanners type is understood."""

import pypdfium2
import pytest
import zxingcpp

from labels import badges
from labels.badges import Badge

CODE = "98765432109876543210987654"
BADGE = Badge(code=CODE, name="Test Persoon", organisation="Test-atelier", words="Scan mij.")


@pytest.mark.parametrize("code", [CODE, "00000000000000000000000001", "9" * 26])
def test_both_codes_on_the_card_read_the_same(code: str) -> None:
    card = Badge(code=code, name="Test", organisation="Test-atelier")
    page = pypdfium2.PdfDocument(badges.pdf(card, "nl"))[0]
    assert [round(side / 72 * 25.4, 1) for side in page.get_size()] == [85.6, 54.0]
    read = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())
    assert {(one.format.name, one.text) for one in read} == {("Code128", code), ("QRCode", code)}


def test_the_same_badge_gives_the_same_bytes_and_holds_its_words() -> None:
    assert badges.pdf(BADGE, "nl") == badges.pdf(BADGE, "nl")
    text = pypdfium2.PdfDocument(badges.pdf(BADGE, "nl"))[0].get_textpage().get_text_range()
    assert {"Test Persoon", "Test-atelier", "Scan mij."} <= set(text.splitlines())


def test_a_long_name_stays_beside_the_code() -> None:
    long = Badge(code=CODE, name="W" * 80, organisation="W" * 120, words="w" * 100)
    page = pypdfium2.PdfDocument(badges.pdf(long, "nl"))[0]
    assert len(zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())) == 2


def test_codes_are_random_digits() -> None:
    made = {badges.new() for _ in range(200)}
    assert len(made) == 200
    assert all(badges.read(code) == code for code in made)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (CODE, CODE),
        (f" {CODE[:13]} {CODE[13:]}\n", CODE),
        ("&é\"'(§è!çà" * 2 + "&é\"'(§", "12345678901234567890123456"),
        (CODE[:-1], None),
        (CODE + "1", None),
        ("4217038561", None),
        ("²" * 26, None),
        ("", None),
    ],
)
def test_what_a_scanner_types(typed: str, read: str | None) -> None:
    assert badges.read(typed) == read
