"""Folders of images: whole or not there at all, whatever is killed, and when."""

import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{64}")
_MADE, _REMOVED = ".packing-", ".removing-"
_LOCK, _NO_LOCK_YET = ".lock", ".lock-new"
#: Of what is unpacked before it becomes an image.
BROUGHT = ".importing-"
#: Between making a folder and holding its lock, in seconds: much less than this.
_YOUNG_S = 60


def is_hash(name: str) -> bool:
    return _HASH.fullmatch(name) is not None


def names(folder: Path) -> list[str]:
    """The hashes of the images there."""
    if not folder.is_dir():
        return []
    return sorted(one.name for one in folder.iterdir() if is_hash(one.name) and one.is_dir())


@contextmanager
def workplace(folder: Path, kind: str = _MADE) -> Iterator[Path]:
    """A folder beside the images, which goes afterwards, unless it was put in its place."""
    folder.mkdir(parents=True, exist_ok=True)
    clean(folder)
    place = Path(tempfile.mkdtemp(prefix=kind, dir=folder))
    try:
        with (place / _NO_LOCK_YET).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Seen, it is held: nobody who cleans up gets it in between.
            (place / _NO_LOCK_YET).rename(place / _LOCK)
            yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def put_in_place(place: Path, folder: Path, name: str) -> bool:
    """Under its hash, for good; False: it is there already."""
    for path in place.iterdir():
        _flush(path)
    (place / _LOCK).unlink()
    place.chmod(0o755)  # mkdtemp's is for us alone; nginx may have to read it
    _flush(place)
    try:
        place.rename(folder / name)
    except OSError:
        if (folder / name).is_dir():
            return False
        raise
    _flush(folder)
    return True


def remove(folder: Path, name: str) -> None:
    """Gone from one moment to the next; what is killed meanwhile is cleaned up later.

    Raises FileNotFoundError.
    """
    away = Path(tempfile.mkdtemp(prefix=_REMOVED, dir=folder))
    try:
        (folder / name).rename(away / name)
        _flush(folder)
    finally:
        shutil.rmtree(away)


def clean(folder: Path) -> list[str]:
    """Takes away what was left behind by work that was killed; the names of it."""
    gone = []
    for place in folder.glob(".*-*"):
        if place.name.startswith((_MADE, _REMOVED, BROUGHT)) and _is_left(place):
            shutil.rmtree(place, ignore_errors=True)
            gone.append(place.name)
    return gone


def _is_left(place: Path) -> bool:
    try:
        with (place / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except BlockingIOError:
        return False
    except OSError:
        return _age_s(place) > _YOUNG_S


def _age_s(place: Path) -> float:
    try:
        return time.time() - place.stat().st_mtime
    except FileNotFoundError:
        return 0


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
