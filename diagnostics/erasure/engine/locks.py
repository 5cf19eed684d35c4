"""A disk that an earlier try of ours left locked is opened before anything else."""

from diagnostics.erasure.engine.work import Course
from diagnostics.erasure.methods import ata


def open_up(course: Course) -> None:
    """Raises NotDone (locked) where the password is not ours."""
    security = course.disk.ata and course.disk.ata.security
    # What a method of ours began, it goes on with: only an erase to its end opens some disks again.
    if course.record.inner or not (ata.on_ata(course.disk) and security and security.locked):
        return
    ata.release(course.job())
    course.disk = course.ground.bind()
