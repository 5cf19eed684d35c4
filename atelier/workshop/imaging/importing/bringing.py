"""An image made elsewhere becomes one of ours, with the same manifest and the same checks."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from atelier.workshop.imaging import store
from atelier.workshop.imaging.importing import clonezilla, looking, opening
from atelier.workshop.imaging.importing.errors import NotImported
from atelier.workshop.imaging.importing.looking import Seen
from atelier.workshop.imaging.programs import ProgramError
from atelier.workshop.imaging.store import folders, layout, verifying
from atelier.workshop.imaging.store.layout import Layout
from atelier.workshop.imaging.store.packing import Progress
from atelier.workshop.imaging.store.spans import Span
from diagnostics.wire.imaging import Boot, Needs, Source, System

_NAMES: Mapping[System, str] = {"windows": "Windows"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person says of it; empty or None is looked for on the disk itself."""

    name: str
    #: Else the day on which it was saved.
    release: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    system: System | None = None
    system_name: str | None = None
    boots: tuple[Boot, ...] = ()
    memory_bytes: int = 0
    architecture: str | None = None


def bring_in(
    source: Path, folder: Path, wanted: Wanted, *, progress: Progress | None = None
) -> store.Stored:
    """``source``: a disk in a file (raw, packed, of a virtual machine), or a folder of Clonezilla.

    What has to be unpacked goes into ``folder`` for the time being. Raises NotImported, StoreError.
    """
    if trouble := store.trouble_of_naming(wanted.name, wanted.release):
        raise NotImported(trouble)
    try:
        with folders.workplace(folder, folders.BROUGHT) as place:
            raw, kind, known = _opened(source, place)
            plan = _layout(raw, source)
            seen = looking.look(raw, plan)
            draft = _draft(wanted, seen, kind, _saved_at(source))
            listed = seen.packages
            stored = store.pack(raw, folder, draft, listed, known=known, progress=progress)
    except ProgramError as error:
        raise NotImported(str(error)) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NotImported(
                f"there is too little room to unpack {source.name} in {folder}; what was unpacked"
                " is gone again: make room, or choose another folder for imaging.folder"
            ) from error
        raise NotImported(f"{source.name} cannot be read, or not unpacked: {error}") from error
    verifying.verify(folder, stored.sha256)
    return stored


def _opened(source: Path, place: Path) -> tuple[Path, str, Mapping[int, list[Span]]]:
    if source.is_dir():
        if not clonezilla.is_one(source):
            raise NotImported(
                f"{source.name} is a folder, and not one that Clonezilla saved a disk in: in that"
                " lies a file that ends on -pt.sf"
            )
        raw = place / "disk.raw"
        return raw, "clonezilla", clonezilla.restore(source, raw)
    if not source.exists():
        raise NotImported(f"{source} does not exist")
    if source.is_block_device():
        raise NotImported(
            f"{source} is a disk itself: copy it into a file first, while nothing uses it"
            f" (dd if={source} of=disk.raw bs=4M conv=sparse)"
        )
    return opening.as_raw(source, place), "raw", {}


def _layout(raw: Path, source: Path) -> Layout:
    plan = layout.read(raw)
    if plan.table is None or not plan.parts:
        holds = f"it holds {plan.filesystem}" if plan.filesystem else "and nothing that is known"
        raise NotImported(
            f"{source.name} has no table of partitions, {holds}: it has to be a whole disk, no"
            " single partition"
        )
    return plan


def _draft(wanted: Wanted, seen: Seen, kind: str, saved_at: datetime) -> store.Draft:
    boots = wanted.boots or seen.boots
    if not boots:
        raise NotImported(
            "nothing was found that starts this disk, neither by BIOS nor by UEFI: say it with"
            " --boots where you know better"
        )
    system = _system(wanted, seen)
    return store.Draft(
        name=wanted.name,
        release=wanted.release or f"{saved_at:%Y.%m.%d}",
        titles=wanted.titles,
        descriptions=wanted.descriptions,
        languages=wanted.languages,
        system=system,
        system_name=wanted.system_name or seen.system_name or _NAMES.get(system),
        needs=Needs(
            memory_bytes=wanted.memory_bytes,
            architecture=wanted.architecture or seen.architecture or "x86_64",
        ),
        boots=boots,
        secure_boot=seen.secure_boot and "uefi" in boots,
        source=Source(kind=kind),
        created=saved_at.isoformat(),
        roles=seen.roles,
    )


def _system(wanted: Wanted, seen: Seen) -> System:
    """``linux`` is also what is said of a Debian."""
    if wanted.system is None or (wanted.system, seen.system) == ("linux", "debian"):
        return seen.system
    if seen.system not in {"other", wanted.system}:
        raise NotImported(f"it is said to be {wanted.system}, and on the disk is {seen.system}")
    return wanted.system


def _saved_at(source: Path) -> datetime:
    """When what was given was last changed: the same when it is brought in again."""
    paths = source.iterdir() if source.is_dir() else [source]
    newest = max((path.stat().st_mtime for path in paths), default=0)
    return datetime.fromtimestamp(int(newest), UTC)
