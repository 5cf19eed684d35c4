"""What comes after an image was written and read back: the disk is made this machine's own.

``diagnostics.imaging.finishing.finish`` is the one that does it; tests of the writing give another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from diagnostics.link.trust import Trust
from diagnostics.probes.host import Host
from diagnostics.report import Disk
from diagnostics.wire import Machine
from diagnostics.wire.imaging import Grown, Made, Manifest, Parameters, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The server that the installed system makes itself known to, once."""

    #: As the medium's settings have it: ``https://workshop.example``.
    address: str
    trust: Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Finishing:
    """Nobody holds the disk by now, so that its partitions can be opened and mounted.

    The kernel has not looked yet at the partition table that was written.
    """

    #: Files below its root; commands by ``host.run`` and ``host.start``.
    host: Host
    #: The kernel's name of the disk in this start of the machine: ``sda``, ``nvme0n1``.
    name: str
    manifest: Manifest
    #: Among them the hash of the image, and the tag that the host name is made of.
    parameters: Parameters
    machine: Machine
    #: None: there is no server that a first boot could be told to.
    home: Home | None
    #: Read anew which disk ``name`` is: to be called immediately before the first write. Raises
    #: ``identity.Changed``, which is let through.
    bind: Callable[[], Disk]
    #: To be called often, at least between any two commands: ``(fraction of the finishing)``, None
    #: where it is not known. What it raises ends the work, and is let through once everything is
    #: unmounted.
    pulse: Callable[[float | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """As the evidence tells it. All of it is on the disk: flushed, and nothing mounted."""

    grown: Grown | None = None
    made: tuple[Made, ...] = ()
    #: Of the key that was put into the installed system (hexadecimal); None: it cannot call home.
    first_boot_sha256: str | None = None
    #: In English, for whoever looks into it.
    messages: tuple[str, ...] = ()


class NotFinished(Exception):
    """It could not be set up; the order ends so. Nothing of the disk is mounted any more."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        #: ``not_finished``, ``missing_tool``, ``write_errors``, ``disk_gone``, ``in_use``…
        self.reason: Reason = reason


class Finisher(Protocol):
    def __call__(self, job: Finishing, /) -> Finished:
        """Raises NotFinished. Done again after a power cut in the middle of it, it ends the same:
        a disk that was partly or wholly finished before is finished anew, with a new key.
        """
