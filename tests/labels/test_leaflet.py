"""The borrower's sheet, read back from its PDF: what it says, how large, and that it fits."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from labels import leaflets
from labels.certificates import Speech
from labels.leaflets import Help, Leaflet, words
from labels.leaflets.page import LEAST
from tests.rules import translations

TAG = "4217038561"
SHEET = Leaflet(
    tag=TAG,
    device="Testmaker Laptop 470",
    titles={"nl": "Basis", "fr": "Base", "en": "Basics"},
    descriptions={"nl": "Internet en mail.", "fr": "Internet et courrier."},
    lender="Testwerkplaats één",
    help=Help(address="Teststraat 12", phone="015 00 00 00"),
)
EMPTY = Leaflet(tag=TAG, portable=False, welcomes=False)
LONG = "Een heel lange naam die nergens op past, "
FULL = Leaflet(
    tag=TAG,
    device=LONG * 4,
    titles={"nl": LONG * 4},
    descriptions={"nl": LONG * 30},
    lender="W" * 120,
    help=Help(address=LONG * 5, phone="0" * 80, hours="\x00\x1b日本語 " * 40),
)


def speech(language: str) -> Speech:
    if language == "nl":
        return Speech("nl", lambda text: text)
    catalogue = {message.id: message.string for message in translations.read(language)}
    return Speech(language, catalogue.__getitem__)  # a text that is not there is an error


ALL = [speech(language) for language in ("nl", "fr", "en")]


class Letter(NamedTuple):
    text: str
    size: float
    left: float
    right: float
    bottom: float
    top: float


def letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    textpage = page.get_textpage()
    for index in range(textpage.count_chars()):
        text = textpage.get_text_range(index, 1)
        if text.strip():
            size = pdfium.FPDFText_GetFontSize(textpage, ctypes.c_int(index))
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFText_GetMatrix(textpage, ctypes.c_int(index), matrix)
            left, bottom, right, top = textpage.get_charbox(index)
            yield Letter(text, size * matrix.d, left, right, bottom, top)
    textpage.close()


def said(page: pypdfium2.PdfPage) -> str:
    return "".join(page.get_textpage().get_text_range().split())


def document(sheet: Leaflet, *speeches: Speech) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(leaflets.pdf(sheet, speeches or ALL))


def test_each_language_is_one_page_in_its_own_words() -> None:
    pages = document(SHEET)
    assert len(pages) == len(ALL)
    for page, spoken in zip(pages, ALL, strict=True):
        for text in (
            words.WELCOME, words.FIRST_TIME, words.SWITCH_ON, words.CHOOSE_LANGUAGE,
            words.CHOOSE_NAME, words.REMEMBER, words.WIFI, words.WIFI_HOW, words.CHARGE,
            words.CHARGE_HOW, words.HELP, words.HELP_WHERE, words.ADDRESS, words.PHONE,
            words.HOURS, words.NUMBER,
        ):  # fmt: skip
            assert "".join(spoken.say(text).split()) in said(page)


def test_it_says_whose_it_is_and_what_is_on_it() -> None:
    dutch, french, english = map(said, document(SHEET))
    for known in ("TestmakerLaptop470", "Testwerkplaatséén", "Teststraat12", "42170385"):
        assert known in dutch
    assert "Ditstaaterop:BasisInternetenmail." in dutch
    assert "Base" in french
    assert "courrier" in french
    assert "Basics" in english
    assert "Internetenmail." in english  # better in another language than not at all


def test_where_the_system_comes_from_elsewhere_it_promises_nothing() -> None:
    (page,) = document(EMPTY, ALL[0])
    assert "".join(words.READ_SCREEN.split()) in said(page)
    assert "Kiesjetaal" not in said(page)
    assert "Ditstaaterop" not in said(page)
    assert "lader" not in said(page)


@pytest.mark.parametrize("sheet", [SHEET, EMPTY, FULL], ids=["usual", "empty", "full"])
@pytest.mark.parametrize("spoken", ALL, ids=lambda spoken: spoken.language)
def test_all_of_it_fits_and_nobody_needs_glasses(sheet: Leaflet, spoken: Speech) -> None:
    for portable in (True, False):
        (page,) = document(replace(sheet, portable=portable), spoken)
        found = list(letters(page))
        assert len(found) > 200
        drawn = {"A", "é", "?"}  # in the pictures
        assert min(one.size for one in found if one.text not in drawn) >= LEAST - 0.01
        for one in found:
            assert 30 < one.left < one.right + 0.1 < 565, one
            assert one.bottom > 20, one
        assert overlapping(found) == []


def overlapping(found: list[Letter]) -> list[tuple[Letter, Letter]]:
    """Letters that lie on each other by more than a hair."""
    ordered = sorted(found, key=lambda letter: letter.bottom)
    clashes = []
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.bottom > one.top - 0.8:
                break
            if other.left < one.right - 0.6 and one.left < other.right - 0.6:
                clashes.append((one, other))
    return clashes


@pytest.mark.parametrize("tag", [TAG, "9935278565", "0000000097"])
@pytest.mark.parametrize("dpi", [200, 300])
def test_both_codes_are_read_from_the_printed_page(
    pictures: Callable[[bytes, int], list[Image.Image]],
    read: Callable[[Image.Image], set[tuple[str, str]]],
    tag: str,
    dpi: int,
) -> None:
    for page in pictures(leaflets.pdf(replace(SHEET, tag=tag), ALL), dpi):
        assert {text for _, text in read(page)} == {tag}
        assert len(read(page)) == 2


def test_the_same_content_gives_the_same_bytes() -> None:
    assert leaflets.pdf(SHEET, ALL) == leaflets.pdf(SHEET, ALL)
