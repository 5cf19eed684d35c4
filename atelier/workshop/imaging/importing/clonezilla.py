"""A folder that Clonezilla saved a disk in, as a raw disk in a file.

The names of its files: https://clonezilla.org (doc "The files in image dir"). The table is made
from the dump of ``sfdisk``, each partition is put back by partclone into its place.
"""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from atelier.workshop.imaging.importing import restoring, unpacking
from atelier.workshop.imaging.importing.errors import NotImported
from atelier.workshop.imaging.programs import ProgramError, run
from atelier.workshop.imaging.store import layout
from atelier.workshop.imaging.store.filesystems import READERS
from atelier.workshop.imaging.store.layout import Part
from atelier.workshop.imaging.store.spans import Span

_SECTOR = 512
_BOOT_CODE = 440
_TABLES = "-pt.sf"
#: Endings of a file that was not cut into pieces; those of pieces have two letters as well.
_PACKED = frozenset({"gz", "xz", "lz"})
_OURS = re.compile(r"-ptcl-img|\.dd-img")


@dataclass(frozen=True, slots=True)
class _Saved:
    """What was saved of a partition. ``plain``: as it was, byte for byte."""

    pieces: tuple[Path, ...]
    plain: bool


def is_one(folder: Path) -> bool:
    return (folder / "parts").is_file() or any(folder.glob(f"*{_TABLES}"))


def restore(folder: Path, raw: Path) -> dict[int, list[Span]]:
    """Makes the file ``raw``. Raises NotImported.

    By number of the partition what of it is used, where partclone knew that and nothing else does.
    """
    name = _disk(folder)
    _refuse_others(folder)
    table = _text(folder, f"{name}{_TABLES}")
    with raw.open("wb") as file:
        file.truncate(_size(folder, name, table))
    _make_table(raw, table)
    plan = layout.read(raw)
    _put_start(folder, name, raw, plan)
    parts = [part for part in plan.parts if not part.extended]
    holed = [one for one in parts if _put_part(folder, _part_name(name, one.number), one, raw)]
    unread = {one.number for one in layout.read(raw).parts if one.filesystem not in READERS}
    return {one.number: restoring.filled(raw, one) for one in holed if one.number in unread}


def _disk(folder: Path) -> str:
    listed = folder / "disk"
    if listed.is_file():
        names = listed.read_text().split()
    else:
        names = [path.name.removesuffix(_TABLES) for path in folder.glob(f"*{_TABLES}")]
    if len(names) != 1:
        raise NotImported(
            f"this folder of Clonezilla holds {len(names)} disks, and an image is of one: save the"
            " disk with the system alone"
        )
    return names[0]


def _refuse_others(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name.startswith("lvm_"):
            raise NotImported("the disk has logical volumes (LVM), which cannot be brought in")
        if path.name.startswith("ecryptfs"):
            raise NotImported("the folder is encrypted: save the disk without a passphrase")


def _text(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text()
    except OSError as error:
        raise NotImported(
            f"{name} is missing in the folder of Clonezilla: copy all of it"
        ) from error


def _size(folder: Path, name: str, table: str) -> int:
    """Of the disk, by what ``parted`` said of it, else by the table of partitions."""
    told = folder / f"{name}-pt.parted"
    if told.is_file():
        found = re.search(r"^Disk [^:]+: (\d+)s$", told.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) * _SECTOR
    last = re.search(r"^last-lba: *(\d+)", table, re.MULTILINE)
    if last:
        return (int(last[1]) + 34) * _SECTOR  # the copy of the table lies behind it
    rows = re.findall(r"start= *(\d+), *size= *(\d+)", table)
    if not rows:
        raise NotImported(f"{name}{_TABLES} names no partitions")
    return max(int(start) + int(size) for start, size in rows) * _SECTOR


def _make_table(raw: Path, table: str) -> None:
    if re.search(r"^sector-size: *(?!512$)\d+", table, re.MULTILINE):
        raise NotImported("the disk has sectors of 4096 bytes: other disks cannot be made of it")
    with tempfile.TemporaryFile() as told:
        told.write(table.encode())
        told.seek(0)
        try:
            run(["sfdisk", "--quiet", "--no-reread", raw], stdin=told, package="fdisk")
        except ProgramError as error:
            raise NotImported(f"the table of partitions makes no sense: {error}") from error


def _put_start(folder: Path, name: str, raw: Path, plan: layout.Layout) -> None:
    """The code that starts the disk, and with MBR what follows it before the first partition."""
    with raw.open("r+b") as disk:
        code = folder / f"{name}-mbr"
        if code.is_file():
            disk.write(code.read_bytes()[:_BOOT_CODE])
        hidden = folder / f"{name}-hidden-data-after-mbr"
        if plan.table == "mbr" and plan.parts and hidden.is_file():
            disk.seek(_SECTOR)
            disk.write(hidden.read_bytes()[: plan.parts[0].start - _SECTOR])


def _part_name(disk: str, number: int) -> str:
    return f"{disk}{'p' if disk[-1].isdigit() else ''}{number}"


def _put_part(folder: Path, name: str, part: Part, raw: Path) -> bool:
    """Whether only what is used was put back, and all else is a hole."""
    swap = folder / f"swappt-{name}.info"
    if swap.is_file():
        restoring.make_swap(swap.read_text(), part, raw)
        return False
    saved = _saved(folder, name)
    with unpacking.opened(saved.pieces) as stream:
        if saved.plain:
            restoring.copy(stream, part, raw, name)
        else:
            restoring.put_back(stream, part, raw, name)
    return not saved.plain


def _saved(folder: Path, name: str) -> _Saved:
    """Its pieces in their order: ``….aa``, ``….ab``. Raises NotImported where one is missing."""
    found = sorted(path for path in folder.glob(f"{name}.*") if _OURS.search(path.name))
    if not found:
        others = [path.name for path in folder.glob(f"{name}.*")]
        said = f"only {others[0]}, of a program that this does not read" if others else "nothing"
        raise NotImported(
            f"partition {name} is in the table, and of it there is {said}: copy the whole folder,"
            " or save the disk again with partclone"
        )
    endings = [path.suffix[1:] for path in found]
    if re.fullmatch(r"[a-z]{2}", endings[0]) and endings[0] not in _PACKED:
        expected = [_letters(number) for number in range(len(endings))]
        missing = sorted(set(expected) - set(endings))
        if missing:
            raise NotImported(
                f"piece .{missing[0]} of partition {name} is missing: copy the whole folder"
            )
    return _Saved(tuple(found), "-ptcl-" not in found[0].name)


def _letters(number: int) -> str:
    return chr(ord("a") + number // 26) + chr(ord("a") + number % 26)
