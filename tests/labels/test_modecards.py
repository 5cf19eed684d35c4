"""Mode cards: codes that nothing else has, on any keyboard, and that read back from paper."""

import pypdfium2
import pytest
import zxingcpp
from stdnum import ean

from labels import lettering, modecards, tags
from labels.modecards import Card

DIGIT_ROW = dict(zip("1234567890", "&é\"'(§è!çà", strict=True))


@pytest.mark.parametrize(("sort", "number"), [(1, 1), (2, 55), (3, 1), (4, 999_999_999)])
def test_a_card_is_read_as_it_was_made(sort: int, number: int) -> None:
    code = modecards.code(sort, number)
    assert modecards.parse(code) == (sort, number)
    typed = "".join(DIGIT_ROW[digit] for digit in code)
    assert modecards.parse(typed) == (sort, number)
    assert not ean.is_valid(code)
    with pytest.raises(tags.NotATag):
        tags.parse(code)


@pytest.mark.parametrize("place", range(4, 16))
def test_a_misread_digit_is_no_card(place: int) -> None:
    code = modecards.code(4, 17)
    wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
    assert modecards.parse(wrong) is None


@pytest.mark.parametrize("text", ["", "5CG81409PX", "4217038523", "9797", "97971000000001350"])
def test_other_codes_are_no_cards(text: str) -> None:
    assert modecards.parse(text) is None


def test_the_sheet_reads_back_and_is_the_same_each_time() -> None:
    cards = [
        Card(code=modecards.code(1, n + 1), text=f"Kaart {n}", about="Wat je scant", picture=name)
        for n, name in enumerate(modecards.PICTURES)
    ]
    file = modecards.pdf(cards, "Kaarten")
    assert file == modecards.pdf(cards, "Kaarten")
    document = pypdfium2.PdfDocument(file)
    assert len(document) == 3
    read = [
        code
        for page in document
        for code in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())
    ]
    for form in ("QRCode", "Code128"):
        found = {code.text for code in read if str(code.format).replace(" ", "").endswith(form)}
        assert found == {card.code for card in cards}


@pytest.mark.parametrize(
    "text", ["Laptop", "Geheugen 8 GB DDR4", "Toetsenbord azerty", "Uitrusting van het demo-punt"]
)
def test_a_name_is_not_cut_off(text: str) -> None:
    room = modecards.room()
    told = modecards.lines(text, room)
    assert len(told) <= 2
    assert [lettering.fit(line, lettering.BOLD, 17, room)[0] for line in told] == list(told)
