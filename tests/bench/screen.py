"""The machine's screen as a picture, and the QR codes in it."""

from pathlib import Path

import zxingcpp
from PIL import Image

from diagnostics.console import letters
from diagnostics.wire.pairing import ALPHABET

#: Of characters on the screen of a virtual machine.
_COLUMNS = 80


def read_picture(path: Path) -> Image.Image:
    """A picture as QEMU's ``screendump`` writes it (PPM)."""
    with Image.open(path) as picture:
        return picture.convert("RGB")


def qr_codes(picture: Image.Image) -> list[str]:
    """What a phone held before the screen would read."""
    grey = picture.convert("L")
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]


def big_code(picture: Image.Image, length: int = 8) -> str | None:
    """The pairing code in the screen's big letters; None where none stands there."""
    points = _points(picture)
    for row in range(len(points) - letters.HEIGHT + 1):
        found = _letters(points[row : row + letters.HEIGHT])
        if len(found) == length:
            return found
    return None


def _points(picture: Image.Image) -> list[list[bool]]:
    """The screen as points of half a character each: dark or light."""
    grey = picture.convert("L")
    side = picture.width // _COLUMNS
    return [
        [grey.getpixel((x + side // 2, y + side // 2)) < 128 for x in range(0, grey.width, side)]  # type: ignore[operator]
        for y in range(0, grey.height - side // 2, side)
    ]


def _letters(rows: list[list[bool]]) -> str:
    """What stands in a band as high as a letter, from left to right."""
    shapes = {tuple(map(tuple, letters.drawn(one) or ())): one for one in ALPHABET}
    empty = (False,) * letters.HEIGHT
    columns = [*zip(*rows, strict=True), empty]
    found, at = "", 1
    while at + letters.WIDTH < len(columns):
        band = columns[at : at + letters.WIDTH]
        one = shapes.get(tuple(zip(*band, strict=True)))
        alone = columns[at - 1] == columns[at + letters.WIDTH] == empty
        found += one if one and alone else ""
        at += letters.WIDTH if one and alone else 1
    return found


def is_blank(picture: Image.Image) -> bool:
    """One colour all over: nothing is shown."""
    return len(picture.getcolors(2) or (1, 2)) == 1
