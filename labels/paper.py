"""A label measured in the dots of one printer."""

from collections.abc import Iterator
from math import ceil

from labels import codes
from labels.elements import Bars, Box, Qr
from labels.sizes import MM_PER_INCH, Label

MIN_MODULE_MM = 0.16
"""On fine printers two dots are too small to be read; these are two dots at 300 dpi."""


class Paper:
    """A label's size and white margins in dots, rounded so that nothing stands over its edge."""

    def __init__(self, label: Label, dpi: int) -> None:
        self.dpi = dpi
        self.width, self.height = self.dots(label.width), self.dots(label.height)
        self.margin_x, self.margin_y = self.dots(label.margin_x) + 1, self.dots(label.margin_y) + 1

    def exact(self, millimetres: float) -> float:
        return millimetres / MM_PER_INCH * self.dpi

    def dots(self, millimetres: float) -> int:
        return int(self.exact(millimetres))

    def modules(self, largest: float) -> Iterator[int]:
        """Give the whole dots a module may have, the most first, `largest` in mm."""
        least = max(ceil(self.exact(MIN_MODULE_MM)), codes.MIN_DOTS)
        yield from range(max(self.dots(largest), least), least - 1, -1)

    def side(self, quiet: int) -> int:
        """Return how far from the left or right edge something needs to stay."""
        return max(self.margin_x, quiet)

    def end(self, quiet: int) -> int:
        """Return how far from the top or bottom edge something needs to stay."""
        return max(self.margin_y, quiet)


def bars_at(x: int, y: int, height: int, module: int, digits: str) -> Bars:
    return Bars(Box(x, y, module * codes.bars_modules(len(digits)), height), module, digits)


def qr_at(x: int, y: int, module: int, digits: str) -> Qr:
    side = module * codes.QR_MODULES
    return Qr(Box(x, y, side, side), module, digits)
