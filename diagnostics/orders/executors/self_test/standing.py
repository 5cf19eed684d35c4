"""How a disk stands with its self-tests, whatever it is spoken to with."""

from dataclasses import dataclass
from typing import Literal, Protocol

Length = Literal["short", "long"]
#: ``broken_off``: by a person, by the power, by another command; it says nothing of the disk.
Verdict = Literal["passed", "failed", "broken_off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A self-test that is over, as the disk remembers it."""

    verdict: Verdict
    #: In the words of the tool or the standard.
    status: str
    length: Length | None = None
    remaining_percent: int | None = None
    first_error_lba: int | None = None
    #: The disk's age at the test.
    hours: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    #: None: the disk does not tell.
    supported: bool | None
    running: bool
    remaining_percent: int | None = None
    #: Of the disk that answered.
    serial: str | None = None
    #: Of the last test, from the log; None for a disk that keeps none, or has not tested yet.
    newest: Test | None = None
    #: The last test by the status alone (ATA): for disks that keep no log.
    last_status: Test | None = None
    #: Changes with every entry in the disk's log; empty where it keeps none.
    log: str = ""
    #: What the disk says that its tests take.
    short_minutes: int | None = None
    long_minutes: int | None = None


class Unsupported(Exception):
    """The disk, or what stands between it and us, knows no self-test; the message says why."""


class Drive(Protocol):
    """All three raise RunError or Unreadable where the disk gives no usable answer."""

    def standing(self) -> Standing:
        """Raises Unsupported too."""

    def begin(self, length: Length) -> None:
        """Raises Unsupported too."""

    def abort(self) -> None: ...
