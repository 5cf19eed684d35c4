"""Whatever the size: inside the label, quiet zones free, whole dots, the tag biggest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels import codes, layout, lettering, sizes
from labels.elements import Bars, Box, Element, Frame, Layout, Qr, Text

TAG = "4217038523"
LONG = ("HP EliteBook 840 G5 Notebook PC " * 9, "W" * 500)
FULL = layout.device(TAG, "Lenovo ThinkPad T470", "Voorbeeldwerkplaats")
CONTENTS = [layout.blank(TAG), FULL, layout.device(TAG, *LONG), layout.device(TAG, "één regel")]
SHEETS = list(sizes.SIZES.values())


def of_kind(laid: Layout, kind: type) -> list:
    return [element for element in laid.elements if isinstance(element, kind)]


def with_quiet_zone(element: Element) -> Box:
    box = element.box
    match element:
        case Qr():
            quiet = element.module * codes.QR_QUIET
            return Box(box.x - quiet, box.y - quiet, box.width + 2 * quiet, box.height + 2 * quiet)
        case Bars():
            quiet = element.module * codes.BARS_QUIET
            return Box(box.x - quiet, box.y, box.width + 2 * quiet, box.height)
    return box


def overlap(one: Box, other: Box) -> bool:
    across = one.x < other.right and other.x < one.right
    return across and one.y < other.bottom and other.y < one.bottom


def check(laid: Layout, label: sizes.Label) -> None:
    assert laid.width <= label.width / 25.4 * laid.dpi
    assert laid.height <= label.height / 25.4 * laid.dpi
    for element in laid.elements:
        check_inside(element, laid)
        check_quiet(element, laid)
    check_tag_is_biggest(laid)


def check_inside(element: Element, laid: Layout) -> None:
    box = with_quiet_zone(element)
    assert 0 <= box.x < box.right <= laid.width
    assert 0 <= box.y < box.bottom <= laid.height
    if isinstance(element, Text):
        assert element.text
        assert lettering.width(element.text, element.font, element.size) <= element.box.width


def check_quiet(element: Element, laid: Layout) -> None:
    if not isinstance(element, Bars | Qr):
        return
    assert element.module >= codes.MIN_DOTS
    others = [other for other in laid.elements if other is not element]
    assert not [other for other in others if overlap(with_quiet_zone(element), other.box)]


def check_tag_is_biggest(laid: Layout) -> None:
    plate, *lines = of_kind(laid, Text)
    assert plate.text == "4217 0385 23"
    assert all(line.size < plate.size for line in lines)
    (frame,) = of_kind(laid, Frame)
    assert frame.box == plate.box


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("content", CONTENTS, ids=["blank", "full", "long", "one line"])
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_label_keeps_the_rules(sheet: sizes.Sheet, content: layout.Content, dpi: int) -> None:
    laid = layout.lay_out(content, sheet.label, dpi)
    check(laid, sheet.label)
    assert len(of_kind(laid, Bars)) == len(of_kind(laid, Qr)) == 1


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_bars_are_a_quarter_millimetre_a_module_or_more(sheet: sizes.Sheet, dpi: int) -> None:
    laid = layout.lay_out(FULL, sheet.label, dpi)
    (bars,) = of_kind(laid, Bars)
    (qr,) = of_kind(laid, Qr)
    assert bars.module / dpi * 25.4 >= 0.24
    assert bars.box.height / dpi * 25.4 >= layout.MIN_BARS_MM - 0.2
    assert qr.module / dpi * 25.4 >= 0.3


def test_the_smallest_modules_are_those_of_the_design() -> None:
    assert pytest.approx(0.25, abs=0.001) == codes.MIN_DOTS / 203 * 25.4
    assert pytest.approx(0.169, abs=0.001) == codes.MIN_DOTS / 300 * 25.4


@given(
    st.floats(20, 297),
    st.floats(15, 297),
    st.sampled_from([203, 300, 600]),
    st.lists(st.text(), max_size=3),
)
def test_a_free_size_keeps_the_rules(
    width: float, height: float, dpi: int, lines: list[str]
) -> None:
    label = sizes.free(width, height).label
    laid = layout.lay_out(layout.device(TAG, *lines), label, dpi)
    check(laid, label)
    assert len(of_kind(laid, Qr)) == 1


@pytest.mark.parametrize("size", [(8, 8), (12, 30), (30, 6)])
def test_a_label_without_room_is_refused(size: tuple[float, float]) -> None:
    with pytest.raises(sizes.BadSize):
        layout.lay_out(FULL, sizes.Label(*size, 1, 1), 203)


def test_lines_that_say_nothing_are_left_out() -> None:
    assert layout.device(TAG, "\x00", "", "Atelier", "x", "y").lines == ("Atelier", "x")


def test_a_used_line_is_on_the_label() -> None:
    laid = layout.lay_out(FULL, sizes.L7163.label, 300)
    texts = [text.text for text in of_kind(laid, Text)]
    assert texts == ["4217 0385 23", "Lenovo ThinkPad T470", "Voorbeeldwerkplaats"]
