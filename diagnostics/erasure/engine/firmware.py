"""A disk that erases itself: what is known of it before, the method, and what is left of that."""

from diagnostics.blockio import Device
from diagnostics.erasure.engine.checking import check
from diagnostics.erasure.engine.verdict import Verdict
from diagnostics.erasure.engine.work import Course
from diagnostics.erasure.methods import FirmwareMethod, Job, NotDone, freezing
from diagnostics.erasure.methods.following import Following
from diagnostics.erasure.verification import (
    FirmwareJudge,
    Known,
    Remains,
    look_again,
    new_seed,
    plant,
)
from diagnostics.probes.document import Unreadable
from diagnostics.run import RunError
from diagnostics.wire.erasure import CRYPTO, Canaries, Reason


def erase(course: Course, method: FirmwareMethod) -> Verdict:
    """Raises NotDone, TooManyFaults, Unusable (NotPlanted), RunError, identity.Changed."""
    course.begin_method(0.0)
    known = course.record.known or _prepare(course, method)
    if not course.record.done:
        job = course.job()
        _thaw(course, job)
        done = method.resume(job) if course.record.inner else method.run(job)
        if not done.proven:
            course.say(f"{method.name} leaves no state: only what is read tells whether it ran")
        course.record.fraction = 1.0
        course.record.done = True
        course.keep()
    course.disk = course.ground.bind()
    with course.ground.hold() as device:
        return _verdict(course, method, device, known)


def _prepare(course: Course, method: FirmwareMethod) -> Known:
    """Canaries are on the disk, and in the record, before it is told to erase itself."""
    # Without these nothing that an earlier try began could be judged.
    course.record.inner, course.record.done = {}, False
    _wait_out(course.job(), method)
    with course.ground.hold() as device:
        known = plant(device, new_seed(), course.tell)
    course.record.known = known
    course.keep()
    return known


def _wait_out(job: Job, method: FirmwareMethod) -> None:
    """A sanitize that somebody began cannot be stopped, and nothing can be planted during it."""
    try:
        running = method.standing(job).state == "running"
    except (RunError, Unreadable, NotDone):
        return  # the method itself will say what is wrong
    if running:
        job.say("the disk was erasing itself already: its end was waited for")
        Following(job, lambda: method.standing(job), patience_s=0).to_its_end()


def _thaw(course: Course, job: Job) -> None:
    """Only where the plan says that the machine has to sleep first."""
    candidate = course.candidate
    if candidate and "sleep_first" in candidate.caveats and not course.record.inner:
        if not freezing.thaw(job, course.ground.may_sleep):
            raise NotDone("frozen", "the security state is frozen, and could not be thawed")
        job.disk = course.disk = course.ground.bind()


def _verdict(course: Course, method: FirmwareMethod, device: Device, known: Known) -> Verdict:
    if device.size_bytes != course.record.size_bytes:
        course.say(f"it has {device.size_bytes} bytes now, and had {course.record.size_bytes}")
        return Verdict(("capacity_changed",))
    remains = look_again(device, known, course.tell)
    _count(course, known, remains)
    if not remains.none:
        return Verdict(_left(remains))
    judge = FirmwareJudge(
        device.block_bytes, method.name in CRYPTO, marker=known.marker, seed=known.seed
    )
    doubtful = bool(remains.unreadable)
    reasons = check(course, device, judge, doubtful=doubtful, compared=known.compared)
    if judge.markers:
        reasons = ("canary_found", *reasons)
    if remains.unreadable and "read_errors" not in reasons:
        reasons = (*reasons, "read_errors")
    return Verdict(reasons)


def _left(remains: Remains) -> tuple[Reason, ...]:
    found: tuple[tuple[Reason, list[int]], ...] = (
        ("canary_found", remains.canaries),
        ("known_block_found", remains.blocks),
    )
    return tuple(reason for reason, places in found if places)


def _count(course: Course, known: Known, remains: Remains) -> None:
    course.record.canaries = Canaries(
        planted=len(known.planted),
        planted_left=len(remains.canaries),
        hashed=len(known.hashes),
        hashed_left=len(remains.blocks),
        unreadable=len(remains.unreadable),
    )
    for what, places in (("canaries", remains.canaries), ("hashed blocks", remains.blocks)):
        if places:
            course.say(f"{what} still there, the first at byte {places[0]}")
