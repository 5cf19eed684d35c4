"""What an agent that starts anew has to remember of its orders.

On the bench medium it lies in ``/run``: it survives the agent, not the machine. What has to survive
the machine the server keeps (``Order.started_in``, ``last_number``, ``checkpoint``).
"""

import contextlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from diagnostics import files
from diagnostics.wire import Malformed, Word, decode, encode

#: Of orders that are over and told, so many are remembered.
_MOST_TOLD = 100


@dataclass(slots=True, kw_only=True)
class Entry:
    """One order."""

    id: str
    #: Of the last word that was said.
    number: int = 0
    #: Which start of the machine said *running* first.
    started_in: str | None = None
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    final: Word | None = None
    #: The server has heard the final word, or the order is no longer ours.
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    boot_id: str
    reports: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


class Journal:
    """Written after every change; without a path, in memory alone."""

    def __init__(self, path: Path | None, boot_id: str) -> None:
        self._path = path
        self._boot_id = boot_id
        self._lock = threading.Lock()
        kept = _read(path) if path else None
        self.entries = {entry.id: entry for entry in kept.entries} if kept else {}
        self._reports = dict.fromkeys(kept.reports) if kept and kept.boot_id == boot_id else {}

    @property
    def reports(self) -> tuple[str, ...]:
        """The reports that were made in this start of the machine, also by an earlier agent."""
        return tuple(self._reports)

    def reported(self, report_id: str) -> None:
        if report_id not in self._reports:
            self._reports[report_id] = None
            self.save()

    def untold(self) -> tuple[Entry, ...]:
        """Orders that ended, and of which the server does not know it."""
        return tuple(entry for entry in self.entries.values() if entry.final and not entry.told)

    def save(self) -> None:
        """A full or broken disk holds nothing up: then the journal is as good as none."""
        with self._lock:
            self._forget()
            if self._path:
                kept = _Kept(
                    boot_id=self._boot_id,
                    reports=self.reports,
                    entries=tuple(self.entries.values()),
                )
                with contextlib.suppress(OSError):
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                    files.write(self._path, encode(kept))

    def _forget(self) -> None:
        told = [entry.id for entry in self.entries.values() if entry.told]
        for order_id in told[:-_MOST_TOLD]:
            del self.entries[order_id]


def _read(path: Path) -> _Kept | None:
    """None without a journal; one that cannot be read is put aside for whoever looks into it."""
    try:
        return decode(_Kept, path.read_bytes())
    except OSError:
        return None
    except (Malformed, UnicodeDecodeError, RecursionError):
        with contextlib.suppress(OSError):
            path.replace(path.with_name(path.name + ".unreadable"))
        return None
