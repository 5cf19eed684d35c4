"""The EFI partition: a FAT filesystem in a file, the same each time."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from atelier.workshop.imaging.building.commands import run

LABEL = "EFI"


def make(
    path: Path, files: Mapping[str, bytes], *, size_bytes: int, serial: str, epoch: int
) -> None:
    """``serial``: ``1A2B-3C4D``; ``epoch``: the time that every file carries."""
    number = serial.replace("-", "")
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        file.truncate(size_bytes)
    # --invariant: no time of making in it. FAT16 below 512 MB is what every firmware reads.
    kind = ("-F", "16", "--invariant", "-i", number, "-n", LABEL)
    run(["mkfs.vfat", *kind, str(path)])
    _fill(path, files, epoch)


def _fill(path: Path, files: Mapping[str, bytes], epoch: int) -> None:
    at = {"SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC"}
    run(["mmd", "-i", str(path), *(f"::{folder}" for folder in _folders(files))], env=at)
    source = path.with_suffix(".file")
    for name, content in sorted(files.items()):
        source.write_bytes(content)
        os.utime(source, (epoch, epoch))
        run(["mcopy", "-m", "-i", str(path), str(source), f"::{name}"], env=at)
    source.unlink(missing_ok=True)


def _folders(files: Mapping[str, bytes]) -> Iterator[str]:
    """Each before those in it."""
    every = {str(parent) for name in files for parent in PurePosixPath(name).parents}
    yield from sorted(every - {"."})
