"""Both codes against another encoder and decoder: zxing-cpp."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from labels import codes, tags

# Every pair of digits in every place, and the numbers python-barcode's own class gets wrong (99…).
EVERY_PAIR = [
    "".join(f"{(first + 20 * place) % 100:02}" for place in range(5)) for first in range(100)
]
numbers = st.integers(0, 10**8 - 1).map("{:08}".format).map(lambda p: p + tags.check_digits(p))


def picture(rows: list[tuple[bool, ...]], quiet: int, module: int = 2) -> Image.Image:
    """Draw modules, dark on white, `module` dots each, with a quiet zone around them."""
    size = (len(rows[0]) + 2 * quiet, len(rows) + 2 * quiet)
    drawn = Image.new("L", size, 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            drawn.putpixel((x + quiet, y + quiet), 0 if dark else 255)
    return drawn.resize((size[0] * module, size[1] * module), Image.Resampling.NEAREST)


def encoded_elsewhere(
    digits: str, kind: zxingcpp.BarcodeFormat, **options: str
) -> list[list[bool]]:
    code = zxingcpp.create_barcode(digits, kind, **options)
    drawn = memoryview(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    return [[value < 128 for value in row] for row in drawn.tolist()]


@pytest.mark.parametrize("digits", EVERY_PAIR)
def test_bars_are_those_another_encoder_makes(digits: str) -> None:
    assert list(codes.bars(digits)) == encoded_elsewhere(digits, zxingcpp.BarcodeFormat.Code128)[0]


@given(numbers)
def test_bars_take_90_modules_and_with_quiet_zones_27_5_mm(number: str) -> None:
    assert len(codes.bars(number)) == codes.BARS_MODULES
    assert (codes.BARS_MODULES + 2 * codes.BARS_QUIET) * 0.25 == 27.5


@given(numbers)
def test_bars_decode_to_the_number(number: str) -> None:
    drawn = picture([codes.bars(number)] * 30, codes.BARS_QUIET)
    found = zxingcpp.read_barcode(drawn)
    assert found is not None
    assert (found.format.name, found.text) == ("Code128", number)


@given(numbers)
def test_the_qr_code_is_version_1_level_q_and_decodes_to_the_number(number: str) -> None:
    rows = codes.qr(number)
    assert {len(rows), *map(len, rows)} == {codes.QR_MODULES}  # 21 modules: version 1
    found = zxingcpp.read_barcode(picture(list(rows), codes.QR_QUIET))
    assert found is not None
    assert (found.format.name, found.text, found.ec_level) == ("QRCode", number, "Q")


def test_a_code_that_starts_with_99_keeps_its_first_pair() -> None:
    number = "99170385" + tags.check_digits("99170385")
    found = zxingcpp.read_barcode(picture([codes.bars(number)] * 30, codes.BARS_QUIET))
    assert found is not None
    assert found.text == number


@given(st.lists(st.booleans(), max_size=40))
def test_runs_say_the_same_as_the_modules(modules: list[bool]) -> None:
    drawn = [False] * len(modules)
    for start, length in codes.runs(modules):
        drawn[start : start + length] = [True] * length
    assert drawn == modules
