"""A disk that an earlier try of ours left locked is opened first, and none is left so."""

from contextlib import suppress

from diagnostics.erasure.engine.work import Course
from diagnostics.erasure.methods import NotDone, ata
from diagnostics.identity import Changed
from diagnostics.report import Disk
from diagnostics.run import RunError


def open_up(course: Course) -> None:
    """Raises NotDone (locked) where the password is not ours."""
    security = course.disk.ata and course.disk.ata.security
    # What a method of ours began, it goes on with: only an erase to its end opens some disks again.
    if course.record.inner or not (ata.on_ata(course.disk) and security and security.locked):
        return
    ata.release(course.job())
    course.disk = course.ground.bind()


def leave_open(course: Course, disk: Disk) -> None:
    """A password that a failed method left is taken off; where that fails too, it is told.

    With it on, whatever erased the disk afterwards, the next start of the machine locks it.
    """
    security = disk.ata and disk.ata.security
    ours = any(one.method.startswith("ata_security") for one in course.record.attempts)
    if not (ours and security and security.enabled):
        return
    with suppress(Changed, NotDone, RunError):
        ata.release(course.job())
