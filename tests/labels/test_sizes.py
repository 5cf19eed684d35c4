import pytest

from labels import sizes

SHEETS = [sizes.L7163, sizes.L7162, sizes.L7651]
KINDS = list(sizes.SIZES.values())


def test_avery_sheets_hold_what_the_box_says() -> None:
    assert [(sheet.name, sheet.count) for sheet in SHEETS] == [
        ("Avery L7163", 14),
        ("Avery L7162", 16),
        ("Avery L7651", 65),
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_avery_grids_stand_in_the_middle_of_a4(sheet: sizes.Sheet) -> None:
    last_x, last_y = sheet.corner(sheet.count - 1)
    assert last_x + sheet.label.width == pytest.approx(210 - sheet.left)
    assert last_y + sheet.label.height == pytest.approx(297 - sheet.top)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_labels_do_not_overlap(sheet: sizes.Sheet) -> None:
    assert sheet.pitch_x >= sheet.label.width
    assert sheet.pitch_y >= sheet.label.height
    assert len({sheet.corner(index) for index in range(sheet.count)}) == sheet.count


@pytest.mark.parametrize("sheet", KINDS, ids=lambda sheet: sheet.name)
def test_a_label_lies_on_its_page(sheet: sizes.Sheet) -> None:
    size = (sheet.label.width, sheet.label.height)
    width, height = reversed(size) if sheet.turned else size
    for index in range(sheet.count):
        x, y = sheet.corner(index)
        assert x >= 0
        assert y >= 0
        assert x + width <= sheet.page[0] + 1e-9
        assert y + height <= sheet.page[1] + 1e-9


def test_labels_are_counted_row_by_row() -> None:
    assert sizes.L7163.corner(0) == (4.65, 15.15)
    assert sizes.L7163.corner(1) == pytest.approx((106.25, 15.15))
    assert sizes.L7163.corner(2) == pytest.approx((4.65, 53.25))


@pytest.mark.parametrize("size", [(19, 40), (40, 14), (300, 40), (40, 300), (-50, 30), (0, 0)])
def test_an_unreasonable_size_is_refused(size: tuple[float, float]) -> None:
    with pytest.raises(sizes.BadSize, match="kies een etiket"):
        sizes.free(*size)


@pytest.mark.parametrize("length", [0, 21, 301, float("nan")])
def test_an_unreasonable_piece_of_roll_is_refused(length: float) -> None:
    with pytest.raises(sizes.BadSize):
        sizes.continuous(length)


def test_a_free_size_is_a_page_of_one_label() -> None:
    sheet = sizes.free(57, 32)
    assert (sheet.page, sheet.count, sheet.label.width) == ((57, 32), 1, 57)
