"""What a person gives, as a raw disk in a file: it may be packed, of a virtual machine, or not one.

Nothing is told by the name of a file: what it begins with says what it is.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from atelier.workshop.imaging.importing import unpacking
from atelier.workshop.imaging.importing.errors import NotImported
from atelier.workshop.imaging.programs import ProgramError, run

_CHUNK = 4 * 2**20
_UNIT = 4096
_OF_MACHINES = {
    b"QFI\xfb": "qcow2",
    b"KDMV": "vmdk",
    b"vhdxfile": "vhdx",
    b"<<< ": "vdi",
    b"conectix": "vpc",
}
_ASK_MACHINE = ("qemu-img", "info", "--output=json", "-U", "-f")
_ARCHIVES = {b"PK\3\4": "a ZIP file", b"7z\xbc\xaf": "a 7z file", b"MSWIM\0": "a WIM file"}
_ISO_AT, _ISO = 32769, b"CD001"
_PARTCLONE = b"partclone-image"


def as_raw(source: Path, place: Path) -> Path:
    """The file itself, or what is made of it in the folder ``place``. Raises NotImported, OSError.

    ``source`` is a file.
    """
    begins = _beginning(source)
    for magic, name in _ARCHIVES.items():
        if begins.startswith(magic):
            raise NotImported(f"{source.name} is {name}: take out the disk that is in it, first")
    machine = next((kind for magic, kind in _OF_MACHINES.items() if begins.startswith(magic)), None)
    if machine:
        return _of_machine(source, machine, place / "disk.raw")
    raw = source
    if unpacking.packing_of(begins):
        raw = place / "disk.raw"
        with unpacking.opened([source]) as stream, raw.open("wb") as disk:
            spread(stream, disk)
    _refuse_others(raw, source.name)
    return raw


def spread(stream: unpacking.Stream, disk: BinaryIO) -> None:
    """Copies, leaving holes where there is nothing."""
    while chunk := stream.read(_CHUNK):
        for at in range(0, len(chunk), _UNIT):
            unit = chunk[at : at + _UNIT]
            if unit.count(0) == len(unit):
                disk.seek(len(unit), os.SEEK_CUR)
            else:
                disk.write(unit)
    disk.truncate(disk.tell())


def _of_machine(source: Path, kind: str, raw: Path) -> Path:
    """QEMU may follow such a file to others that it names: not where it was given by somebody."""
    try:
        told = run([*_ASK_MACHINE, kind, source], package="qemu-utils").text
        _refuse_leading_away(source, json.loads(told))
        run(
            ["qemu-img", "convert", "-f", kind, "-O", "raw", "-S", "4k", source, raw],
            timeout_s=24 * 3600,
        )
    except ProgramError as error:
        raise NotImported(f"{source.name} cannot be read as {kind}: {error}") from error
    return raw


def _refuse_leading_away(source: Path, told: Mapping[str, Any]) -> None:
    if "backing-filename" in told:
        raise NotImported(f"{source.name} is the difference to another disk: give a whole one")
    own = told.get("format-specific", {}).get("data", {})
    extents = {one.get("filename") for one in own.get("extents", ())} - {str(source)}
    if "data-file" in own or extents:
        raise NotImported(
            f"{source.name} keeps its content in another file: make one file of it first, by"
            " qemu-img convert"
        )


def _refuse_others(raw: Path, name: str) -> None:
    begins = _beginning(raw)
    if begins.startswith(_PARTCLONE):
        raise NotImported(
            f"{name} is one partition of Clonezilla: give the whole folder that it lies in"
        )
    with raw.open("rb") as disk:
        disk.seek(_ISO_AT)
        if disk.read(len(_ISO)) == _ISO:
            raise NotImported(
                f"{name} is an installation medium (ISO), no disk: install from it on a machine,"
                " and capture the disk of that"
            )


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)
