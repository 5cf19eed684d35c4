"""The third partition of a stick, where people write settings and where reports wait.

Through mtools, on the stick's image: no mounting, so no rights are needed.
"""

import hashlib
import struct
import subprocess
from pathlib import Path

_SECTOR = 512
_NUMBER = 3


def write(image: Path, name: str, content: str | bytes) -> None:
    """Puts a file there, or another in its place."""
    raw = content.encode() if isinstance(content, str) else content
    _run("mcopy", "-o", "-i", _partition(image), "-", f"::{name}", stdin=raw)


def read(image: Path, name: str) -> bytes:
    return _run("mtype", "-i", _partition(image), f"::{name}")


def names(image: Path, folder: str = "") -> list[str]:
    """The paths of all files below ``folder``, with ``/``, sorted."""
    # All of it: mdir calls an empty folder "not found".
    listed = _run("mdir", "-/", "-b", "-i", _partition(image), "::").decode()
    found = (line.strip().removeprefix("::").lstrip("/") for line in listed.splitlines())
    below = f"{folder}/" if folder else ""
    return sorted(
        name for name in found if name and name.startswith(below) and not name.endswith("/")
    )


def content(image: Path) -> bytes:
    """All of it, as it is now."""
    start, count = _bounds(image)
    with image.open("rb") as whole:
        whole.seek(start)
        return whole.read(count)


def digest_of_the_rest(image: Path) -> str:
    """Of all that is on the stick beside it: what a start leaves as it was."""
    start, count = _bounds(image)
    told = hashlib.sha256()
    with image.open("rb") as whole:
        while block := whole.read(_SECTOR * 2048):
            at = whole.tell() - len(block)
            told.update(block[: max(0, start - at)] + block[max(0, start + count - at) :])
    return told.hexdigest()


def is_sound(image: Path) -> bool:
    """Whether its file system holds together, as fsck sees it."""
    part = image.with_suffix(".fat")
    part.write_bytes(content(image))
    checked = subprocess.run(["fsck.vfat", "-n", part], check=False, capture_output=True)
    part.unlink()
    return checked.returncode == 0


def _partition(image: Path) -> str:
    return f"{image}@@{_bounds(image)[0]}"


def _bounds(image: Path) -> tuple[int, int]:
    """Where it begins and how long it is, in bytes, by the image's partition table (MBR)."""
    with image.open("rb") as file:
        table = file.read(_SECTOR)[446:510]
    start, count = struct.unpack_from("<II", table, 16 * (_NUMBER - 1) + 8)
    return start * _SECTOR, count * _SECTOR


def _run(*command: str, stdin: bytes | None = None) -> bytes:
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
    return done.stdout
