"""What a borrower signs, read back from its PDF: complete, plain, and on paper that holds it."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from labels import agreements
from labels.agreements import Agreement, Deed, Party, words
from labels.certificates import Speech
from tests.rules import translations

LENDER = Party(name="Testbank", reached=("Punt Test, Teststraat 1", "015 00 00 00"))
BORROWER = Party(name="Proef Persoon", reached=("015 11 11 11",))
AGREEMENT = Agreement(
    number=12,
    lender=LENDER,
    borrower=BORROWER,
    reference="ACDEFG",
    tag="4217038561",
    device="Testmaker Laptop 470",
    goods=(("Lader USB-C", 1), ("Tas", 2)),
    since=date(2026, 11, 21),
    until=date(2027, 11, 20),
    price_cents=1050,
    state_note="kras op het deksel",
)
DEED = Deed(
    number=12,
    lender=LENDER,
    borrower=BORROWER,
    reference="ACDEFG",
    tag="4217038561",
    device="Testmaker Laptop 470",
    on=date(2026, 11, 21),
)
HOSTILE = "W" * 300 + "\x00\x1b日本 "

Say = Callable[[str], str]


def speech(language: str) -> Speech:
    if language == "nl":
        return Speech("nl", lambda text: text)
    catalogue = {message.id: message.string for message in translations.read(language)}
    return Speech(language, catalogue.__getitem__)  # a text that is not there is an error


def said(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


def test_who_what_until_when_and_for_how_much() -> None:
    text = said(agreements.agreement(AGREEMENT, speech("nl")))
    for part in (
        "Nummer 12",
        "Testbank",
        "Teststraat 1",
        "Proef Persoon",
        "ACDEFG",
        "Testmaker Laptop 470",
        "4217 0385 61",
        "1 × Lader USB-C",
        "2 × Tas",
        "van 21 november 2026 tot en met 20 november 2027",
        "€ 10,50 per maand",
        "kras op het deksel",
        words.BROKEN,
        words.LOST,
        words.SIGN_BORROWER,
    ):
        assert part in text.replace("\xa0", " "), part


def test_free_is_said_so() -> None:
    text = said(agreements.agreement(replace(AGREEMENT, price_cents=0), speech("nl")))
    assert words.FREE in text
    assert "€" not in text


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_one_page_in_each_language(language: str) -> None:
    for content in (
        agreements.agreement(AGREEMENT, speech(language)),
        agreements.deed(DEED, speech(language)),
    ):
        assert len(pypdfium2.PdfDocument(content)) == 1
        assert "Proef Persoon" in said(content)


def test_what_was_drawn_stands_in_its_box() -> None:
    drawing = Image.new("L", (600, 200), 255)
    ImageDraw.Draw(drawing).line([(20, 150), (580, 40)], fill=0, width=8)
    file = io.BytesIO()
    drawing.save(file, "PNG")
    signed = replace(AGREEMENT, signature=file.getvalue(), signed_on=date(2026, 11, 21))
    blank, drawn = (agreements.agreement(one, speech("nl")) for one in (AGREEMENT, signed))
    assert "Op het scherm, 21 november 2026" in said(drawn)
    assert "Op het scherm" not in said(blank)
    assert _ink(drawn) > _ink(blank) + 200


def test_anything_typed_can_be_printed_on_as_many_pages_as_it_takes() -> None:
    full = replace(
        AGREEMENT,
        lender=Party(name=HOSTILE, reached=(HOSTILE, HOSTILE)),
        borrower=Party(name="", reached=()),
        device=HOSTILE,
        tag=None,
        goods=((HOSTILE, 1),) * 40,
        state_note=HOSTILE,
    )
    content = agreements.agreement(full, speech("nl"))
    assert len(pypdfium2.PdfDocument(content)) > 1
    assert words.SIGN_BORROWER in said(content)


def test_the_same_content_gives_the_same_bytes() -> None:
    one, two = (agreements.deed(DEED, speech("nl")) for _ in range(2))
    assert one == two


def _ink(content: bytes) -> int:
    """Dark dots where the borrower signs: the left half, lowest third."""
    page = pypdfium2.PdfDocument(content)[0].render(scale=1).to_pil().convert("L")
    box = page.crop((60, page.height * 2 // 3, page.width // 2, page.height - 40))
    return sum(box.histogram()[:128])
