"""ext2, ext3 and ext4, by ``dumpe2fs``: it reads a filesystem inside a file, without being root."""

import re
from pathlib import Path

from atelier.workshop.imaging.programs import ProgramError, run
from atelier.workshop.imaging.store.filesystems.unclear import Unclear
from atelier.workshop.imaging.store.spans import Span, joined, total, without

_FIELD = re.compile(r"^([A-Z][\w ]+):[ \t]*(.*)$", re.MULTILINE)
#: Those of groups stand two columns in; the count of all, at the margin.
_FREE = re.compile(r"^  Free blocks:[ \t]*(.*)$", re.MULTILINE)


def used(disk: Path, start: int, size: int) -> list[Span]:
    """Raises Unclear, also where a journal has to be played back first."""
    try:
        told = run(["dumpe2fs", f"{disk}?offset={start}"], package="e2fsprogs").text
    except ProgramError as error:
        raise Unclear(str(error)) from error
    found = parse(told)
    if found and found[-1][1] > size:
        raise Unclear("its ext filesystem is larger than the partition")
    return found


def parse(told: str) -> list[Span]:
    """What ``dumpe2fs`` says. Raises Unclear."""
    fields = dict(_FIELD.findall(told))
    if fields.get("Filesystem state") != "clean":
        raise Unclear("its ext filesystem was not closed properly: run e2fsck on it first")
    if "needs_recovery" in fields.get("Filesystem features", ""):
        raise Unclear("its ext filesystem was in use: its journal has to be played back first")
    try:
        block, count = int(fields["Block size"]), int(fields["Block count"])
        # With clusters (bigalloc) numbers are those of their first blocks, also the last one's.
        last = int(fields.get("Cluster size", block)) // block
        free = joined(span for line in _FREE.findall(told) for span in _numbers(line, last))
        if total(free) != int(fields["Free blocks"]):
            raise Unclear("its ext filesystem contradicts itself about what is free")
    except (KeyError, ValueError) as error:
        raise Unclear(f"dumpe2fs said something unknown ({error})") from error
    return [(s * block, e * block) for s, e in without([(0, count)], free)]


def _numbers(line: str, last_one: int) -> list[Span]:
    """``7331-8192, 9001``; ``last_one``: blocks that the last number stands for."""
    pairs = (part.partition("-") for part in line.replace(" ", "").split(",") if part)
    return [(int(first), int(last or first) + last_one) for first, _, last in pairs]
