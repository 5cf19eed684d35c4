"""Reports that could not be sent: kept, sent later, never thrown away."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
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
from diagnostics.probes.host import Host

_REPORTS, _REFUSED = "reports", "refused"
#: Held in memory at once; the rest follows in the next round.
_ROUND = 20
_LARGEST = 2**24


class Sender(Protocol):
    """Such as ``link.client.Client``."""

    def send_report(self, content: bytes) -> Answer: ...


class Place(Protocol):
    """A folder that may have to be mounted first. Raises MediumError or OSError."""

    @property
    def name(self) -> str:
        """Where a person finds the folder: below the stick, or its full path."""

    def reading(self) -> AbstractContextManager[Path]: ...
    def writing(self) -> AbstractContextManager[Path]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What sending all that waited came to."""

    sent: int = 0
    #: Where each is now that the server would not have, for the screen.
    aside: tuple[str, ...] = ()
    #: What still waits, as the connection went away.
    waiting: int = 0
    error: NotSent | None = None

    @property
    def refused(self) -> int:
        return len(self.aside)


@dataclass(frozen=True, slots=True)
class Spool:
    """Files ``atelier-ID.json``, which the page *Rapporten* takes as they are."""

    place: Place

    def keep(self, content: bytes, report_id: str) -> str:
        """Keep a report; returns where, for the screen. Raises MediumError or OSError."""
        with self.place.writing() as folder:
            files.sweep(folder)
            path = files.keep(content, report_id, folder)
        return f"{self.place.name}/{path.name}"

    def waiting(self) -> tuple[str, ...]:
        """The names of the files that wait, oldest first. Raises MediumError or OSError."""
        with self.place.reading() as folder:
            return tuple(path.name for path in _reports(folder))

    def send_all(self, sender: Sender) -> Outcome:
        """Send what waits. A file goes only once the server has answered for it.

        What the server refuses moves to the folder ``refused``, with a text that says why.
        Raises MediumError or OSError.
        """
        total = Outcome()
        while (batch := self._batch()) and not total.error:
            answers, error = _send(batch, sender)
            self._settle(answers)
            refused = [name for name, answer in answers.items() if answer]
            total = Outcome(
                sent=total.sent + len(answers) - len(refused),
                aside=(*total.aside, *(f"{self.place.name}/{_REFUSED}/{one}" for one in refused)),
                error=error,
            )
        return replace(total, waiting=len(self.waiting()) if total.error else 0)

    def _batch(self) -> dict[str, bytes]:
        with self.place.reading() as folder:
            return {path.name: _content(path) for path in _reports(folder)[:_ROUND]}

    def _settle(self, answers: Mapping[str, Refused | None]) -> None:
        if not answers:
            return
        with self.place.writing() as folder:
            files.sweep(folder)
            for name, refusal in answers.items():
                if refusal:
                    _put_aside(folder, name, refusal)
                else:
                    (folder / name).unlink(missing_ok=True)


def on_medium(host: Host) -> Spool:
    """On the stick's data partition."""
    return Spool(_OnMedium(host))


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


def _reports(folder: Path) -> list[Path]:
    """Drafts that a pulled plug left behind have other names, and do not count."""
    with suppress(FileNotFoundError):
        found = [path for path in folder.glob("atelier-*.json") if path.is_file()]
        return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))
    return []


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _send(
    batch: Mapping[str, bytes], sender: Sender
) -> tuple[dict[str, Refused | None], NotSent | None]:
    """What was answered, by file: None where taken; and what ended it early."""
    answers: dict[str, Refused | None] = {}
    for name, content in batch.items():
        try:
            sender.send_report(content)
        except NotSent as error:
            if not is_about_the_report(error):
                return answers, error
            answers[name] = error
        else:
            answers[name] = None
    return answers, None


def is_about_the_report(error: NotSent) -> TypeGuard[Refused]:
    """Else it is the same for every report (the token, the address, the agent's age), and may be
    put right: then it is worth another try.
    """
    general = isinstance(error, WrongToken | Forbidden | NotThere | TooOld)
    return isinstance(error, Refused) and bool(error.code) and not general


def _put_aside(folder: Path, name: str, refusal: Refused) -> None:
    """The text first: a pulled plug then leaves a report that is refused once more."""
    aside = folder / _REFUSED
    aside.mkdir(exist_ok=True)
    files.sweep(aside)
    told = [str(refusal), refusal.code, refusal.field, refusal.expected]
    text = "\r\n".join(filter(None, told)) + "\r\n"
    files.write((aside / name).with_suffix(".txt"), text.encode("utf-8-sig"))
    (folder / name).replace(aside / name)
