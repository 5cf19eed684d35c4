"""Swap space: the header says that it is one; what was swapped out is nobody's any more."""

from pathlib import Path

from atelier.workshop.imaging.store.filesystems.unclear import Unclear
from atelier.workshop.imaging.store.spans import Span

_PAGE, _MAGIC = 4096, b"SWAPSPACE2"


def used(disk: Path, start: int, size: int) -> list[Span]:
    """Raises Unclear, as for a machine that sleeps there, or for other sizes of page."""
    with disk.open("rb") as file:
        file.seek(start)
        header = file.read(min(_PAGE, size))
    if not header.endswith(_MAGIC):
        raise Unclear("its swap space holds a machine that sleeps, or is of another kind")
    return [(0, _PAGE)]
