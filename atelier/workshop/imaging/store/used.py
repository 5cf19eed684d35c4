"""Which bytes of a disk belong to somebody: a table, what starts it, or a filesystem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from atelier.workshop.imaging.store.filesystems import READERS, Unclear
from atelier.workshop.imaging.store.layout import Layout, Part
from atelier.workshop.imaging.store.spans import Span, joined, moved, within, without

#: At both ends of what is in no partition lie tables, their copies, and loaders that start disks.
EDGE_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Used:
    """``warnings``: of which partition all had to be taken, and why."""

    spans: tuple[Span, ...]
    warnings: tuple[str, ...] = ()


def find(disk: Path, layout: Layout, known: Mapping[int, Sequence[Span]] | None = None) -> Used:
    """``known``: by number of the partition, where it was told with its content."""
    if not layout.parts:
        part = Part(
            number=0, start=0, size=layout.size_bytes, kind="", filesystem=layout.filesystem
        )
        spans, warnings = _of_part(disk, part)
        return Used(tuple(spans), tuple(warnings))
    found = [*_between(layout)]
    troubles: list[str] = []
    for part in layout.parts:
        if part.extended:
            continue
        if known and part.number in known:
            found += moved(known[part.number], part.start)
            continue
        spans, warnings = _of_part(disk, part)
        found += moved(spans, part.start)
        troubles += warnings
    return Used(tuple(joined(found)), tuple(troubles))


def _of_part(disk: Path, part: Part) -> tuple[list[Span], list[str]]:
    """From the start of the partition."""
    whole = [(0, part.size)]
    reader = READERS.get(part.filesystem or "")
    if reader is None:
        name = part.filesystem or "nothing that is known"
        small = part.size <= 2 * EDGE_BYTES
        return whole, [] if small else [f"partition {part.number} holds {name}: all of it is taken"]
    try:
        spans = reader(disk, part.start, part.size)
    except Unclear as why:
        return whole, [f"partition {part.number}: {why}; all of it is taken"]
    end = spans[-1][1] if spans else 0
    # What lies behind a filesystem may be a copy of its boot sector, or the word of a RAID.
    return joined([*within(spans, 0, part.size), (max(end, part.size - 4096), part.size)]), []


def _between(layout: Layout) -> list[Span]:
    """What is in no partition: its edges; within an extended partition all of it."""
    taken = joined((part.start, part.end) for part in layout.parts if not part.extended)
    chains = joined((part.start, part.end) for part in layout.parts if part.extended)
    found = []
    for start, end in without([(0, layout.size_bytes)], taken):
        found += within(chains, start, end)
        found += [(start, min(start + EDGE_BYTES, end)), (max(start, end - EDGE_BYTES), end)]
    return joined(found)
