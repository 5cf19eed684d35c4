"""The stick's own data partition: the one place the agent ever writes to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from diagnostics.link.sentences import Sentence
from diagnostics.probes.host import Host


class MediumError(Exception):
    """The stick is gone, full, read-only or damaged; ``sentence`` says which and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Partition:
    """``path``: ``/dev/sdb3``. ``disk``: ``/dev/sdb``."""

    path: str
    disk: str


def find(host: Host) -> Partition | None:
    """The data partition of a medium of ours that is plugged in now. Asks no disk anything."""
    raise NotImplementedError


@contextmanager
def reading(host: Host) -> Iterator[Path]:
    """Mounted read-only for as long as the block lasts. Raises MediumError."""
    raise NotImplementedError


@contextmanager
def writing(host: Host) -> Iterator[Path]:
    """Mounted for writing for as long as the block lasts; what was written is then on the stick.

    Raises MediumError, also in place of an OSError within the block.
    """
    raise NotImplementedError
