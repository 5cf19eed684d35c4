"""Read the disk back after a method: how much, against what, and what that says."""

from diagnostics.blockio import Device, Faults, TooManyFaults
from diagnostics.erasure.engine.work import Course
from diagnostics.erasure.verification import Judge, Places, ReadingBack, choose, new_seed
from diagnostics.wire.erasure import Reason


def check(
    course: Course,
    device: Device,
    judge: Judge,
    *,
    doubtful: bool = False,
    unwritable: Faults | None = None,
    compared: int | None = None,
) -> tuple[Reason, ...]:
    """Why it is not plainly erased, as far as reading tells; the figures go into the record.

    ``doubtful``: something went wrong before, so all of it is read. So it is when a sample meets
    blocks that cannot be read.
    """
    course.begin_checking()
    back = _read(course, device, _places(course, device, doubtful), judge, unwritable)
    reasons = _through(course, back, device, compared)
    if not reasons or back.places.samples is None or back.mismatches:
        return reasons
    back = _read(course, device, Places.whole(device.size_bytes), judge, unwritable)
    return _through(course, back, device, compared)


def reads_all(course: Course) -> bool:
    """Whatever happens on the way."""
    checking, size = course.task.policy.checking, course.record.size_bytes
    asked = course.task.full or checking.full or size < checking.full_below_bytes
    planned = course.plan.checked_fraction >= 1
    return asked or planned or bool(course.candidate and course.candidate.full_check)


def _places(course: Course, device: Device, doubtful: bool) -> Places:
    if doubtful or reads_all(course):
        return Places.whole(device.size_bytes)
    checking = course.task.policy.checking
    return choose(
        device.size_bytes,
        device.block_bytes,
        new_seed(),
        strata=checking.strata,
        samples=checking.samples,
        fraction=checking.fraction,
    )


def _read(
    course: Course, device: Device, places: Places, judge: Judge, unwritable: Faults | None
) -> ReadingBack:
    return ReadingBack(
        device=device,
        places=places,
        judge=judge,
        progress=course.tell,
        unwritable=unwritable or Faults(),
        most_faults=course.task.policy.max_errors,
        in_flight=2 if course.disk.rotational is False else 1,
        clock=course.ground.now,
    )


def _through(
    course: Course, back: ReadingBack, device: Device, compared: int | None
) -> tuple[Reason, ...]:
    started = course.stamp()
    reasons: tuple[Reason, ...] = ()
    try:
        back.run()
    except TooManyFaults as error:
        course.say(f"reading back was given up: {error}")
        reasons = ("too_many_errors",)
    finally:
        course.record.verification = back.verification(started, course.stamp(), compared)
        course.count("read", back.faults, device.block_bytes)
    if back.mismatches:
        reasons += ("wrong_content",)
    if back.unreadable:
        reasons += ("read_errors",)
    if not back.complete and not reasons:
        reasons = ("not_verified",)
    return reasons
