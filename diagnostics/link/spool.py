"""What could not be sent, reports and evidence of erasures: kept, sent later, never thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeGuard

from diagnostics import files
from diagnostics.link import medium
from diagnostics.link.answer import Answer
from diagnostics.link.errors import (
    Forbidden,
    NotSent,
    NotThere,
    Refused,
    TooOld,
    WrongToken,
)
from diagnostics.link.shelf import Outcome, Place, Shelf, Verdict
from diagnostics.probes.host import Host
from diagnostics.wire.erasure import LATER, EvidenceTaken

__all__ = [
    "EVIDENCE",
    "EvidenceSender",
    "Outcome",
    "Place",
    "Sender",
    "Spool",
    "about_evidence",
    "in_folder",
    "is_about_the_report",
    "on_medium",
]

_REPORTS = "reports"
#: The folder of evidence below that of reports.
EVIDENCE = "erasures"


class Sender(Protocol):
    """Such as ``link.client.Client``."""

    def send_report(self, content: bytes) -> Answer: ...


class EvidenceSender(Protocol):
    """Such as ``link.client.Client``."""

    def send_evidence(self, content: bytes) -> EvidenceTaken: ...


@dataclass(frozen=True, slots=True)
class Spool:
    """Reports are files ``atelier-ID.json``, evidence ``erasures/erasure-ID.json``; pages of the
    server take both as they are.
    """

    place: Place
    #: Where ``atelier-agent erase`` keeps evidence when it cannot be here.
    also: tuple[Place, ...] = ()

    def keep(self, content: bytes, report_id: str) -> str:
        """Keep a report; returns where, for the screen. Raises MediumError or OSError."""
        with self.place.writing() as folder:
            files.sweep(folder)
            path = files.keep(content, report_id, folder)
        return f"{self.place.name}/{path.name}"

    def waiting(self) -> tuple[str, ...]:
        """The names of the reports that wait, oldest first. Raises MediumError or OSError."""
        return self._reports.waiting()

    def send_all(self, sender: Sender) -> Outcome:
        """Send the reports that wait. Raises MediumError or OSError."""
        return self._reports.send_all(sender.send_report, _about_a_report)

    def evidence(self) -> int:
        """How much evidence waits, as far as it can be reached now."""
        count = 0
        for place in (*self.also, self.place):
            with suppress(medium.MediumError, OSError):
                count += len(_evidence_in(place).waiting())
        return count

    def send_evidence(self, sender: EvidenceSender) -> Outcome:
        """Send the evidence that waits; after the reports, by which the server knows the machines.

        Raises MediumError or OSError.
        """
        total = Outcome()
        for place in self.also:
            with suppress(medium.MediumError, OSError):
                total += _evidence_in(place).send_all(sender.send_evidence, about_evidence)
        if total.error:
            return total
        return total + _evidence_in(self.place).send_all(sender.send_evidence, about_evidence)

    @property
    def _reports(self) -> Shelf:
        return Shelf(place=self.place, pattern="atelier-*.json")


def _evidence_in(place: Place) -> Shelf:
    # ``atelier-agent erase`` writes there, in a process of its own: its drafts are not ours.
    return Shelf(place=place, pattern="erasure-*.json", below=EVIDENCE, alone=False)


def on_medium(host: Host, also: tuple[Place, ...] = ()) -> Spool:
    """On the stick's data partition."""
    return Spool(_OnMedium(host), also)


def in_folder(folder: Path) -> Spool:
    return Spool(_InFolder(folder))


@dataclass(frozen=True, slots=True)
class _OnMedium:
    host: Host
    name: str = f"{medium.DATA_LABEL}/{_REPORTS}"

    @contextmanager
    def reading(self) -> Iterator[Path]:
        with medium.reading(self.host) as root:
            yield root / _REPORTS

    @contextmanager
    def writing(self) -> Iterator[Path]:
        with medium.writing(self.host) as root:
            (root / _REPORTS).mkdir(exist_ok=True)
            yield root / _REPORTS


class _InFolder:
    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    @contextmanager
    def reading(self) -> Iterator[Path]:
        yield self._folder

    writing = reading


def is_about_the_report(error: NotSent) -> TypeGuard[Refused]:
    """Else it is the same for every report (the token, the address, the agent's age), and may be
    put right: then it is worth another try.
    """
    general = isinstance(error, WrongToken | Forbidden | NotThere | TooOld)
    return isinstance(error, Refused) and bool(error.code) and not general


def _about_a_report(error: NotSent) -> Verdict:
    return "aside" if is_about_the_report(error) else "over"


def about_evidence(error: NotSent) -> Verdict:
    """It waits where the server does not know the machine, and also where this server takes none
    (an older one, or a token that may not): until the next report is taken, somewhere.
    """
    if is_about_the_report(error):
        return "held" if error.code in LATER else "aside"
    if isinstance(error, Refused) and not isinstance(error, WrongToken):
        return "held"
    return "over"
