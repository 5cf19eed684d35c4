"""Sheets as a printer and a scanner see them: rendered, blurred, turned, decoded."""

from collections.abc import Callable

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from labels import codes, layout, sheets, sizes, tags
from labels.elements import Bars, Qr

TAG = "4217038523"
LABEL = layout.device(TAG, "Lenovo ThinkPad T470", "Voorbeeldwerkplaats")
BLUR = 0.8
BOTH = {("Code128", TAG), ("QRCode", TAG)}
SHEETS = list(sizes.SIZES.values())
HOSTILE = [
    "\x00\x1b[2J\r\n\x7f",
    "<b onclick='x'>&amp;\u202e</b>",
    ") Tj ET (",
    "💻🧨日本語العربية",
    "W" * 100_000,
    "\ud800 ^XA^XZ ~JR \\",
]

Pictures = Callable[[bytes, int], list[Image.Image]]
Read = Callable[[Image.Image], set[tuple[str, str]]]


def numbered(count: int) -> list[str]:
    payloads = (f"{(place * 7919 + 10203040) % 10**8:08}" for place in range(count))
    return [payload + tags.check_digits(payload) for payload in payloads]


def cut(page: Image.Image, sheet: sizes.Sheet, index: int, dpi: int) -> Image.Image:
    """Return one label of a page, as if peeled off."""
    size = (sheet.label.width, sheet.label.height)
    width, height = reversed(size) if sheet.turned else size
    x, y = sheet.corner(index)
    edges = (x, y, x + width, y + height)
    return page.crop(tuple(round(edge / 25.4 * dpi) for edge in edges))


def worn(label: Image.Image, blur: float, angle: float) -> Image.Image:
    """Return a label as a camera sees it: on a grey bench, out of focus by `blur` dots, turned."""
    bench = Image.new("L", (label.width + 80, label.height + 80), 170)
    bench.paste(label, (40, 40))
    blurred = bench.filter(ImageFilter.GaussianBlur(blur))
    return blurred.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=170)


@pytest.mark.parametrize("angle", [0, 4, -7, 90, 180, 270])
@pytest.mark.parametrize("dpi", sheets.RESOLUTIONS)
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_both_codes_of_a_printed_label_are_read(
    pictures: Pictures, read: Read, sheet: sizes.Sheet, dpi: int, angle: float
) -> None:
    (page,) = pictures(sheets.pdf([LABEL], sheet, dpi=dpi), dpi)
    label = cut(page, sheet, 0, dpi)
    for blur in (0, BLUR):
        assert read(worn(label, blur, angle)) == BOTH


@pytest.mark.parametrize("dpi", sheets.RESOLUTIONS)
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_label_of_a_full_sheet_is_read(
    pictures: Pictures, read: Read, sheet: sizes.Sheet, dpi: int
) -> None:
    numbers = numbered(sheet.count)
    (page,) = pictures(sheets.pdf([layout.blank(n) for n in numbers], sheet, dpi=dpi), dpi)
    for index, number in enumerate(numbers):
        found = read(cut(page, sheet, index, dpi))
        assert found == {("Code128", number), ("QRCode", number)}


@pytest.mark.parametrize("dpi", sheets.RESOLUTIONS)
@pytest.mark.parametrize("sheet", [s for s in SHEETS if not s.turned], ids=lambda sheet: sheet.name)
def test_every_module_is_printed_in_whole_dots(
    pictures: Pictures, sheet: sizes.Sheet, dpi: int
) -> None:
    """In the last label of the sheet, where rounding would have added up."""
    last = sheet.count
    (page,) = pictures(sheets.pdf([LABEL], sheet, start=last, dpi=dpi), dpi)
    left, top = (round(side / 25.4 * dpi) for side in sheet.corner(last - 1))
    laid = layout.lay_out(LABEL, sheet.label, dpi)
    (bars,) = (one for one in laid.elements if isinstance(one, Bars))
    (qr,) = (one for one in laid.elements if isinstance(one, Qr))
    assert dots(page, left, top, bars) == [[m for m in codes.bars(TAG) for _ in range(bars.module)]]
    assert dots(page, left, top, qr) == [
        [module for module in row for _ in range(qr.module)] for row in codes.qr(TAG)
    ]


def dots(page: Image.Image, left: int, top: int, code: Bars | Qr) -> list[list[bool]]:
    """Return the dots of a code as printed: one row for bars, the middle of each row for QR."""
    row_height = code.box.height if isinstance(code, Bars) else code.module
    middles = range(row_height // 2, code.box.height, row_height)
    x, y = left + code.box.x, top + code.box.y
    return [
        [is_dark(page.getpixel((x + column, y + row))) for column in range(code.box.width)]
        for row in middles
    ]


def is_dark(grey: float | tuple[int, ...] | None) -> bool:
    assert isinstance(grey, int)
    assert grey < 8 or grey > 247, "a module ends between two dots"
    return grey < 128


def page_count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def test_the_same_labels_give_the_same_bytes() -> None:
    labels = [layout.blank(number) for number in numbered(30)]
    once = sheets.pdf(labels, sizes.L7651, start=4, title="Blanco etiketten")
    assert once == sheets.pdf(labels, sizes.L7651, start=4, title="Blanco etiketten")
    assert once != sheets.pdf(labels, sizes.L7651, start=5, title="Blanco etiketten")


def test_printing_starts_at_any_label_of_a_used_sheet(pictures: Pictures, read: Read) -> None:
    sheet = sizes.L7163
    (page,) = pictures(sheets.pdf([LABEL], sheet, start=6), 300)
    used = [index for index in range(sheet.count) if read(cut(page, sheet, index, 300))]
    assert used == [5]
    assert cut(page, sheet, 4, 300).getextrema() == (255, 255)


def test_labels_go_on_on_the_next_page(pictures: Pictures, read: Read) -> None:
    numbers = numbered(17)
    pages = pictures(sheets.pdf([layout.blank(n) for n in numbers], sizes.L7163, start=13), 300)
    found = [{text for _, text in read(page)} for page in pages]
    assert found == [set(numbers[:2]), set(numbers[2:16]), set(numbers[16:])]


def test_a_roll_prints_one_label_a_page() -> None:
    labels = [layout.blank(number) for number in numbered(3)]
    assert page_count(sheets.pdf(labels, sizes.ROLL_62X29)) == 3


@pytest.mark.parametrize("start", [0, -1, 15])
def test_a_start_beyond_the_sheet_is_refused(start: int) -> None:
    with pytest.raises(sheets.BadStart, match="vanaf 1"):
        sheets.pdf([LABEL], sizes.L7163, start=start)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_hostile_text_leaves_the_label_whole(
    pictures: Pictures, read: Read, sheet: sizes.Sheet, text: str
) -> None:
    pdf = sheets.pdf([layout.device(TAG, text, text)], sheet, title=text)
    (page,) = pictures(pdf, 300)
    assert read(cut(page, sheet, 0, 300)) == BOTH
    outside = page.copy()
    outside.paste(255, cut_box(sheet, 300))
    assert outside.getextrema() == (255, 255)


def cut_box(sheet: sizes.Sheet, dpi: int) -> tuple[int, ...]:
    size = (sheet.label.width, sheet.label.height)
    width, height = reversed(size) if sheet.turned else size
    return tuple(
        round(edge / 25.4 * dpi)
        for edge in (sheet.left, sheet.top, sheet.left + width, sheet.top + height)
    )
