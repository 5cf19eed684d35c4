"""Whether the disk of the server has room for an image, before hours of work go into it."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import zstandard

from atelier.workshop.imaging.store.cutting import data_in, read_into
from atelier.workshop.imaging.store.errors import NoRoom
from atelier.workshop.imaging.store.spans import Span, total
from diagnostics.wire.imaging import BLOCK_BYTES

_SAMPLES = 16
#: Beside the blocks: the map (some 120 bytes a block), the lists of packages.
_BESIDE = 2**20


def check(folder: Path, raw: Path, used: Sequence[Span]) -> None:
    """Raises NoRoom."""
    with raw.open("rb") as disk:
        needed = estimate(disk.fileno(), used)
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise NoRoom(
            f"this image takes about {needed / 1e9:.1f} GB, and where images are kept only"
            f" {free / 1e9:.1f} GB is free ({folder}): make room, or choose another folder for"
            " imaging.folder"
        )


def estimate(disk: int, used: Sequence[Span]) -> int:
    """Bytes of the image; what is in the disk is judged by some of it, packed quickly."""
    filled = [one for span in used for one in data_in(disk, *span)]
    content = total(filled)
    return int(content * _ratio(disk, filled, content)) + _BESIDE + content // BLOCK_BYTES * 120


def _ratio(disk: int, filled: Sequence[Span], content: int) -> float:
    packer = zstandard.ZstdCompressor(level=1)
    before = after = 0
    for start, end in _samples(filled, content):
        sample = bytearray(end - start)
        read_into(disk, sample, 0, start, len(sample))
        before, after = before + len(sample), after + len(packer.compress(bytes(sample)))
    return after / before if before else 0


def _samples(filled: Sequence[Span], content: int) -> list[Span]:
    """Spread over the content, at most a block each."""
    step, at, due = max(content // _SAMPLES, 1), 0, 0
    found = []
    for start, end in filled:
        while due < at + end - start:
            begin = start + due - at
            found.append((begin, min(begin + BLOCK_BYTES // 4, end)))
            due += step
        at += end - start
    return found
