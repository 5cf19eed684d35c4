"""How a disk in a file is divided: its table by ``sfdisk``, what is in each part by ``blkid``."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from atelier.workshop.imaging.programs import ProgramError, run
from atelier.workshop.imaging.store.errors import Unreadable
from diagnostics.wire.imaging import Partition, Role

Table = Literal["gpt", "mbr"]

#: Of MBR: these hold other partitions.
_EXTENDED = frozenset({"5", "f", "85"})
_ROLES: Mapping[str, Role] = {
    "21686148-6449-6E6F-744E-656564454649": "bios",
    "C12A7328-F81F-11D2-BA4B-00A0C93EC93B": "efi",
    "BC13C2FF-59E6-4262-A352-B275FD6F7172": "boot",
    "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709": "root",
    "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F": "swap",
    "DE94BBA4-06D1-4D40-A16A-BFD50179D6AC": "recovery",
    "ef": "efi",
    "82": "swap",
    "27": "recovery",
}
#: Filesystems that an agent makes larger.
_GROWING = frozenset({"ext2", "ext3", "ext4", "ntfs"})
_LOGICAL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A partition; places in bytes."""

    number: int
    start: int
    size: int
    #: The GUID, or the hexadecimal number, of its kind.
    kind: str
    filesystem: str | None = None
    label: str | None = None
    active: bool = False
    #: It holds other partitions, and is none of its own.
    extended: bool = False

    @property
    def end(self) -> int:
        return self.start + self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """``filesystem``: of a disk without a table, or beside one, as on a hybrid ISO."""

    size_bytes: int
    table: Table | None = None
    parts: tuple[Part, ...] = ()
    filesystem: str | None = None

    def partitions(self, roles: Mapping[int, Role] | None = None) -> tuple[Partition, ...]:
        """As the manifest tells them; ``roles``: by number, where they are known better."""
        rows = [part for part in self.parts if not part.extended]
        return tuple(
            Partition(
                number=part.number,
                start_bytes=part.start,
                size_bytes=part.size,
                role=(roles or {}).get(part.number) or role_of(part),
                filesystem=part.filesystem,
                label=part.label,
                grows=part is rows[-1] and _grows(part, self.table, roles or {}),
            )
            for part in rows
        )


def read(disk: Path) -> Layout:
    """Raises Unreadable."""
    size = disk.stat().st_size
    if not size or size % 512:
        raise Unreadable(f"{disk.name} is {size} bytes: no disk has that size; it is cut off")
    try:
        told = _table(disk)
        parts = tuple(_with_content(disk, part) for part in _parts(told))
        whole = _probe(disk, 0, size).get("TYPE")
    except ProgramError as error:
        raise Unreadable(str(error)) from error
    if any(part.kind == "ee" for part in parts):
        raise Unreadable(
            f"{disk.name} has a table of partitions (GPT) that does not fit it: the file is cut"
            " off, or the table is damaged"
        )
    table: Table | None = {"gpt": "gpt", "dos": "mbr"}.get(told.get("label", ""))  # type: ignore[assignment]
    _check(parts, size)
    return Layout(size_bytes=size, table=table, parts=parts, filesystem=whole)


def parse(told: str) -> Mapping[str, Any]:
    """What ``sfdisk --json`` says."""
    table = json.loads(told)["partitiontable"]
    return table if isinstance(table, dict) else {}


def role_of(part: Part) -> Role:
    if part.filesystem == "swap":
        return "swap"
    return _ROLES.get(part.kind, "other")


def _table(disk: Path) -> Mapping[str, Any]:
    """Empty where there is none."""
    done = run(["sfdisk", "--json", disk], accept=(0, 1), package="fdisk")
    if done.status:
        if "does not contain a recognized partition table" in done.stderr:
            return {}
        raise Unreadable(f"the partition table cannot be read: {done.stderr.strip()[-300:]}")
    return parse(done.text)


def _parts(told: Mapping[str, Any]) -> list[Part]:
    sector = told.get("sectorsize", 512)
    found = [
        Part(
            number=int(re.search(r"\d+$", row["node"].removeprefix(told["device"]))[0]),  # type: ignore[index]
            start=row["start"] * sector,
            size=row["size"] * sector,
            kind=row["type"],
            active=bool(row.get("bootable")),
            extended=told["label"] == "dos" and row["type"] in _EXTENDED,
        )
        for row in told.get("partitions", ())
    ]
    return sorted(found, key=lambda part: (part.start, part.number))


def _with_content(disk: Path, part: Part) -> Part:
    if part.extended:
        return part
    found = _probe(disk, part.start, part.size)
    return Part(
        number=part.number,
        start=part.start,
        size=part.size,
        kind=part.kind,
        active=part.active,
        filesystem=found.get("TYPE"),
        label=found.get("LABEL"),
    )


def _probe(disk: Path, start: int, size: int) -> dict[str, str]:
    """Empty: nothing that is known, or more than one thing."""
    where = ["--offset", str(start), "--size", str(size)]
    asked = ["blkid", "--probe", *where, "--output", "export", str(disk)]
    done = run(asked, accept=(0, 2, 8), package="util-linux")
    pairs = (line.partition("=") for line in done.text.splitlines())
    return {name: re.sub(r"\\(.)", r"\1", value) for name, _, value in pairs}


def _check(parts: tuple[Part, ...], size: int) -> None:
    for part in parts:
        if part.end > size:
            raise Unreadable(
                f"partition {part.number} ends at byte {part.end}, beyond the disk of {size} bytes:"
                " the file is cut off, or the disk was larger"
            )
    real = [part for part in parts if not part.extended]
    for before, after in pairwise(real):
        if after.start < before.end:
            raise Unreadable(f"partitions {before.number} and {after.number} overlap")


def _grows(part: Part, table: Table | None, roles: Mapping[int, Role]) -> bool:
    """Not one inside another partition, which would have to grow first."""
    if table == "mbr" and part.number >= _LOGICAL:
        return False
    role = roles.get(part.number) or role_of(part)
    return part.filesystem in _GROWING and role not in {"efi", "recovery", "bios"}
