"""The machine's screen as a picture, and the QR codes in it."""

import re
from pathlib import Path

import zxingcpp
from PIL import Image

from diagnostics.console import letters
from diagnostics.wire.pairing import ALPHABET

#: Of characters on the screen of a virtual machine.
_COLUMNS = 80
_CODE = re.compile(f" ([{ALPHABET}]{{4}}) {{2,}}([{ALPHABET}]{{4}}) ")


def read_picture(path: Path) -> Image.Image:
    """A picture as QEMU's ``screendump`` writes it (PPM)."""
    with Image.open(path) as picture:
        return picture.convert("RGB")


def qr_codes(picture: Image.Image) -> list[str]:
    """What a phone held before the screen would read."""
    grey = picture.convert("L")
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]


def big_code(picture: Image.Image) -> str | None:
    """The pairing code on its plate, light on dark: two groups of four. None: none stands there."""
    points = _points(picture)
    for row in range(len(points) - letters.HEIGHT + 1):
        found = _CODE.search(_band(points[row : row + letters.HEIGHT]))
        if found:
            return found[1] + found[2]
    return None


def _points(picture: Image.Image) -> list[list[bool]]:
    """The screen as points of half a character each: light or dark."""
    grey = picture.convert("L")
    side = picture.width // _COLUMNS
    return [
        [grey.getpixel((x + side // 2, y + side // 2)) >= 128 for x in range(0, grey.width, side)]  # type: ignore[operator]
        for y in range(0, grey.height - side // 2, side)
    ]


def _band(rows: list[list[bool]]) -> str:
    """What stands in a band as high as a letter; "?" for each column of anything else."""
    shapes = {tuple(map(tuple, letters.drawn(one) or ())): one for one in ALPHABET}
    columns, found, at = [*zip(*rows, strict=True)], "", 0
    while at < len(columns):
        shape = tuple(zip(*columns[at : at + letters.WIDTH], strict=True))
        if one := shapes.get(shape):
            found, at = found + one, at + letters.WIDTH + 1
        else:
            found, at = found + ("?" if any(columns[at]) else " "), at + 1
    return found


def is_blank(picture: Image.Image) -> bool:
    """One colour all over: nothing is shown."""
    return len(picture.getcolors(2) or (1, 2)) == 1
