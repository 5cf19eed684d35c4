"""The method that the agent carries out itself, on one disk."""

from diagnostics.blockio import Device
from diagnostics.erasure.engine.checking import check, reads_all
from diagnostics.erasure.engine.verdict import Verdict
from diagnostics.erasure.engine.work import Course
from diagnostics.erasure.overwrite import Checkpoint, FlushFailed, Overwrite, block_of, manner_for
from diagnostics.erasure.verification import PatternJudge
from diagnostics.wire.erasure import Errors, Reason


def overwrite(course: Course) -> Verdict:
    """Raises TooManyFaults, Unusable, identity.Changed."""
    with course.ground.hold() as device:
        if device.size_bytes != course.record.size_bytes:
            course.say(f"it has {device.size_bytes} bytes, not {course.record.size_bytes}")
            return Verdict(("capacity_changed",), final=True)
        return _overwritten(course, device)


def _overwritten(course: Course, device: Device) -> Verdict:
    pattern = bytes.fromhex(course.task.policy.pattern)
    interrupted = bool(course.record.inner)
    course.begin_method(1.0 if reads_all(course) else course.plan.checked_fraction)

    def tell(fraction: float | None, left_s: float | None, note: Checkpoint | None) -> None:
        # Also for whoever gives up a disk that hangs: the end below may never come.
        course.record.bytes_written = work.bytes_written
        course.tell(fraction, left_s, note)

    work = Overwrite(
        device=device,
        pattern=pattern,
        progress=tell,
        checkpoint=course.record.inner,
        manner=course.manner or manner_for(rotational=course.disk.rotational),
        most_faults=course.task.policy.max_errors,
        clock=course.ground.now,
    )
    unconfirmed = 0
    try:
        work.run()
    except FlushFailed:
        unconfirmed = 1
        raise
    finally:
        _account(course, work, device, unconfirmed)
    course.record.passes = 1
    judge = PatternJudge(block_of(pattern, device.block_bytes), device.block_bytes)
    doubtful = bool(work.faults or work.flush_failures or interrupted)
    reasons = check(course, device, judge, doubtful=doubtful, unwritable=work.faults)
    return Verdict(_unwritten(work) + reasons)


def _unwritten(work: Overwrite) -> tuple[Reason, ...]:
    return ("write_errors",) if work.faults.blocks("write") else ()


def _account(course: Course, work: Overwrite, device: Device, unconfirmed: int) -> None:
    record = course.record
    record.bytes_written = work.bytes_written
    record.fraction = work.fraction
    course.count("write", work.faults, device.block_bytes)
    if work.flush_failures:
        failures = Errors(kind="flush", count=unconfirmed, retries=work.flush_failures)
        record.errors["flush"] = failures
    if work.resumed_at is not None and record.interruptions:
        course.resumed_at(work.resumed_at)
