"""Files of one kind that wait to be sent: each goes only once the server has answered for it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from diagnostics import files
from diagnostics.link.errors import NotSent, Refused

#: Of an error, what becomes of the file: put *aside* for a person, *held* until something changed
#: (the next file is tried), or it is *over* for all of them now.
Verdict: TypeAlias = Literal["aside", "held", "over"]

_REFUSED = "refused"
#: Held in memory at once; the rest follows in the next round.
_ROUND = 20
_LARGEST = 2**24


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
    #: What the server may take later, and not now.
    held: int = 0
    #: What still waits, as the connection went away.
    waiting: int = 0
    error: NotSent | None = None

    @property
    def refused(self) -> int:
        return len(self.aside)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            sent=self.sent + other.sent,
            aside=self.aside + other.aside,
            held=self.held + other.held,
            waiting=self.waiting + other.waiting,
            error=self.error or other.error,
        )


@dataclass(slots=True)
class _Answers:
    """To one round: the names of the files, by what was answered."""

    taken: list[str] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    error: NotSent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """``below``: the folder in that place, if it is not the place itself. ``alone``: nobody else
    writes there, so that drafts which a pulled plug left behind can go.
    """

    place: Place
    pattern: str
    below: str = ""
    alone: bool = True

    @property
    def name(self) -> str:
        return f"{self.place.name}/{self.below}" if self.below else self.place.name

    def waiting(self) -> tuple[str, ...]:
        """The names of the files that wait, oldest first. Raises MediumError or OSError."""
        with self.place.reading() as root:
            return tuple(path.name for path in self._files(root))

    def send_all(
        self, send: Callable[[bytes], object], verdict: Callable[[NotSent], Verdict]
    ) -> Outcome:
        """What is refused moves to the folder ``refused``, with a text that says why.

        Raises MediumError or OSError.
        """
        total, held = Outcome(), set[str]()
        while not total.error and (batch := self._batch(held)):
            answers = _send(batch, send, verdict)
            self._settle(answers)
            held |= set(answers.held)
            aside = tuple(f"{self.name}/{_REFUSED}/{one}" for one in answers.refused)
            total += Outcome(sent=len(answers.taken), aside=aside, error=answers.error)
        left = len(set(self.waiting()) - held) if total.error else 0
        return replace(total, held=len(held), waiting=left)

    def _batch(self, held: set[str]) -> dict[str, bytes]:
        with self.place.reading() as root:
            left = [path for path in self._files(root) if path.name not in held]
            return {path.name: _content(path) for path in left[:_ROUND]}

    def _files(self, root: Path) -> list[Path]:
        """Drafts that a pulled plug left behind have other names, and do not count."""
        with suppress(FileNotFoundError):
            found = [path for path in (root / self.below).glob(self.pattern) if path.is_file()]
            return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))
        return []

    def _settle(self, answers: _Answers) -> None:
        if not (answers.taken or answers.refused):
            return
        with self.place.writing() as root:
            folder = root / self.below
            if self.alone:
                files.sweep(folder)
            for name, refusal in answers.refused.items():
                _put_aside(folder, name, refusal)
            for name in answers.taken:
                (folder / name).unlink(missing_ok=True)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _send(
    batch: Mapping[str, bytes],
    send: Callable[[bytes], object],
    verdict: Callable[[NotSent], Verdict],
) -> _Answers:
    answers = _Answers()
    for name, content in batch.items():
        try:
            send(content)
        except NotSent as error:
            match verdict(error), error:
                case "aside", Refused() as refusal:
                    answers.refused[name] = refusal
                case "held", _:
                    answers.held.append(name)
                case _:
                    answers.error = error
                    return answers
        else:
            answers.taken.append(name)
    return answers


def _put_aside(folder: Path, name: str, refusal: Refused) -> None:
    """The text first: a pulled plug then leaves a file that is refused once more."""
    aside = folder / _REFUSED
    aside.mkdir(exist_ok=True)
    files.sweep(aside)
    told = [str(refusal), refusal.code, refusal.field, refusal.expected]
    text = "\r\n".join(filter(None, told)) + "\r\n"
    files.write((aside / name).with_suffix(".txt"), text.encode("utf-8-sig"))
    (folder / name).replace(aside / name)
