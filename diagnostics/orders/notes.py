"""What has to outlive the power while no server hears of it: one file a work, on the stick.

The journal lies in memory, and what the server heard the server keeps. This is for the rest: a
server that is away when the work comes to where it must not be forgotten, and when it ends.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from diagnostics import files
from diagnostics.link.medium import MediumError
from diagnostics.link.spool import Place
from diagnostics.wire import Disk, Malformed, Word, decode, encode

_FOLDER = "works"
_PREFIX = "work-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One work, as far as it came."""

    #: Of the order; without one, of the work itself.
    id: str
    #: Of the last word that was said of the order by then.
    number: int = 0
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    #: How it ended, where nobody has heard it yet.
    final: Word | None = None
    #: Where no order tells which disk it is.
    disk: Disk | None = None


@dataclass(frozen=True, slots=True)
class Notes:
    """In a folder of the spool. Nothing here raises: a stick may be out at any moment."""

    place: Place

    def keep(self, note: Note) -> bool:
        """Whether it is there now, and stays when the power goes."""
        try:
            with self.place.writing() as root:
                folder = root / _FOLDER
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                files.sweep(folder)
                files.write(_path(folder, note.id), encode(note))
        except (MediumError, OSError):
            return False
        return True

    def find(self, note_id: str) -> Note | None:
        return next((note for note in self.all() if note.id == note_id), None)

    def all(self) -> tuple[Note, ...]:
        try:
            with self.place.reading() as root:
                return tuple(_read(root / _FOLDER))
        except (MediumError, OSError):
            return ()

    def drop(self, note_id: str) -> None:
        with contextlib.suppress(MediumError, OSError), self.place.writing() as root:
            _path(root / _FOLDER, note_id).unlink(missing_ok=True)


def _path(folder: Path, note_id: str) -> Path:
    return folder / f"{_PREFIX}{re.sub(r'[^A-Za-z0-9-]', '_', note_id)[:80]}.json"


def _read(folder: Path) -> Iterator[Note]:
    """What a fault of the stick spoiled is as good as none: then all begins anew."""
    for path in sorted(folder.glob(f"{_PREFIX}*.json")):
        with contextlib.suppress(OSError, Malformed, UnicodeDecodeError, RecursionError):
            yield decode(Note, path.read_bytes())
