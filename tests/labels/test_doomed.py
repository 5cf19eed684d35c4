"""The red label: read back from its pixels."""

import pypdfium2 as pdfium

from labels import doomed

LINES = ("Demo HDD", "DEMOD0017", "uit toestel 3532 7853 65")


def test_it_is_red_says_what_it_is_and_which_disk() -> None:
    page = pdfium.PdfDocument(doomed.pdf("VERNIETIGEN", LINES))[0]
    said = page.get_textpage().get_text_range()
    for text in ("VERNIETIGEN", *LINES):
        assert text in said
    picture = page.render(scale=2).to_pil().convert("RGB")
    reds = sum(r > 140 and g < 80 and b < 90 for r, g, b in picture.get_flattened_data())
    assert reds > 0.25 * picture.width * picture.height


def test_the_same_input_gives_the_same_bytes() -> None:
    assert doomed.pdf("VERNIETIGEN", LINES) == doomed.pdf("VERNIETIGEN", LINES)


def test_whatever_a_disk_calls_itself_fits() -> None:
    page = pdfium.PdfDocument(doomed.pdf("VERNIETIGEN", ("X" * 300, "", "é\0\u202e你")))[0]
    box = page.get_textpage()
    assert "XXX" in box.get_text_range()
    for number in range(box.count_chars()):
        _left, _bottom, right, _top = box.get_charbox(number)
        assert right <= page.get_width()
