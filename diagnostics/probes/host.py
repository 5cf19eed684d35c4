"""The machine as a probe sees it: files below a root, and commands.

Tests give another root (a recorded ``/sys``) and a runner that plays recorded answers.
"""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, TypeVar

from diagnostics.report import Problem
from diagnostics.run import Runner, Starter, run, start

#: Files of /sys and /proc are small; anything larger is not one of them.
LARGEST_BYTES = 4 * 2**20

#: Asked for more at a time, files of /proc/sys say that there is not enough memory.
_CHUNK_BYTES = 2**16

T = TypeVar("T")


class Once:
    """Answers that several probes share (one ``dmidecode`` for four of them)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._answers: dict[str, Any] = {}

    def __call__(self, key: str, ask: Callable[[], T]) -> T:
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._answers:
                self._answers[key] = ask()
            answer: T = self._answers[key]
            return answer


@dataclass(frozen=True, slots=True)
class Host:
    """Paths are given relative to ``root``: ``host.read("sys/class/dmi/id/sys_vendor")``."""

    root: Path = Path("/")
    run: Runner = run
    start: Starter = start
    is_root: bool = field(default_factory=lambda: os.geteuid() == 0)
    #: Runs a question once and gives everyone the same answer: ``host.once("key", ask)``.
    once: Once = field(default_factory=Once)
    problems: list[Problem] = field(default_factory=list)

    def path(self, relative: str) -> Path:
        return self.root / relative.lstrip("/")

    def read(self, relative: str) -> str | None:
        """The text of a file without its white space around; None when absent or unreadable."""
        raw = self.read_bytes(relative)
        return None if raw is None else raw.decode("utf-8", "replace").strip("\0 \t\r\n")

    def read_bytes(self, relative: str) -> bytes | None:
        try:
            with self.path(relative).open("rb") as file:
                return b"".join(_chunks(file))
        except OSError:
            return None

    def read_int(self, relative: str) -> int | None:
        """The whole number (decimal or ``0x``) that a file holds."""
        try:
            return int(self.read(relative) or "", 0)
        except ValueError:
            return None

    def read_part(self, relative: str, offset: int, length: int) -> bytes | None:
        """Only these bytes of a file: for tables whose rest is nobody's business."""
        try:
            with self.path(relative).open("rb") as file:
                file.seek(offset)
                return file.read(length)
        except OSError:
            return None

    def names(self, relative: str) -> tuple[str, ...]:
        """The sorted names in a folder; empty when absent or unreadable."""
        try:
            return tuple(sorted(entry.name for entry in self.path(relative).iterdir()))
        except OSError:
            return ()

    def exists(self, relative: str) -> bool:
        return self.path(relative).exists()

    def link(self, relative: str) -> str | None:
        """The last part of where a symbolic link leads, such as a driver's name."""
        try:
            return os.path.basename(os.readlink(self.path(relative)))  # noqa: PTH115,PTH119
        except OSError:
            return None

    def real(self, relative: str) -> str | None:
        """Where a path leads once every link is followed; None when it leads nowhere."""
        try:
            return str(self.path(relative).resolve(strict=True))
        except (OSError, RuntimeError):
            return None

    def inside(self, path: Path) -> str:
        """A full path, as from ``real``, relative to the root again."""
        return str(path.relative_to(self.root.resolve()))

    def forbidden(self, relative: str) -> bool:
        """Whether the file is there but not for us to read."""
        path = self.path(relative)
        try:
            return path.exists() and not os.access(path, os.R_OK)
        except OSError:
            return True

    def problem(self, problem: Problem) -> None:
        """Tell that something could not be measured, and go on."""
        self.problems.append(problem)

    def for_one_probe(self) -> "Host":
        """The same machine with an empty list of problems."""
        return replace(self, problems=[])


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    for _ in range(LARGEST_BYTES // _CHUNK_BYTES):
        if not (chunk := file.read(_CHUNK_BYTES)):
            return
        yield chunk
