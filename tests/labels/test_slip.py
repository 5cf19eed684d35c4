"""The packing slip, read back from its PDF: nothing is left out, nothing falls off the page."""

from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest

from labels import slips
from labels.certificates import Speech
from labels.slips import Slip
from labels.tags import format_tag
from tests.rules import translations

SLIP = Slip(
    number=12,
    sender="Testwerkplaats één",
    origin="Rek B",
    to="Testpunt",
    day="2026-03-02T23:30:00+00:00",
    note="Met de bestelwagen",
    devices=[("4217038561", "Testmaker Laptop 470"), ("", "Toestel zonder etiket")],
    articles=[(1200, "Testlader")],
)
LONG = "Een heel lange naam die nergens op past, " * 6
FULL = replace(
    SLIP,
    sender=LONG,
    origin=LONG,
    to="W" * 300,
    note="\x00\x1b日本語 " * 60,
    devices=[("4217038561", f"Toestel {number} {LONG}") for number in range(200)],
    articles=[(10_000, LONG)],
)


def speech(language: str) -> Speech:
    if language == "nl":
        return Speech("nl", lambda text: text)
    catalogue = {message.id: message.string for message in translations.read(language)}
    return Speech(language, catalogue.__getitem__)  # a text that is not there is an error


def pages(content: bytes) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(content))


def text(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pages(content))


def boxes(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    words = page.get_textpage()
    for index in range(words.count_chars()):
        left, bottom, right, top = words.get_charbox(index)
        if right > left:
            yield left, bottom, right, top


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_all_that_goes_along_is_on_it(language: str) -> None:
    said = text(slips.pdf(SLIP, speech(language)))
    told = ("12", SLIP.sender, SLIP.origin, SLIP.to, SLIP.note, format_tag("4217038561"))
    for each in (*told, "Testmaker Laptop 470", "Toestel zonder etiket", "Testlader"):
        assert each in said, each


def test_the_day_is_that_of_the_workshop_and_not_of_the_clock_of_the_world() -> None:
    said = text(slips.pdf(SLIP, speech("nl")))
    assert "3 maart 2026" in said
    assert "1.200 ×" in said
    assert "nog niet vertrokken" in text(slips.pdf(replace(SLIP, day=""), speech("nl")))


def test_the_same_slip_gives_the_same_bytes() -> None:
    assert slips.pdf(SLIP, speech("nl")) == slips.pdf(SLIP, speech("nl"))


def test_what_does_not_fit_goes_on_on_the_next_page_and_stays_on_the_paper() -> None:
    made = slips.pdf(FULL, speech("nl"))
    said = text(made)
    assert len(pages(made)) > 5
    assert all(f"Toestel {number} " in said for number in range(200))
    for page in pages(made):
        width, height = page.get_size()
        for left, bottom, right, top in boxes(page):
            assert left >= 20
            assert right <= width - 20
            assert bottom >= 20
            assert top <= height - 20
