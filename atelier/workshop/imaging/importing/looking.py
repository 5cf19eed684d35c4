"""What is on a disk that somebody brings: which system, and how it starts.

Read with e2fsprogs and mtools, out of the file itself: nothing is mounted, nothing needs root.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from atelier.workshop.imaging.importing import packages, texts
from atelier.workshop.imaging.programs import MissingProgram, ProgramError, run
from atelier.workshop.imaging.store.filesystems import Unclear, ntfs
from atelier.workshop.imaging.store.layout import Layout, Part
from diagnostics.wire.imaging import Boot, Package, Role, System

#: The second is mostly a symbolic link to the first, which debugfs does not follow.
_OS_RELEASE = ("/usr/lib/os-release", "/etc/os-release")
_EXT = frozenset({"ext2", "ext3", "ext4"})
_FIRMWARES = ("EFI/BOOT/BOOTX64.EFI", "EFI/BOOT/BOOTIA32.EFI")
_OF_WINDOWS = "EFI/MICROSOFT/BOOT/BOOTMGFW.EFI"
_SIGNED = re.compile(r"EFI/[^/]+/SHIM(?:X64|IA32)?\.EFI", re.IGNORECASE)
_BOOT_CODE = 440
_ARCHITECTURES = {"amd64": "x86_64", "i386": "i686", "arm64": "aarch64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    system: System = "other"
    system_name: str | None = None
    architecture: str | None = None
    boots: tuple[Boot, ...] = ()
    secure_boot: bool = False
    roles: Mapping[int, Role] = field(default_factory=dict)
    #: None: not known.
    packages: tuple[Package, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Root:
    part: Part
    told: Mapping[str, str]
    packages: tuple[Package, ...] | None = None
    architecture: str | None = None


def look(disk: Path, layout: Layout) -> Seen:
    """Raises ProgramError where a tool is missing."""
    loaders = frozenset(_loaders(disk, layout))
    boots = tuple(_boots(disk, layout, loaders))
    root = next(_roots(disk, layout), None)
    signed = _OF_WINDOWS in loaders or any(_SIGNED.fullmatch(name) for name in loaders)
    if root is not None:
        return Seen(
            system="debian" if "debian" in _family(root.told) else "linux",
            system_name=root.told.get("PRETTY_NAME"),
            architecture=root.architecture,
            boots=boots,
            secure_boot=signed,
            roles={root.part.number: "root"},
            packages=root.packages,
        )
    windows = next(_windows(disk, layout), None)
    return Seen(
        system="windows" if windows or _OF_WINDOWS in loaders else "other",
        boots=boots,
        secure_boot=signed,
        roles={windows.number: "root"} if windows else {},
    )


def _roots(disk: Path, layout: Layout) -> Iterator[_Root]:
    for part in layout.parts:
        if part.filesystem not in _EXT:
            continue
        read = partial(texts.read, disk, part.start)
        told = read(_OS_RELEASE)
        if told:
            found = packages.find(read)
            yield _Root(
                part=part,
                told=_os_release(next(iter(told.values()))),
                packages=found,
                architecture=_ARCHITECTURES.get(packages.architecture(found or ()) or ""),
            )


def _os_release(told: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in told.splitlines() if "=" in line)
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def _family(told: Mapping[str, str]) -> set[str]:
    return {told.get("ID", ""), *told.get("ID_LIKE", "").split()}


def _windows(disk: Path, layout: Layout) -> Iterator[Part]:
    for part in layout.parts:
        if part.filesystem != "ntfs":
            continue
        try:
            names = ntfs.names_at_the_top(disk, part.start)
        except Unclear:
            continue
        if {"windows", "users"} <= {name.lower() for name in names}:
            yield part


def _boots(disk: Path, layout: Layout, loaders: frozenset[str]) -> Iterator[Boot]:
    with disk.open("rb") as file:
        code = file.read(_BOOT_CODE)
    if any(code) and (layout.table == "mbr" or any(_is_bios(part) for part in layout.parts)):
        yield "bios"
    if loaders.intersection(_FIRMWARES) or _OF_WINDOWS in loaders:
        yield "uefi"


def _is_bios(part: Part) -> bool:
    return part.kind == "21686148-6449-6E6F-744E-656564454649"


def _loaders(disk: Path, layout: Layout) -> Iterator[str]:
    """Programs on the partitions that a UEFI firmware looks at, in capitals."""
    for part in layout.parts:
        if part.filesystem != "vfat":
            continue
        try:
            where = f"{disk}@@{part.start}"
            asked = ["mdir", "-/", "-b", "-a", "-i", where, "::/EFI"]
            told = run(asked, package="mtools").text
        except MissingProgram:
            raise
        except ProgramError:
            continue  # no folder of that name
        for line in told.splitlines():
            yield line.strip().removeprefix("::/").upper()
