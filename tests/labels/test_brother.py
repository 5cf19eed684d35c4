"""What a Brother QL is sent, read back by the library's own reader, and by a scanner."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from brother_ql.reader import BrotherQLReader
from PIL import Image

from labels import layout, modecards, raster, sizes
from labels.printers import brother

TAG = "4217038523"
FULL = layout.device(TAG, "Lenovo ThinkPad T470", "Voorbeeldwerkplaats")
SHELF = layout.named(modecards.code(modecards.PLACE, 12), "Rek A", "Plaats")

Read = Callable[[Image.Image], set[tuple[str, str]]]


@pytest.fixture
def printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[bytes], list[Image.Image]]:
    """The labels that come out, as the printer sees them."""
    monkeypatch.chdir(tmp_path)

    def run(sent: bytes) -> list[Image.Image]:
        BrotherQLReader(io.BytesIO(sent)).analyse()
        return [Image.open(path).convert("L") for path in sorted(tmp_path.glob("label*.png"))]

    return run


@pytest.mark.parametrize("model", ["QL-570", "QL-700", "QL-820NWB"])
@pytest.mark.parametrize("roll", brother.ROLLS)
def test_each_label_can_be_scanned(
    roll: str, model: str, printed: Callable[[bytes], list[Image.Image]], read: Read
) -> None:
    (first,) = printed(brother.render([FULL], sizes.SIZES[roll], model))
    assert read(first) == {("Code128", TAG), ("QRCode", TAG)}
    (second,) = printed(brother.render([SHELF], sizes.SIZES[roll], model))
    assert {text for _format, text in read(second)} == {SHELF.digits}


def test_several_at_once(printed: Callable[[bytes], list[Image.Image]]) -> None:
    sent = brother.render([FULL, SHELF], sizes.SIZES["62x29"], "QL-700")
    assert len(printed(sent)) == 2


def test_a_sheet_does_not_fit_a_roll() -> None:
    with pytest.raises(brother.BadRoll):
        brother.render([FULL], sizes.L7163, "QL-700")


@pytest.mark.parametrize("name", sizes.SIZES)
def test_a_picture_of_each_size_can_be_scanned(name: str, read: Read) -> None:
    page = raster.picture(FULL, sizes.SIZES[name].label, brother.DPI)
    assert ("QRCode", TAG) in read(page)


@pytest.mark.parametrize("name", sizes.SIZES)
@pytest.mark.parametrize("dpi", [203, 300])
def test_the_label_of_a_place_can_be_scanned(name: str, dpi: int, read: Read) -> None:
    page = raster.picture(SHELF, sizes.SIZES[name].label, dpi)
    big = page.resize((page.width * 3, page.height * 3), Image.Resampling.NEAREST)
    assert ("QRCode", SHELF.digits) in read(big)
