"""The labels people buy, in millimetres: where each lies on its page, and what may be printed on.

The Avery figures are the maker's: label, count, and a grid centred on A4 (L7651, for instance:
(210 - 5 * 38.1 - 4 * 2.5) / 2 = 4.75 at the left, (297 - 13 * 21.2) / 2 = 10.7 at the top). The
margins of the rolls are what a Brother QL leaves white: 1.5 mm at the sides, 3 mm at the feed ends.
"""

from dataclasses import dataclass

from labels.words import N_

MM_PER_INCH = 25.4
A4 = (210.0, 297.0)


class BadSize(ValueError):
    """A label size that cannot be printed on. `message` is screen text."""

    message = N_("Deze maat kan niet: kies een etiket van minstens 20 × 15 mm, hoogstens A4.")

    def __init__(self, width: float, height: float) -> None:
        super().__init__(self.message)
        self.width, self.height = width, height


@dataclass(frozen=True)
class Label:
    """One label, in mm: its size, and the margin inside it that stays white."""

    width: float
    height: float
    margin_x: float
    margin_y: float


@dataclass(frozen=True)
class Sheet:
    """A page of labels, in mm, from its top left corner. A roll is a page of one label.

    `turned`: the label's long side runs along the page, so its content is turned a quarter.
    """

    name: str
    label: Label
    page: tuple[float, float]
    columns: int = 1
    rows: int = 1
    left: float = 0.0
    top: float = 0.0
    pitch_x: float = 0.0
    pitch_y: float = 0.0
    turned: bool = False

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def corner(self, index: int) -> tuple[float, float]:
        """Return the top left corner (x, y) of a label, counted from 0, row by row."""
        row, column = divmod(index, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y


def free(width: float, height: float) -> Sheet:
    """Return a page of one label of any size, in mm; raises BadSize beyond reason."""
    if not (20 <= width <= A4[1] and 15 <= height <= A4[1]):
        raise BadSize(width, height)
    margin = 1.5 if min(width, height) < 25 else 2.5
    return Sheet(
        f"{width:g} × {height:g} mm", Label(width, height, margin, margin), (width, height)
    )


def continuous(length: float = 32.0) -> Sheet:
    """Return a piece of 62 mm continuous roll, cut off after `length` mm; raises BadSize."""
    if not 22 <= length <= 300:
        raise BadSize(62, length)
    return Sheet("62 mm", Label(62, length, 1.5, 3), (62, length))


L7163 = Sheet(
    "Avery L7163", Label(99.1, 38.1, 3, 3), A4, 2, 7,
    left=4.65, top=15.15, pitch_x=101.6, pitch_y=38.1,
)  # fmt: skip
L7162 = Sheet(
    "Avery L7162", Label(99.1, 33.9, 3, 3), A4, 2, 8,
    left=4.65, top=12.9, pitch_x=101.6, pitch_y=33.9,
)  # fmt: skip
L7651 = Sheet(
    "Avery L7651", Label(38.1, 21.2, 1.5, 1.5), A4, 5, 13,
    left=4.75, top=10.7, pitch_x=40.6, pitch_y=21.2,
)  # fmt: skip
ROLL_62X29 = Sheet("62 × 29 mm", Label(62, 29, 1.5, 3), (62, 29))
ROLL_29X90 = Sheet("29 × 90 mm", Label(90, 29, 3, 1.5), (29, 90), turned=True)

SIZES = {
    "L7163": L7163,
    "L7162": L7162,
    "L7651": L7651,
    "62": continuous(),
    "62x29": ROLL_62X29,
    "29x90": ROLL_29X90,
}
"""What a form offers, by the key it sends; a free size comes from `free`."""
