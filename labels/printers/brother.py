"""The raster language of Brother QL label printers, by `brother_ql` (the extra *brother*).

Its printers print 300 dots an inch, on rolls of Brother's own; those of `ROLLS` are offered here.
"""

from collections.abc import Sequence
from typing import Any

from PIL import Image

from labels import raster
from labels.elements import Content
from labels.sizes import SIZES, Sheet
from labels.words import N_

DPI = 300
#: By key of `sizes.SIZES`, what the library calls the roll.
ROLLS = {"62": "62", "62x29": "62x29", "29x90": "29x90"}
MODELS = (
    "QL-500",
    "QL-550",
    "QL-560",
    "QL-570",
    "QL-580N",
    "QL-600",
    "QL-650TD",
    "QL-700",
    "QL-710W",
    "QL-720NW",
    "QL-800",
    "QL-810W",
    "QL-820NWB",
)
_END_DOTS = 35
"""What a printer leaves white at both ends of a piece of continuous roll."""


class BadRoll(ValueError):
    """A size that no Brother roll has. `message` is screen text."""

    message = N_("Dit papier past niet in een Brother QL. Kies een rol van 62 of 29 mm.")

    def __init__(self) -> None:
        super().__init__(self.message)


class MissingLibrary(RuntimeError):
    """`brother_ql` is not installed. `message` is screen text."""

    message = N_(
        "Voor een Brother QL is nog een programma nodig. Vraag het aan wie Atelier beheert."
    )

    def __init__(self) -> None:
        super().__init__(self.message)


def render(labels: Sequence[Content], sheet: Sheet, model: str) -> bytes:
    """Return what to send to a printer of `MODELS`, as is, for so many labels.

    Raises BadRoll, MissingLibrary, or BadSize when nothing fits.
    """
    roll = next((ROLLS[key] for key in ROLLS if SIZES[key] == sheet), None)
    if roll is None:
        raise BadRoll
    convert, printer, known = _library(model)
    pictures = [_fit(raster.picture(one, sheet.label, DPI), known[roll]) for one in labels]
    printer.exception_on_warning = False
    # A threshold of 50 percent: letters keep their weight; codes are black and white already.
    made = convert(printer, pictures, roll, rotate=0, threshold=50, cut=True)
    return bytes(made or printer.data)


def _fit(page: Image.Image, roll: Any) -> Image.Image:
    """What can be printed on, of a label that is laid out with its white edges."""
    across, along = roll.dots_printable
    if along == 0:
        along = min(page.size[0], page.size[1]) - 2 * _END_DOTS
    if (page.width > page.height) != (across > along):
        page = page.rotate(90, expand=True)
    left, top = (page.width - across) // 2, (page.height - along) // 2
    return page.crop((left, top, left + across, top + along))


def _library(model: str) -> tuple[Any, Any, Any]:
    try:
        from brother_ql.conversion import convert  # noqa: PLC0415 - an extra: may be absent
        from brother_ql.labels import LabelsManager  # noqa: PLC0415
        from brother_ql.raster import BrotherQLRaster  # noqa: PLC0415
    except ImportError as error:
        raise MissingLibrary from error
    return convert, BrotherQLRaster(model), LabelsManager()
