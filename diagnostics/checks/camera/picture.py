"""A picture in four greys, two points in each character. Pure."""

import io
from collections.abc import Sequence

from rich.text import Text

from diagnostics.checks.camera.grab import Frame

#: From dark to light: the console's colours that are greys.
GREYS = ("black", "blue", "magenta", "white")
#: Ordered dithering (Bayer, 4 by 4): points of two greys look like one in between.
_BAYER = ((0, 8, 2, 10), (12, 4, 14, 6), (3, 11, 1, 9), (15, 7, 13, 5))

#: Brightness 0 to 255, row by row.
Rows = list[list[int]]


class Unreadable(ValueError):
    """What came from the camera is no picture."""


def greys(frame: Frame, columns: int, lines: int) -> Rows:
    """``columns`` by twice ``lines`` points, as in a mirror, with all the contrast there is."""
    rows = _bright(frame, columns, 2 * lines)
    return _stretched([row[::-1] for row in rows])


def _bright(frame: Frame, width: int, height: int) -> Rows:
    if frame.camera.form == "YUYV":
        return _yuyv(frame, width, height)
    return _jpeg(frame.raw, width, height)


def _yuyv(frame: Frame, width: int, height: int) -> Rows:
    """Brightness is every other byte; a line may be longer than its points."""
    camera = frame.camera
    pitch = camera.bytes_a_line or 2 * camera.width
    if len(frame.raw) < pitch * camera.height or pitch < 2 * camera.width:
        raise Unreadable(f"{len(frame.raw)} bytes for {camera.width} by {camera.height} points")
    columns = [2 * (x * camera.width // width) for x in range(width)]
    starts = [y * camera.height // height * pitch for y in range(height)]
    return [[frame.raw[start + column] for column in columns] for start in starts]


def _jpeg(raw: bytes, width: int, height: int) -> Rows:
    try:
        from PIL import Image  # noqa: PLC0415 - only some cameras need it

        with Image.open(io.BytesIO(raw), formats=["JPEG"]) as image:
            points = image.convert("L").resize((width, height)).tobytes()
    except (ImportError, OSError, ValueError) as error:
        raise Unreadable(str(error)) from error
    return [list(points[y * width : (y + 1) * width]) for y in range(height)]


def _stretched(rows: Rows) -> Rows:
    """Between the darkest and lightest twentieth; a picture of one brightness stays as it is."""
    values = sorted(value for row in rows for value in row)
    low, high = values[len(values) // 20], values[-1 - len(values) // 20]
    if high - low < 8:
        return rows
    return [[min(max((v - low) * 255 // (high - low), 0), 255) for v in row] for row in rows]


def drawn(rows: Rows, width: int) -> Text:
    """``▀``: the upper point in the colour of the letter, the lower in that of its ground."""
    levels = [[_level(value, x, y) for x, value in enumerate(row)] for y, row in enumerate(rows)]
    lines = [_line(*pair, width) for pair in zip(levels[::2], levels[1::2], strict=True)]
    return Text("\n", style="ink").join(lines)


def _level(value: int, x: int, y: int) -> int:
    threshold = (_BAYER[y % 4][x % 4] + 0.5) / 16
    return min(int(value / 255 * (len(GREYS) - 1) + threshold), len(GREYS) - 1)


def _line(upper: Sequence[int], lower: Sequence[int], width: int) -> Text:
    line = Text(no_wrap=True)
    for above, below in zip(upper[:width], lower[:width], strict=True):
        line.append("▀", style=f"not bold {GREYS[above]} on {GREYS[below]}")
    return line
