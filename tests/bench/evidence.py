"""What a donor left on a disk, and how much of it is still there: seen from outside the machine."""

from pathlib import Path

_TEXT = b"Dit is van de schenker en van niemand anders. "
_MARK = b"schenker"
_BLOCK = 2**20


def fill(image: Path) -> None:
    """Writes the disk full of text, each line with its own number; no block is left out."""
    size = image.stat().st_size
    with image.open("r+b") as file:
        for at in range(0, size, _BLOCK):
            line = _TEXT + str(at).encode() + b"\n"
            room = min(_BLOCK, size - at)
            file.write((line * (room // len(line) + 1))[:room])


def left_over(image: Path) -> int:
    """How often the donor's word stands anywhere on the disk, also across edges of blocks."""
    found, tail = 0, b""
    with image.open("rb") as file:
        while block := file.read(_BLOCK):
            found += (tail + block).count(_MARK)
            tail = block[-len(_MARK) + 1 :]
    return found
