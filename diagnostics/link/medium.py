"""The stick's own data partition: the one place the agent ever writes to.

A partition counts only where its own label *and* that of the whole disk are ours. It is found anew
each time, as sticks are pulled out and put in again, and mounted only for as long as it is used.
"""

import contextlib
import errno
import fcntl
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diagnostics.link.sentences import Sentence, shown
from diagnostics.probes.host import Host
from diagnostics.run import Failed, RunError

WHOLE_LABEL, DATA_LABEL = "ATELIER_MEDIUM", "ATELIER"
_POINT = "run/atelier/data"
_LOCK = "run/atelier/data.lock"
_OPTIONS = "nosuid,nodev,noexec,umask=077"
#: A slow stick takes its time, above all to write everything at the end.
_SLOW_S = 30
_MOUNTED = threading.Lock()

_GONE = Sentence("De stick van Atelier zit er niet (meer) in. Steek hem er weer in.")
_FULL = Sentence("De stick van Atelier is vol. Haal er bestanden af op een computer.")
_READ_ONLY = Sentence(
    "Op de stick van Atelier kan niet geschreven worden. Zet het schuifje om, of neem een andere."
)

_BUSY = Sentence(
    "De stick van Atelier is nog in gebruik. Trek hem er even uit en steek hem weer in."
)


class MediumError(Exception):
    """The stick is gone, full, read-only or damaged; ``sentence`` says which and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NoMedium(MediumError):
    """None is plugged in: pulled out, or the machine started over the network."""

    def __init__(self) -> None:
        super().__init__(_GONE)


@dataclass(frozen=True, slots=True)
class Partition:
    """``path``: ``/dev/sdb3``. ``disk``: ``/dev/sdb``."""

    path: str
    disk: str


def find(host: Host) -> Partition | None:
    """The data partition of a medium of ours that is plugged in now. Asks no disk anything."""
    try:
        # What udev read when the disk appeared: no dead disk is asked again.
        # Without NAME lsblk lists partitions beside their disks, and not in them.
        done = host.run(["lsblk", "--json", "--output", "NAME,PATH,TYPE,FSTYPE,LABEL"])
        disks = json.loads(done.text).get("blockdevices", [])
    except (RunError, ValueError, AttributeError):
        return None
    return next((part for disk in disks if (part := _data_of(disk))), None)


def _data_of(disk: dict[str, Any]) -> Partition | None:
    if (disk.get("fstype"), disk.get("label")) != ("iso9660", WHOLE_LABEL):
        return None
    for part in disk.get("children") or ():
        if (part.get("fstype"), part.get("label")) == ("vfat", DATA_LABEL):
            return Partition(part["path"], disk["path"])
    return None


@contextmanager
def reading(host: Host) -> Iterator[Path]:
    """Mounted read-only for as long as the block lasts. Raises MediumError."""
    with _mounted(host, "ro") as folder:
        yield folder


@contextmanager
def writing(host: Host) -> Iterator[Path]:
    """Mounted for writing for as long as the block lasts; what was written is then on the stick.

    Raises MediumError, also in place of an OSError within the block.
    """
    with _mounted(host, "rw,flush") as folder:
        yield folder


@contextmanager
def _mounted(host: Host, options: str) -> Iterator[Path]:
    with _MOUNTED:
        partition = find(host)
        if partition is None:
            raise NoMedium
        with _alone(host):
            point = host.path(_POINT)
            _mount(host, partition.path, point, f"{options},{_OPTIONS}")
            try:
                yield point
            except OSError as error:
                raise MediumError(_sentence(error)) from error
            finally:
                _unmount(host, point)


@contextmanager
def _alone(host: Host) -> Iterator[None]:
    """``atelier-agent erase`` writes to the stick from a process of its own, while the agent of the
    bench reads it: each would take the other's mount for one that a crash left behind.
    """
    try:
        path = host.path(_LOCK)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = path.open("wb")
    except OSError as error:
        raise MediumError(_damaged(str(error))) from error
    with file:  # and with it the lock goes
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _mount(host: Host, device: str, point: Path, options: str) -> None:
    try:
        point.mkdir(parents=True, exist_ok=True, mode=0o700)
        if point.is_mount():  # an agent that crashed left it so
            host.run(["umount", "--lazy", str(point)], timeout_s=_SLOW_S)
        _try_mount(host, device, point, options)
    except Failed as error:
        if "busy" not in error.completed.stderr or _is_mounted(host, device):
            raise MediumError(_why(error)) from error
        # The system itself runs from the stick and holds the whole disk: go round by a loop.
        _mount_by_loop(host, device, point, options)
    except (RunError, OSError) as error:
        raise MediumError(_damaged(str(error))) from error


def _is_mounted(host: Host, device: str) -> bool:
    """By somebody else: a second file system on the same blocks would ruin both."""
    return any(
        line.startswith(f"{device} ") for line in (host.read("proc/mounts") or "").splitlines()
    )


def _mount_by_loop(host: Host, device: str, point: Path, options: str) -> None:
    try:
        _try_mount(host, device, point, f"loop,{options}")
    except RunError as error:
        raise MediumError(_why(error)) from error


def _try_mount(host: Host, device: str, point: Path, options: str) -> None:
    host.run(["mount", "-t", "vfat", "-o", options, device, str(point)], timeout_s=_SLOW_S)


def _unmount(host: Host, point: Path) -> None:
    """Which writes everything out; where the stick is gone there is nothing left to write."""
    try:
        host.run(["umount", str(point)], timeout_s=_SLOW_S)
    except RunError as error:
        with contextlib.suppress(RunError):
            host.run(["umount", "--lazy", str(point)])
        raise MediumError(_why(error)) from error


def _why(error: RunError) -> Sentence:
    text = str(error)
    if any(sign in text for sign in ("No such", "does not exist", "No medium", "not found")):
        return _GONE
    if "busy" in text:
        return _BUSY
    if "write-protected" in text or "read-only" in text:
        return _READ_ONLY
    return _damaged(text)


def _sentence(error: OSError) -> Sentence:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _FULL
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return _READ_ONLY
    if error.errno in {errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ESTALE}:
        return _GONE
    return _damaged(error.strerror or str(error))


def _damaged(text: str) -> Sentence:
    return Sentence("De stick van Atelier is beschadigd: %s. Neem een andere.", (shown(text),))
