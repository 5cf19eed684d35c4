"""Pictures of black and white points, two points high in each character. Pure.

A character cell is about twice as high as it is wide, so half a cell is a square point.
"""

from collections.abc import Sequence

Row = Sequence[bool]
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def halves(points: Sequence[Row]) -> list[str]:
    """Lines of text for rows of points; an odd last row gets an empty one below it."""
    rows = list(points)
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return [_line(upper, lower) for upper, lower in zip(rows[::2], rows[1::2], strict=True)]


def _line(upper: Row, lower: Row) -> str:
    return "".join(_HALVES[bool(a), bool(b)] for a, b in zip(upper, lower, strict=True))


def scaled(points: Sequence[Row], scale: int) -> list[list[bool]]:
    """Every point as a square of ``scale`` by ``scale`` points."""
    wide = [[point for point in row for _ in range(scale)] for row in points]
    return [row for row in wide for _ in range(scale)]


def framed(points: Sequence[Row], border: int) -> list[list[bool]]:
    """With so many empty points on every side."""
    width = (len(points[0]) if points else 0) + 2 * border
    empty = [[False] * width for _ in range(border)]
    side = [False] * border
    return [*empty, *([*side, *row, *side] for row in points), *empty]
