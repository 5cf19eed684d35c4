"""What stands on a pseudo-terminal as a picture, in the colours of the console."""

from pathlib import Path

import pyte
from PIL import Image, ImageDraw, ImageFont

from diagnostics.console.theme import PALETTE

#: A character cell, in points.
WIDE, HIGH = 8, 16
_NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")
_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf")
#: The parts of a cell that are filled, as fractions of its height.
_BLOCKS = {"█": (0, 1), "▀": (0, 0.5), "▄": (0.5, 1)}


def picture(screen: pyte.Screen, scale: int = 1) -> Image.Image:
    wide, high = WIDE * scale, HIGH * scale
    image = Image.new("RGB", (screen.columns * wide, screen.lines * high), _rgb(7))
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(_FONT), 13 * scale) if _FONT.exists() else None
    for row in range(screen.lines):
        for column in range(screen.columns):
            _cell(pen, screen.buffer[row][column], (column * wide, row * high), scale, font)
    return image


def _cell(
    pen: ImageDraw.ImageDraw,
    char: pyte.screens.Char,
    corner: tuple[int, int],
    scale: int,
    font: ImageFont.FreeTypeFont | None,
) -> None:
    (left, top), wide, high = corner, WIDE * scale, HIGH * scale
    ink, paper = _colour(char.fg, 0, bold=char.bold), _colour(char.bg, 7)
    if char.reverse:
        ink, paper = paper, ink
    pen.rectangle((left, top, left + wide - 1, top + high - 1), fill=paper)
    if char.data in _BLOCKS:
        begin, end = (round(part * high) for part in _BLOCKS[char.data])
        pen.rectangle((left, top + begin, left + wide - 1, top + end - 1), fill=ink)
    elif font and char.data.strip():
        pen.text((left, top), char.data, fill=ink, font=font)


def _colour(name: str, default: int, *, bold: bool = False) -> tuple[int, int, int]:
    bright = name.startswith("bright")
    plain = name.removeprefix("bright")
    number = _NAMES.index(plain) if plain in _NAMES else default
    return _rgb(number + (8 if bold or bright else 0))


def _rgb(number: int) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(PALETTE[number])
    return red, green, blue
