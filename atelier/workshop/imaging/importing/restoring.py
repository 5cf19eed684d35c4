"""A partition put into its place on a disk in a file that is still one hole there."""

import contextlib
import errno
import os
import re
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import IO

from atelier.workshop.imaging.importing.errors import NotImported
from atelier.workshop.imaging.importing.unpacking import Stream
from atelier.workshop.imaging.programs import ProgramError, find, run
from atelier.workshop.imaging.store.cutting import data_in
from atelier.workshop.imaging.store.filesystems import fat
from atelier.workshop.imaging.store.layout import Part
from atelier.workshop.imaging.store.spans import Span, joined, moved

_CHUNK = 4 * 2**20
_HEADER = 4096
_MAGIC = b"partclone-image"
#: Of the form 0002, which all releases since 2016 write: https://github.com/Thomas-Tsai/partclone
_SECOND, _SIZE_AT = slice(30, 34), 52


def put_back(stream: Stream, part: Part, raw: Path, name: str) -> None:
    """By ``partclone.restore``, which writes only what is used. Raises NotImported, OSError."""
    start = stream.read(_CHUNK)
    if not start.startswith(_MAGIC):
        raise NotImported(f"what was saved of partition {name} is no image of partclone")
    if start[_SECOND] == b"0002" and struct.unpack_from("<Q", start, _SIZE_AT)[0] > part.size:
        raise NotImported(f"what was saved of partition {name} is larger than that is in the table")
    status, words = _restored(start, stream, part, raw)
    if status and shutil.disk_usage(raw.parent).free < _CHUNK:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if status:
        raise NotImported(
            f"partition {name} cannot be put back: what was saved is cut off or damaged; copy it"
            f" again ({words})"
        )
    _refuse_what_partclone_loses(part, raw, name)
    _copy_boot_sector(part, raw)


def copy(stream: Stream, part: Part, raw: Path, name: str) -> None:
    """Byte for byte. Raises NotImported unless it is as long as the partition."""
    at = 0
    with raw.open("r+b") as disk:
        while chunk := stream.read(_CHUNK):
            if at + len(chunk) > part.size:
                raise NotImported(f"what was saved of partition {name} is larger than that is")
            if chunk.count(0) != len(chunk):
                os.pwrite(disk.fileno(), chunk, part.start + at)
            at += len(chunk)
    if at < part.size:
        raise NotImported(
            f"of partition {name} {at} bytes are there, and it has {part.size}: copy the whole"
            " folder"
        )


def make_swap(told: str, part: Part, raw: Path) -> None:
    """Its header, with the name that the system knows it by."""
    found = dict(re.findall(r'^(UUID|LABEL)="?([^"\n]+)"?$', told, re.MULTILINE))
    flags = [(flag, found[key]) for key, flag in (("UUID", "-U"), ("LABEL", "-L")) if key in found]
    with tempfile.NamedTemporaryFile(dir=raw.parent) as file, raw.open("r+b") as disk:
        file.truncate(part.size)
        try:
            run(["mkswap", *(word for pair in flags for word in pair), file.name])
        except ProgramError as error:
            raise NotImported(f"the swap space cannot be made: {error}") from error
        os.pwrite(disk.fileno(), os.pread(file.fileno(), _HEADER, 0), part.start)


def filled(raw: Path, part: Part) -> list[Span]:
    """What of a partition is no hole, from its start."""
    with raw.open("rb") as disk:
        return joined(moved(data_in(disk.fileno(), part.start, part.end), -part.start))


def _refuse_what_partclone_loses(part: Part, raw: Path, name: str) -> None:
    """It misreads FAT12 (0.3.23 still does): files are missing in what it saved."""
    with raw.open("rb") as disk:
        boot = os.pread(disk.fileno(), 512, part.start)
    if b"FAT12" in boot[:90] and fat.has_12_bits(boot):
        raise NotImported(
            f"partition {name} is of FAT12, which partclone saves only in part: capture the disk"
            " byte for byte (dd), or with Clonezilla's option -q1"
        )


def _copy_boot_sector(part: Part, raw: Path) -> None:
    """NTFS keeps one behind its end, which partclone leaves out (see partclone.ntfsfixboot)."""
    with raw.open("r+b") as disk:
        boot = os.pread(disk.fileno(), 512, part.start)
        if boot[3:11] != b"NTFS    ":
            return
        sector, sectors = (
            struct.unpack_from("<H", boot, 11)[0],
            struct.unpack_from("<Q", boot, 40)[0],
        )
        if sector * sectors + len(boot) <= part.size:
            os.pwrite(disk.fileno(), boot, part.start + sector * sectors)


def _restored(start: bytes, rest: Stream, part: Part, raw: Path) -> tuple[int, str]:
    """Its status and last words."""
    into = ["-O", str(raw), f"--offset={part.start}", "-L", str(raw.with_name("partclone.log"))]
    command = [find("partclone.restore", "partclone"), "-q", "-C", "-s", "-", *into]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a list, never a shell
            command, stdin=subprocess.PIPE, stdout=said, stderr=said
        )
        try:
            _feed(start, rest, process.stdin)
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
        said.seek(0)
        return process.returncode, _last(said.read().decode(errors="replace"))


def _feed(start: bytes, rest: Stream, to: IO[bytes] | None) -> None:
    """Until it wants no more: then its status says whether that is well."""
    assert to is not None  # noqa: S101 - of PIPE
    chunk = start
    with contextlib.suppress(BrokenPipeError), to:
        while chunk:
            to.write(chunk)
            chunk = rest.read(_CHUNK)


def _last(words: str) -> str:
    lines = [line.strip() for line in re.split(r"[\r\n]+", words) if line.strip()]
    return lines[-1][-200:] if lines else "it said nothing"
