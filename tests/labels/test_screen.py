"""The SVG that stands inside a page: well formed, harmless, and the codes in it are read."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from labels import layout, screen, sizes

TAG = "4217038523"
SVG = "{http://www.w3.org/2000/svg}"
MOVE = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z")
SHEETS = list(sizes.SIZES.values())

Read = Callable[[Image.Image], set[tuple[str, str]]]


def drawn(svg: str, scale: int = 1) -> Image.Image:
    """Draw the paths of an SVG: the codes, as a browser would."""
    root = ET.fromstring(svg)
    width, height = map(int, root.attrib["viewBox"].split()[2:])
    picture = Image.new("L", (width * scale, height * scale), 255)
    pen = ImageDraw.Draw(picture)
    for path in root.iter(f"{SVG}path"):
        assert MOVE.sub("", path.attrib["d"]) == ""
        for move in MOVE.findall(path.attrib["d"]):
            x, y, across, down, back = (int(number) * scale for number in move)
            assert across == back
            pen.rectangle((x, y, x + across - 1, y + down - 1), fill=0)
    return picture


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_preview_shows_both_codes(read: Read, sheet: sizes.Sheet) -> None:
    svg = screen.label_svg(layout.device(TAG, "Lenovo ThinkPad T470"), sheet)
    assert read(drawn(svg)) == {("QRCode", TAG), ("Code128", TAG)}


def texts(svg: str) -> list[str | None]:
    return [text.text for text in ET.fromstring(svg).iter(f"{SVG}text")]


@given(st.text())
def test_any_text_is_harmless_in_a_preview(text: str) -> None:
    content = layout.device(TAG, text)
    root = ET.fromstring(screen.label_svg(content, sizes.L7163))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg", "rect", "text", "path",
    }  # fmt: skip
    for element in root.iter():
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]


def test_a_preview_says_what_the_label_says() -> None:
    svg = screen.label_svg(layout.device(TAG, '<b>"&'), sizes.L7163)
    assert texts(svg) == ["4217 0385 23", '<b>"&']
    assert ET.fromstring(svg).attrib["aria-label"] == '4217 0385 23 · <b>"&'
