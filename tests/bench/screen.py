"""The machine's screen as a picture, and the QR codes in it."""

from pathlib import Path

import zxingcpp
from PIL import Image


def read_picture(path: Path) -> Image.Image:
    """A picture as QEMU's ``screendump`` writes it (PPM)."""
    with Image.open(path) as picture:
        return picture.convert("RGB")


def qr_codes(picture: Image.Image) -> list[str]:
    """What a phone held before the screen would read."""
    grey = picture.convert("L")
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]


def is_blank(picture: Image.Image) -> bool:
    """One colour all over: nothing is shown."""
    return len(picture.getcolors(2) or (1, 2)) == 1
