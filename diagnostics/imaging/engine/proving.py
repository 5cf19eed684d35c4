"""Read the image back from the disk that is held; where it differs, the disk shall not start."""

from contextlib import suppress

from diagnostics.blockio import Device, Unusable
from diagnostics.imaging.disk import NotWritten, Target
from diagnostics.imaging.engine.course import Course
from diagnostics.imaging.engine.putting import empty_ends
from diagnostics.imaging.pieces import ascending
from diagnostics.imaging.reading_back import ReadingBack
from diagnostics.wire.imaging import BLOCK_BYTES, Reason


def prove(course: Course, device: Device) -> Reason | None:
    """None: the disk holds the image, all of it. Raises Unusable (Gone), Over."""
    if course.record.stage == "finishing":
        return None
    target, started = Target(device, course.check), course.stamp()
    back = ReadingBack(
        target=target,
        pieces=ascending(course.known.map, BLOCK_BYTES),
        pulse=course.tell,
        manner=course.task.manner,
    )
    course.begin("reading", course.known.written_bytes)
    try:
        back.run()
    finally:
        course.record.read_back = back.told(started, course.stamp())
    if back.is_sound:
        course.record.stage = "finishing"
        course.keep()
        return None
    with suppress(NotWritten, Unusable, OSError):
        empty_ends(target)
    return "read_back_differs" if back.mismatched else "read_errors"
