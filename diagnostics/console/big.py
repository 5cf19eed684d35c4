"""Big letters and codes as things that rich can lay out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from diagnostics.console import letters, pixels


@dataclass(frozen=True, slots=True)
class Picture:
    """Lines of equal width, in one style."""

    lines: Sequence[str]
    style: str = "ink"

    @property
    def width(self) -> int:
        return len(self.lines[0]) if self.lines else 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = console.get_style(self.style)
        for line in self.lines:
            yield from _line(line[: options.max_width], style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(self.width, self.width)


def _line(text: str, style: Style) -> Iterator[Segment]:
    yield Segment(text, style)
    yield Segment.line()


def banner(text: str, width: int, style: str = "strong", largest: int = 2) -> Picture | Text:
    """``text`` in the largest letters that fit in ``width`` columns; as plain text if none do."""
    points = letters.drawn(text)
    for scale in range(largest, 0, -1):
        if points and len(points[0]) * scale <= width:
            return Picture(pixels.halves(pixels.scaled(points, scale)), style)
    return Text(text, style=style)


def plate(text: str, width: int, largest: int = 2) -> Picture | None:
    """A tag as a plate in big letters: light on a dark ground. None where it does not fit."""
    points = letters.drawn(text)
    for scale in range(largest, 0, -1):
        if points and (len(points[0]) + 4) * scale <= width:
            return Picture(_on_a_plate(points, scale), "ink")
    return None


def _on_a_plate(points: list[list[bool]], scale: int) -> list[str]:
    """The ground is drawn and the letters are left out, so that the edge can be half a line."""
    ground = pixels.scaled(pixels.framed(points, 1), scale)
    sides = [[False] * scale + row + [False] * scale for row in ground]
    dark = [[not point for point in row] for row in sides]
    return pixels.halves([[False] * len(dark[0]), *dark] if len(dark) % 2 else dark)


@lru_cache(maxsize=8)
def _code(url: str) -> tuple[tuple[bool, ...], ...]:
    import segno  # noqa: PLC0415 - not before there is a code to show

    made = segno.make(url, micro=False, error="l", boost_error=True)
    return tuple(tuple(bool(point) for point in row) for row in made.matrix)


def code(url: str, border: int = 4) -> Picture:
    """A QR code, dark on light, with ``border`` light points around it (the norm asks for 4).

    Up to 53 letters take 37 by 19 characters, up to 78 take 41 by 21.
    """
    return Picture(pixels.halves(pixels.framed(_code(url), border)), "code")
