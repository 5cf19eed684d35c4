"""Write an image to the disk that is held: so that what is half written never starts."""

from collections.abc import Iterator, Sequence
from typing import Literal

from diagnostics.blockio import Device
from diagnostics.blockio.buffers import aligned
from diagnostics.imaging.disk import Target
from diagnostics.imaging.engine import preparing
from diagnostics.imaging.engine.course import Course
from diagnostics.imaging.pieces import MIB, Piece
from diagnostics.imaging.unpack import is_it
from diagnostics.imaging.writing import Writing

#: At either end: there a BIOS, UEFI and every system look for what is on a disk.
_ENDS_BYTES = MIB
#: Of what was written before a restart, so many pieces are looked at before it is gone on with.
_LOOKS = 64


def put(course: Course, device: Device) -> None:
    """Raises WrongBlock, NotWritten, NotSuitable, Unusable (Gone), Over, and of the source."""
    target = Target(device, course.check)
    _pick_up(course, device)
    if course.record.stage == "beginning":
        preparing.check_blank(course, device)
        course.record.stage = "writing"
        course.keep()
    if course.record.stage != "writing":
        return
    order, record = course.known.order, course.record
    course.begin("writing", course.known.written_bytes)
    if not record.done:
        empty_ends(target)
    begin = 0
    for group in order.groups:
        if left := group[max(record.done - begin, 0) :]:
            _write(course, target, left)
        begin += len(group)
    record.stage = "reading"
    course.keep()


def empty_ends(target: Target) -> None:
    """Neither what was there before nor a part of what comes starts from here on."""
    size = target.device.size_bytes
    length = min(_ENDS_BYTES, size // 2)
    target.write_zeros(0, length)
    target.write_zeros(size - length, length)
    target.flush()


def _write(course: Course, target: Target, pieces: Sequence[Piece]) -> None:
    record, before = course.record, course.record.done
    written = sum(piece.length for piece in course.known.order.all[:before])

    def flushed(done: int) -> None:
        record.done = before + done
        course.keep()

    Writing(
        target=target,
        source=course.source,
        pieces=pieces,
        pulse=lambda done: course.tell(written + done),
        flushed=flushed,
        manner=course.task.manner,
    ).run()


def _pick_up(course: Course, device: Device) -> None:
    """Where the disk no longer holds what we left, all begins anew: that costs only time."""
    record = course.record
    if record.stage == "beginning":
        return
    if record.stage == "finishing" and record.read_back is None:
        record.stage = "reading"
    left = _left(course, device)
    if left != "whole":
        course.say("the disk does not hold what was written before: it is begun anew")
        # Some of it is there: then what lies on the disk is ours, and need not be asked about.
        record.stage = "writing" if left == "some" else "beginning"
        record.done, record.read_back = 0, None
        course.keep()
    course.resumed_at(record.done)


def _left(course: Course, device: Device) -> Literal["whole", "some", "nothing"]:
    """Of what was written. Finishing gives filesystems other numbers, which stand in all their
    checksums: of a small system that changes most blocks, of a large one half of them.
    """
    held = [_holds(device, piece) for piece in _looked_at(course)]
    least = len(held) // 2 + 1 if course.record.stage == "finishing" else len(held)
    known = course.record.done <= len(course.known.order.all)
    if known and (not held or sum(one is not False for one in held) >= least):
        return "whole"
    return "some" if any(held) else "nothing"


def _looked_at(course: Course) -> Iterator[Piece]:
    written = course.known.order.all[: course.record.done]
    blocks = [piece for piece in written if piece.block]
    yield from blocks[:: max(len(blocks) // _LOOKS, 1)][:_LOOKS]


def _holds(device: Device, piece: Piece) -> bool | None:
    """None: it cannot be read, which is for the reading back to tell."""
    into = memoryview(aligned(piece.length))
    try:
        device.read(piece.place, into)
    except OSError:
        return None
    return piece.block is not None and is_it(into, piece.block[4])
