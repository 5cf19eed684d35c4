"""Bytes written to and read from an ATA disk, where the unit is certain."""

import re
from collections.abc import Iterable

from diagnostics.probes.document import count
from diagnostics.probes.smart.statistics import statistic
from diagnostics.report import Json, SmartAttribute

_UNITS = {"MiB": 1 << 20, "GiB": 1 << 30, "MB": 10**6, "GB": 10**9}
# What the computer wrote, as against Flash_ or NAND_Writes, which the disk did for itself.
_EXPLICIT = re.compile(
    r"(?:Host|Total|Lifetime|User)_(?:Host_)?(Writ|Read)\w*?_(\d*)(MiB|GiB|MB|GB)"
)
_BLOCKS = re.compile(r"(?:Total|Host|Lifetime)_(?:Host_)?LBAs_(Writ|Read)\w*")
_USUAL_BLOCK = 512


def bytes_moved(
    document: Json, attributes: Iterable[SmartAttribute]
) -> tuple[int | None, int | None]:
    """Bytes (written, read): from the device statistics, else from attributes named by unit."""
    block = count(document, "logical_block_size") or _USUAL_BLOCK
    named = _by_name(tuple(attributes), block)
    written = statistic(document, 1, "Logical Sectors Written")
    read = statistic(document, 1, "Logical Sectors Read")
    return (
        named.get("Writ") if written is None else written * block,
        named.get("Read") if read is None else read * block,
    )


def _by_name(attributes: tuple[SmartAttribute, ...], block: int) -> dict[str, int]:
    found: dict[str, int] = {}
    explicit = set()
    for raw, name in _counted(attributes):
        if match := _EXPLICIT.fullmatch(name):
            found.setdefault(match[1], raw * int(match[2] or 1) * _UNITS[match[3]])
            explicit.add(raw)
    lbas = [(m[1], raw) for raw, name in _counted(attributes) if (m := _BLOCKS.fullmatch(name))]
    # The same number under both names (Dell's S3520) shows that "LBAs" is a misnomer there.
    if not any(raw in explicit for _, raw in lbas if raw):
        for direction, raw in lbas:
            found.setdefault(direction, raw * block)
    return found


def _counted(attributes: tuple[SmartAttribute, ...]) -> list[tuple[int, str]]:
    return [(a.raw, a.name) for a in attributes if a.raw is not None and a.raw >= 0]
