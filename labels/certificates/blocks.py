"""Headed lists of a name and a value each, measured before they are drawn: nothing overlaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reportlab.pdfgen.canvas import Canvas

from labels import lettering
from labels.lettering import BOLD, PLAIN

INK, QUIET, LINE, LEAD = "#1d2730", "#55616d", "#ddd8cd", "#0a5f63"
#: Of the width of a block, for the names.
_NAMES = 0.36
_LEADING = 1.28
_HEADING = 1.15

Row = tuple[str, str]


@dataclass(frozen=True)
class Block:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Column:
    """Blocks one under the other, in points; values longer than ``longest`` are cut short."""

    blocks: Sequence[Block]
    width: float
    size: float
    longest: int | None = None

    @property
    def line(self) -> float:
        return self.size * _LEADING

    @cached_property
    def height(self) -> float:
        return sum(self._height(block) for block in self.blocks)

    def draw(self, canvas: Canvas, x: float, top: float) -> float:
        """Draws downwards from ``top``; returns where it ends."""
        for block in self.blocks:
            self._draw(canvas, block, x, top)
            top -= self._height(block)
        return top

    def _height(self, block: Block) -> float:
        lines = sum(len(names or values) for names, values in self._laid(block))
        return self.line * (lines + 2.1)

    def _draw(self, canvas: Canvas, block: Block, x: float, top: float) -> None:
        baseline = top - self.line
        write(canvas, x, baseline, block.title, BOLD, self.size * _HEADING, LEAD)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.7)
        canvas.line(x, baseline - self.line * 0.38, x + self.width, baseline - self.line * 0.38)
        baseline -= self.line * 1.4
        for names, values in self._laid(block):
            for number, (name, value) in enumerate(zip(names, values, strict=True)):
                below = baseline - number * self.line
                write(canvas, x, below, name, PLAIN, self.size, QUIET)
                write(canvas, x + self.width * _NAMES, below, value, PLAIN, self.size, INK)
            baseline -= len(names) * self.line

    def _laid(self, block: Block) -> Iterator[tuple[list[str], list[str]]]:
        """The lines of each row: of its name and of its value, as many of both."""
        for name, value in block.rows:
            names = wrap(name, PLAIN, self.size, self.width * (_NAMES - 0.02))
            shown = readable(value)
            if self.longest and len(shown) > self.longest:
                shown = shown[: self.longest - 1] + "…"
            values = wrap(shown, PLAIN, self.size, self.width * (1 - _NAMES))
            most = max(len(names), len(values))
            yield names + [""] * (most - len(names)), values + [""] * (most - len(values))


def readable(text: str) -> str:
    """Any text as it can be printed, however long it is."""
    return " ".join(filter(None, map(lettering.printable, text.split())))


def write(  # noqa: PLR0917 - as the canvas itself: where, what, how
    canvas: Canvas, x: float, y: float, text: str, font: str, size: float, colour: str
) -> None:
    lettering.font(font)
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def wrap(text: str, font: str, size: float, room: float) -> list[str]:
    """Lines no wider than ``room``: broken between words, and in a word that is wider itself."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if lettering.width(joined, font, size) <= room:
            lines[-1] = joined
            continue
        pieces = list(_pieces(word, font, size, room))
        lines = [*lines, *pieces] if lines[-1] else pieces
    return lines


def _pieces(word: str, font: str, size: float, room: float) -> Iterator[str]:
    """A word in parts that fit; each letter at least is written."""
    start = 0
    for end in range(1, len(word) + 1):
        if end - start > 1 and lettering.width(word[start:end], font, size) > room:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]
