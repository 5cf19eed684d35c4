"""Keep udev from the disk for as long as we work on it.

Each time that a whole disk was open for writing, udev has the kernel read its partition table anew,
by which all partitions vanish for a moment; and it opens each one that appears. It leaves a disk
alone that somebody has locked (systemd, "Locking Block Device Access").
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from diagnostics.imaging.finishing.work import Work
from diagnostics.run import MissingTool

#: udev itself holds it while it looks at a disk; one that is slow, for some seconds.
_PATIENCE_S = 20
_PAUSE_S = 0.1


@contextmanager
def locked(work: Work) -> Iterator[None]:
    """Where somebody else has it all the time, it is done without. Raises OSError, RunError."""
    _let_udev_finish(work)
    number = os.open(work.disk, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _lock(work, number)
        yield
    finally:
        os.close(number)


def _lock(work: Work, number: int) -> None:
    ends = time.monotonic() + _PATIENCE_S
    while True:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > ends:
                work.say(f"{work.job.name} was locked by somebody else all the time")
                return
            work.pulse()
            time.sleep(_PAUSE_S)
        else:
            return


def _let_udev_finish(work: Work) -> None:
    """With what it began as the writing ended. It would wait for ever once the disk is locked."""
    try:
        work.run("udevadm", "settle", "--timeout=10", accept=range(256))
    except MissingTool:
        return  # nothing here that opens disks by itself
