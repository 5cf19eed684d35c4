"""Write an image to the disk that is held: so that what is half written never starts."""

from collections.abc import Iterator, Sequence

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
    if record.done > len(course.known.order.all) or not _is_ours(course, device):
        course.say("the disk does not hold what was written before: it is begun anew")
        record.stage, record.done, record.read_back = "beginning", 0, None
    course.resumed_at(record.done)


def _is_ours(course: Course, device: Device) -> bool:
    """Most of them: what was finished may have changed some."""
    places = list(_looked_at(course))
    right = sum(_holds(device, piece) for piece in places)
    most = len(places) // 2 if course.record.stage == "finishing" else len(places) - 1
    return right > most or not places


def _looked_at(course: Course) -> Iterator[Piece]:
    written = course.known.order.all[: course.record.done]
    blocks = [piece for piece in written if piece.block]
    yield from blocks[:: max(len(blocks) // _LOOKS, 1)][:_LOOKS]


def _holds(device: Device, piece: Piece) -> bool:
    """A block that cannot be read is for the reading back to tell."""
    into = memoryview(aligned(piece.length))
    try:
        device.read(piece.place, into)
    except OSError:
        return True
    return piece.block is None or is_it(into, piece.block[4])
