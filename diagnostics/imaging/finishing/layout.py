"""The partition table that was written to the disk, and what lies in each of its partitions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from diagnostics.imaging.finishing.work import Work, not_finished
from diagnostics.run import RunError

_ESP = frozenset({"c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "ef"})
_LABELS: Mapping[str, Literal["gpt", "mbr"]] = {"gpt": "gpt", "dos": "mbr"}
#: ``blkid``: nothing that it knows.
_NOTHING_THERE, _AMBIVALENT = 2, 8
EXT = frozenset({"ext2", "ext3", "ext4"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Places and lengths in sectors of the disk."""

    number: int
    path: Path
    start: int
    sectors: int
    #: GUID of the type, or two hexadecimal digits; in lower case.
    kind: str
    #: In lower case, as ``PARTUUID=`` has it.
    guid: str
    #: Of a GPT disk: its name there, and its 64 attributes.
    title: str = ""
    attributes: int = 0
    #: As ``blkid`` reads it off the partition itself.
    filesystem: str | None = None
    uuid: str | None = None
    label: str | None = None

    @property
    def end(self) -> int:
        """The first sector after it."""
        return self.start + self.sectors

    @property
    def is_esp(self) -> bool:
        return self.kind in _ESP

    @property
    def name(self) -> str:
        """How evidence calls it."""
        return f"partition {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    table: Literal["gpt", "mbr"]
    #: In lower case: a GUID, or eight hexadecimal digits.
    id: str
    sector_bytes: int
    #: Of the whole disk, whatever its table says.
    sectors: int
    parts: tuple[Part, ...]

    @property
    def esp(self) -> Part | None:
        """The last word is its type's; FAT, else it is none that a firmware could read."""
        return next((one for one in self.parts if one.is_esp and one.filesystem == "vfat"), None)


def read(work: Work) -> Layout | None:
    """From the disk itself. None: a disk without a table. Raises RunError, NotFinished."""
    table = _table(work)
    if table is None:
        return None
    kind = _LABELS.get(table.get("label", ""))
    if kind is None:
        raise not_finished(f"partition tables of the kind {table.get('label')!r} are not known")
    identity = str(table["id"]).lower().removeprefix("0x")
    parts = [_part(work, row, kind, identity) for row in table.get("partitions", [])]
    sector_bytes = int(table.get("sectorsize", 512))
    return Layout(
        table=kind,
        id=identity,
        sector_bytes=sector_bytes,
        sectors=size_bytes(work) // sector_bytes,
        parts=tuple(sorted(parts, key=lambda part: part.number)),
    )


def size_bytes(work: Work) -> int:
    """Of the whole disk, as the kernel has it."""
    return int(work.run("blockdev", "--getsize64", work.disk).text)


def node(disk: Path, number: int) -> Path:
    """``sda`` and 1 are ``sda1``; ``nvme0n1`` and 1 are ``nvme0n1p1``."""
    return disk.with_name(f"{disk.name}{'p' if disk.name[-1].isdigit() else ''}{number}")


def contents(work: Work, path: Path) -> dict[str, str]:
    """``TYPE``, ``UUID``, ``LABEL``… read anew. Empty where it is nothing that blkid knows."""
    accept = (0, _NOTHING_THERE, _AMBIVALENT)
    told = work.run("blkid", "--probe", "--output", "export", path, accept=accept).text
    pairs = (line.partition("=") for line in told.splitlines() if "=" in line)
    return {key: value.replace("\\", "") for key, _, value in pairs}


def _table(work: Work) -> Mapping[str, Any] | None:
    try:
        found = json.loads(work.run("sfdisk", "--json", work.disk).text)["partitiontable"]
    except RunError:
        if work.job.manifest.table is None:
            return None
        raise
    except (ValueError, KeyError) as error:
        raise not_finished(f"sfdisk did not tell the partition table: {error}") from error
    return found if isinstance(found, dict) else None


def _part(work: Work, row: Mapping[str, Any], table: str, identity: str) -> Part:
    # sfdisk names the node as the kernel would: the number is what comes after the disk's name.
    number = int(str(row["node"]).removeprefix(str(work.disk)).removeprefix("p"))
    path = node(work.disk, number)
    found = contents(work, path) if path.exists() else {}
    guid = str(row.get("uuid", "")) if table == "gpt" else f"{identity}-{number:02x}"
    return Part(
        number=number,
        path=path,
        start=int(row["start"]),
        sectors=int(row["size"]),
        kind=str(row["type"]).lower(),
        guid=guid.lower(),
        title=str(row.get("name", "")),
        attributes=_attributes(str(row.get("attrs", ""))) if table == "gpt" else 0,
        filesystem=found.get("TYPE"),
        uuid=found.get("UUID"),
        label=found.get("LABEL"),
    )


def _attributes(words: str) -> int:
    """``RequiredPartition GUID:60,62`` as the bits that it stands for."""
    bits = [_ATTRIBUTES[word] for word in words.split() if word in _ATTRIBUTES]
    for word in words.split():
        if word.startswith("GUID:"):
            bits += [int(bit) for bit in word.removeprefix("GUID:").split(",")]
    return sum(1 << bit for bit in set(bits))


_ATTRIBUTES = {"RequiredPartition": 0, "NoBlockIOProtocol": 1, "LegacyBIOSBootable": 2}
