"""One disk: look, plan, try the methods in order, read back, and swear to what came of it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from diagnostics.blockio import Gone, InUse, TooManyFaults, Unusable
from diagnostics.erasure import planning
from diagnostics.erasure.engine import hidden, locks
from diagnostics.erasure.engine.evidence import evidence, smart
from diagnostics.erasure.engine.firmware import erase
from diagnostics.erasure.engine.ground import Ground
from diagnostics.erasure.engine.overwriting import overwrite
from diagnostics.erasure.engine.record import Record, new_record, record_from
from diagnostics.erasure.engine.verdict import Verdict
from diagnostics.erasure.engine.work import Course, Progress, Task
from diagnostics.erasure.methods import FIRMWARE, NotDone
from diagnostics.erasure.overwrite import FlushFailed, Manner
from diagnostics.erasure.verification import NotPlanted
from diagnostics.identity import Changed
from diagnostics.probes.document import Unreadable
from diagnostics.report import Disk
from diagnostics.run import RunError
from diagnostics.wire.erasure import (
    Attempt,
    Candidate,
    Evidence,
    Interruption,
    ObstacleCode,
    Plan,
    Reason,
)

Outcome = Literal["done", "failed", "stopped"]

_BLOCKED: dict[ObstacleCode, Reason] = {
    "no_sufficient_method": "level_too_low",
    "zoned": "level_too_low",
    "no_size": "disk_gone",
    "surroundings_unread": "error",
    "read_only": "error",
}


#: What each error means, the more special first; and whether nothing more can be tried after it.
_ENDS: tuple[tuple[type[Exception], Reason, bool], ...] = (
    (Changed, "identity_changed", True),
    (Gone, "disk_gone", True),
    (InUse, "in_use", True),
    (TooManyFaults, "too_many_errors", False),
    (FlushFailed, "flush_failed", False),
    (NotPlanted, "not_verified", False),
)


@dataclass(slots=True)
class Run:
    """``run`` it once. It ends with evidence, whatever the disk does.

    What ``progress`` raises (a person stopped it) comes through: then ``broken_off`` gives the
    evidence of what was done so far. Raises identity.Changed where the disk of the order is not
    there to begin with: then there is nothing to be told of it.
    """

    task: Task
    ground: Ground
    progress: Progress
    #: What ``progress`` was last given to keep, before a restart.
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    #: How it is overwritten; None: as fits the disk.
    manner: Manner | None = None
    _course: Course | None = field(init=False, default=None)

    def run(self) -> Evidence:
        self._course = course = self._take_up()
        verdict, candidate = self._judged(course)
        self._look_after(course)
        return evidence(course, verdict, candidate)

    def broken_off(self, reason: Reason, message: str | None = None) -> Evidence | None:
        """As far as it came; None where nothing was begun: then there is nothing to tell."""
        if (course := self._course) is None:
            return None
        if message:
            course.say(message)
        if course.record.method:
            _close(course, "stopped", (reason,))
        return evidence(course, Verdict((reason,)), None)

    def _look_after(self, course: Course) -> None:
        """How healthy it is now, and without a password; of one that is gone, nobody can say."""
        with suppress(Changed):
            disk = self.ground.bind()
            course.record.smart_after = smart(disk.health)
            locks.leave_open(course, disk)

    def _take_up(self) -> Course:
        """Raises identity.Changed."""
        since, record = self.ground.now(), record_from(self.checkpoint)
        disk = self._same_again(record) if record else self.ground.bind()
        stamp = self.ground.wall().isoformat(timespec="seconds")
        if record is None:
            record = new_record(
                started=stamp, boot_id=self.task.boot_id, size_bytes=disk.size_bytes or 0
            )
        else:
            same = record.boot_id == self.task.boot_id
            interruption = Interruption(kind="agent_ended" if same else "power_cut", at=stamp)
            record.interruptions.append(interruption)
            record.boot_id = self.task.boot_id
        record.smart_before = smart(disk.health)
        plan = planning.plan(disk, self.task.policy, self.ground.around(), full=self.task.full)
        return Course(
            task=self.task,
            ground=self.ground,
            record=record,
            plan=plan,
            disk=disk,
            progress=self.progress,
            since=since,
            manner=self.manner,
        )

    def _same_again(self, record: Record) -> Disk:
        """A part that was made visible for one start only hides again at the next."""
        try:
            self.ground.resize(record.size_bytes)
            return self.ground.bind()
        except Changed:
            if record.size_bytes == record.apparent_bytes:
                raise
        self.ground.resize(record.apparent_bytes)
        disk = self.ground.bind()
        record.size_bytes, record.looked = record.apparent_bytes, False
        return disk

    def _judged(self, course: Course) -> tuple[Verdict, Candidate | None]:
        if course.plan.chosen is None:
            return Verdict(_blocked(course.plan)), None
        try:
            locks.open_up(course)
            hidden.uncover(course)
        except (Changed, NotDone, Unusable, RunError, Unreadable, OSError) as error:
            return _failed(course, error), None
        return self._tried(course)

    def _tried(self, course: Course) -> tuple[Verdict, Candidate | None]:
        verdict = Verdict(("level_too_low",))
        for candidate in _candidates(course):
            verdict = _try(course, candidate)
            if verdict.holds:
                return verdict, candidate
            if verdict.final:
                break
        return verdict, None


def _blocked(plan: Plan) -> tuple[Reason, ...]:
    codes = [one.code for one in plan.obstacles if one.blocking] or ["no_sufficient_method"]
    return tuple(dict.fromkeys(_BLOCKED.get(code, "in_use") for code in codes))


def _candidates(course: Course) -> Iterator[Candidate]:
    """Best first; after a restart from the one that was at work on."""
    sufficient = [one for one in course.plan.candidates if one.suffices and _is_meant(course, one)]
    tried = {attempt.method for attempt in course.record.attempts}
    at_work = course.record.method
    for candidate in sufficient:
        if at_work and candidate.method == at_work:
            at_work = None
        if at_work is None and candidate.method not in tried:
            yield candidate
    if at_work:
        yield from (one for one in sufficient if one.method not in tried)


def _is_meant(course: Course, candidate: Candidate) -> bool:
    """What else a method takes along was told of the one that was chosen, and of no other."""
    chosen = course.plan.chosen.caveats if course.plan.chosen else ()
    return "whole_controller" not in candidate.caveats or "whole_controller" in chosen


def _try(course: Course, candidate: Candidate) -> Verdict:
    record = course.record
    course.candidate = candidate
    if record.method != candidate.method:
        record.method, record.method_started = candidate.method, course.stamp()
        record.inner, record.done, record.known = {}, False, None
        record.verification = record.canaries = record.fraction = None
        record.errors = {}
    try:
        course.disk = course.ground.bind()
        verdict = _in_use(course) or hidden.except_left(course, _carried_out(course, candidate))
    except (Changed, NotDone, TooManyFaults, Unusable, RunError, Unreadable, OSError) as error:
        verdict = _failed(course, error)
    _close(course, "done" if verdict.holds else "failed", verdict.reasons)
    return verdict


def _in_use(course: Course) -> Verdict | None:
    """Since it was planned, hours ago perhaps. Firmware asks no kernel whether it may."""
    around = course.ground.around()
    if around.unread:
        course.say(f"whether it is in use cannot be found out: {'; '.join(around.unread)}")
        return Verdict(("error",), final=True)
    taken = [f"{use.code} {use.detail or ''}".strip() for use in around.uses]
    if not (taken or around.medium):
        return None
    course.say(f"it was taken into use: {', '.join(taken) or 'this system runs from it'}")
    return Verdict(("in_use",), final=True)


def _carried_out(course: Course, candidate: Candidate) -> Verdict:
    if candidate.method == "overwrite":
        return overwrite(course)
    return erase(course, FIRMWARE[candidate.method])


def _failed(course: Course, error: Exception) -> Verdict:
    course.say(str(error))
    if isinstance(error, NotDone):
        return Verdict((error.reason,), final=error.reason in ("disk_gone", "locked"))
    for kind, reason, final in _ENDS:
        if isinstance(error, kind):
            return Verdict((reason,), final=final)
    return Verdict(("error",))


def _close(course: Course, outcome: Outcome, reasons: tuple[Reason, ...]) -> None:
    """The method at work is over, and in the record."""
    record = course.record
    if record.method is None:
        return
    record.attempts.append(
        Attempt(
            method=record.method,
            outcome=outcome,
            started=record.method_started or record.started,
            ended=course.stamp(),
            reasons=() if outcome == "done" else reasons,
        )
    )
    record.method = record.method_started = None
