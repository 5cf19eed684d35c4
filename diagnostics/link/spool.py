"""Reports that could not be sent: kept, sent later, never thrown away."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from diagnostics.link.answer import Answer
from diagnostics.link.errors import NotSent
from diagnostics.probes.host import Host


class Sender(Protocol):
    """Such as ``link.client.Client``."""

    def send_report(self, content: bytes) -> Answer: ...


class Place(Protocol):
    """A folder that may have to be mounted first. Raises MediumError or OSError."""

    #: For the screen: where a person finds the files.
    name: str

    def reading(self) -> AbstractContextManager[Path]: ...
    def writing(self) -> AbstractContextManager[Path]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What sending all that waited came to."""

    sent: int = 0
    refused: int = 0
    #: What still waits, as the connection went away.
    waiting: int = 0
    error: NotSent | None = None


@dataclass(frozen=True, slots=True)
class Spool:
    """Files ``atelier-ID.json``, which the page *Rapporten* takes as they are."""

    place: Place

    def keep(self, content: bytes, report_id: str) -> str:
        """Keep a report; returns where, for the screen. Raises MediumError or OSError."""
        raise NotImplementedError

    def waiting(self) -> tuple[str, ...]:
        """The names of the files that wait, oldest first. Raises MediumError or OSError."""
        raise NotImplementedError

    def send_all(self, sender: Sender) -> Outcome:
        """Send what waits. A file goes only once the server has answered for it.

        What the server refuses moves to the folder ``refused``, with a text that says why.
        Raises MediumError or OSError.
        """
        raise NotImplementedError


def on_medium(host: Host) -> Spool:
    """On the stick's data partition."""
    raise NotImplementedError


def in_folder(folder: Path) -> Spool:
    raise NotImplementedError


def _reports(folder: Path) -> Iterator[Path]:
    raise NotImplementedError
