"""Makes a PDF into the picture a printer would make, and reads codes as a scanner would."""

import math
from collections.abc import Callable

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

Codes = set[tuple[str, str]]

HAIR = 0.01
"""Of a dot: keeps the renderer from rounding a whole number of dots up to one more."""


def _pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_picture(page, dpi) for page in document]
    finally:
        document.close()


def _picture(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    # The renderer stretches a page to a whole number of dots; a printer does not. So the page is
    # made a whole number of dots first, counted from its top left corner.
    dot, top = 72 / dpi, page.get_height()
    width, height = (math.ceil(side / dot - HAIR) for side in page.get_size())
    page.set_mediabox(0, top - (height - HAIR) * dot, (width - HAIR) * dot, top)
    return page.render(scale=1 / dot).to_pil().convert("L")


def _read(picture: Image.Image) -> Codes:
    return {(one.format.name, one.text) for one in zxingcpp.read_barcodes(picture)}


@pytest.fixture(scope="session")
def pictures() -> Callable[[bytes, int], list[Image.Image]]:
    """The pages of a PDF as grey pictures at so many dots an inch."""
    return _pictures


@pytest.fixture(scope="session")
def read() -> Callable[[Image.Image], Codes]:
    """Every code in a picture as (format, text)."""
    return _read
