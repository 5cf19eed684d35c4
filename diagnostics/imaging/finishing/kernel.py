"""Make the kernel see the partition table that is on the disk, and wait until it does."""

import json
import time
from collections.abc import Mapping

from diagnostics.imaging.finishing.layout import node
from diagnostics.imaging.finishing.work import Work, not_finished
from diagnostics.run import RunError

#: Somebody may have just opened a partition, and while one is open nothing can be read anew.
_PATIENCE_S = 20
_PAUSE_S = 0.2
_SECTOR = 512


def look_again(work: Work, patience_s: float = _PATIENCE_S) -> None:
    """Until each partition of the table is there, at its place and size. Raises NotFinished."""
    ends = time.monotonic() + patience_s
    while True:
        _read_again(work)
        wanted = _wanted(work)
        if _is_seen(work, wanted):
            return
        if time.monotonic() > ends:
            raise not_finished(
                f"the kernel does not see the partitions of {work.job.name}: {wanted}"
            )
        time.sleep(_PAUSE_S)


def sees_all(work: Work) -> bool:
    """Whether it does now."""
    return _is_seen(work, _wanted(work))


def _read_again(work: Work) -> None:
    """First what changed only, so that what stands on the others need not go; else all anew."""
    try:
        work.run("partx", "--update", work.disk)
    except RunError:
        work.run("blockdev", "--rereadpt", work.disk, accept=range(256))


def _wanted(work: Work) -> Mapping[int, tuple[int, int]]:
    """Number to start and length, in the kernel's sectors of 512 bytes."""
    try:
        table = json.loads(work.run("sfdisk", "--json", work.disk).text)["partitiontable"]
    except (RunError, ValueError, KeyError):
        return {}
    unit = int(table.get("sectorsize", _SECTOR)) // _SECTOR
    rows = table.get("partitions", [])
    numbers = (int(row["node"].removeprefix(str(work.disk)).removeprefix("p")) for row in rows)
    places = ((int(row["start"]) * unit, int(row["size"]) * unit, row["type"]) for row in rows)
    return {
        number: (start, length)
        for number, (start, length, kind) in zip(numbers, places, strict=True)
        if kind not in _EXTENDED
    }


#: The kernel shows only the head of such a partition, which holds others.
_EXTENDED = frozenset({"5", "f", "85"})


def _is_seen(work: Work, wanted: Mapping[int, tuple[int, int]]) -> bool:
    return all(_seen(work, number) == place for number, place in wanted.items())


def _seen(work: Work, number: int) -> tuple[int | None, int | None] | None:
    path = node(work.disk, number)
    folder = f"sys/class/block/{path.name}"
    if not path.exists():
        return None
    return work.host.read_int(f"{folder}/start"), work.host.read_int(f"{folder}/size")
