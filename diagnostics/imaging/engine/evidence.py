"""From what a run knows to the document that is sworn to."""

from collections.abc import Iterable, Sequence

from diagnostics import __version__, wire
from diagnostics.imaging.engine.course import Course
from diagnostics.imaging.finisher import Finished
from diagnostics.imaging.pieces import Piece
from diagnostics.probes.firmware import boot
from diagnostics.report import Disk
from diagnostics.wire.imaging import Evidence, Reason, contradictions
from diagnostics.wire.imaging.evidence import MOST_ROWS

UNSOUND = "the evidence contradicts itself"


class Unsound(Exception):
    """The evidence contradicts itself, which is a fault of the program: there is none."""


def evidence(
    course: Course, reasons: tuple[Reason, ...], finished: Finished | None = None
) -> Evidence:
    """Without a reason why not: *installed*. Raises Unsound.

    What contradicts itself is never sent as *installed*.
    """
    made = _evidence(course, reasons, finished)
    if not (troubles := "; ".join(contradictions(made))):
        return made
    if reasons:
        raise Unsound(troubles)
    course.say(f"{UNSOUND}: {troubles}")
    return evidence(course, ("error",), finished)


def _evidence(course: Course, reasons: tuple[Reason, ...], finished: Finished | None) -> Evidence:
    record, found = course.record, boot.collect(course.ground.host)
    finished = finished or Finished()
    written = course.image.order.all[: record.done] if course.image else ()
    return Evidence(
        id=record.id,
        order_id=course.task.order_id,
        machine=course.task.machine,
        disk=_disk(course.disk),
        boot_id=course.task.boot_id,
        agent_version=__version__,
        firmware=found.mode,
        secure_boot=boot.secure_boot(found),
        image=record.image,
        result="not_installed" if reasons else "installed",
        reasons=reasons,
        started=record.started,
        ended=course.stamp(),
        duration_s=round(max(course.seconds, 0.0), 1),
        fraction=record.fraction if reasons else 1.0,
        blocks=len(course.image.map.blocks) if course.image else 0,
        blocks_written=sum(1 for piece in written if piece.block),
        bytes_written=_bytes(piece for piece in written if piece.block),
        zero_bytes=_bytes(piece for piece in written if not piece.block),
        bytes_fetched=course.fetched,
        retries=course.retries,
        read_back=record.read_back,
        grown=finished.grown,
        made=finished.made[:MOST_ROWS],
        first_boot_sha256=finished.first_boot_sha256,
        interruptions=tuple(record.interruptions[-MOST_ROWS:]),
        messages=_last((*record.messages, *finished.messages)),
    )


def _bytes(pieces: Iterable[Piece]) -> int:
    return sum(piece.length for piece in pieces)


def _last(messages: Sequence[str]) -> tuple[str, ...]:
    return tuple(messages[-MOST_ROWS:])


def _disk(disk: Disk) -> wire.Disk:
    return wire.Disk(serial=disk.serial, wwn=disk.wwn, model=disk.model, size_bytes=disk.size_bytes)
