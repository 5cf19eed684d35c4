"""What stands on a label, in the printer's dots from its top left corner."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Content:
    """What a label says: the digits in both codes, the same to be read, and lines about it."""

    digits: str
    plate: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True)
class Text:
    """One line of text in the middle of the height of `box`; its em is `size` dots."""

    box: Box
    text: str
    font: str
    size: float
    centred: bool = False


@dataclass(frozen=True)
class Frame:
    """A rounded frame whose outer edge is `box`, its line `stroke` dots thick."""

    box: Box
    stroke: int


@dataclass(frozen=True)
class Bars:
    """A Code 128; `box` holds the bars without their quiet zones."""

    box: Box
    module: int
    digits: str


@dataclass(frozen=True)
class Qr:
    """A QR code; `box` holds its modules without the quiet zone."""

    box: Box
    module: int
    digits: str


Element = Text | Frame | Bars | Qr


@dataclass(frozen=True)
class Layout:
    """One label of `width` by `height` dots, each 1/`dpi` inch."""

    width: int
    height: int
    dpi: int
    elements: tuple[Element, ...]
