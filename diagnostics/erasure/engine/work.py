"""What one run hands to each of its parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from diagnostics.blockio import Faults
from diagnostics.blockio.faults import Kind
from diagnostics.erasure.engine.ground import Ground
from diagnostics.erasure.engine.record import Record
from diagnostics.erasure.methods import Job
from diagnostics.erasure.overwrite import Manner
from diagnostics.report import Disk
from diagnostics.wire import Machine
from diagnostics.wire.erasure import MOST_PLACES, Candidate, Errors, Plan, Policy

#: ``(fraction, seconds left, checkpoint)``, as ``Work.progress`` of the orders: None where it is
#: not known, or still as it was. Whatever it raises ends the run.
Progress = Callable[[float | None, float | None, Mapping[str, Any] | None], None]

#: Of the whole work, the method's share; what follows it is the reading back.
_METHOD_SHARE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What was asked, and where."""

    machine: Machine
    boot_id: str
    policy: Policy = field(default_factory=Policy)
    #: Read all of it back, whatever the policy says.
    full: bool = False
    order_id: str | None = None
    tag: str | None = None


@dataclass(slots=True)
class Course:
    """One method on one disk, on its way."""

    task: Task
    ground: Ground
    record: Record
    plan: Plan
    disk: Disk
    progress: Progress
    #: When this start of the agent took it up, by the ground's clock.
    since: float
    #: How it is overwritten; None: as fits the disk.
    manner: Manner | None = None
    candidate: Candidate | None = None
    _share: tuple[float, float] = (0.0, 1.0)
    #: Of what is written, so much is read back afterwards.
    _reads: float = 0.0

    @property
    def seconds(self) -> float:
        return self.record.seconds + self.ground.now() - self.since

    def stamp(self) -> str:
        return self.ground.wall().isoformat(timespec="seconds")

    def begin_method(self, fraction_read: float) -> None:
        """From here on fractions are the method's; ``fraction_read``: what is read back after."""
        written = self.candidate is not None and self.candidate.method == "overwrite"
        self._share = (0.0, 1 / (1 + fraction_read) if written else _METHOD_SHARE)
        self._reads = fraction_read if written else 0.0

    def begin_checking(self) -> None:
        self._share, self._reads = (self._share[1], 1.0), 0.0

    def tell(
        self,
        fraction: float | None = None,
        left_s: float | None = None,
        inner: Mapping[str, Any] | None = None,
        /,
    ) -> None:
        """``inner``: what the method wants to be noted; None: as it was."""
        if inner is not None:
            self.record.inner = dict(inner)
        begin, end = self._share
        if fraction is not None and begin == 0:
            self.record.fraction = fraction
        overall = None if fraction is None else begin + fraction * (end - begin)
        left_s = self._with_reading(fraction, left_s)
        self.progress(overall, left_s, None if inner is None else self.note())

    def _with_reading(self, fraction: float | None, left_s: float | None) -> float | None:
        """A disk is read about as fast as it is written."""
        if fraction is None or left_s is None or fraction >= 1:
            return left_s
        return left_s + left_s / (1 - fraction) * self._reads

    def keep(self) -> None:
        self.progress(None, None, self.note())

    def note(self) -> dict[str, Any]:
        return self.record.as_json(self.seconds)

    def job(self) -> Job:
        return Job(
            host=self.ground.host,
            disk=self.disk,
            progress=self.tell,
            bind=self._bind,
            policy=self.task.policy,
            checkpoint=self.record.inner,
            commands=self.record.commands,
            messages=self.record.messages,
            now=self.ground.now,
            sleep=self.ground.sleep,
            wall=self.ground.wall,
        )

    def _bind(self) -> Disk:
        """What comes next destroys: not once it was stopped, which asking may have outlasted."""
        disk = self.ground.bind()
        self.progress(None, None, None)
        return disk

    def say(self, message: str) -> None:
        self.record.messages.append(message)

    def resumed_at(self, offset: int) -> None:
        """Of the last interruption."""
        last = replace(self.record.interruptions[-1], resumed_at_bytes=offset)
        self.record.interruptions[-1] = last

    def count(self, kind: Kind, faults: Faults, block_bytes: int) -> None:
        """Into the evidence, in place of what was counted before; of that the tries stay told."""
        places = [fault for fault in faults.places if fault.kind == kind]
        before = self.record.errors.pop(kind, None)
        retries = faults.retries[kind] + (before.retries if before else 0)
        if not places and not retries:
            return
        blocks = [b for fault in places for b in range(fault.first, fault.first + fault.count)]
        self.record.errors[kind] = Errors(
            kind=kind,
            count=len(blocks),
            first=tuple(block * block_bytes for block in blocks[:MOST_PLACES]),
            retries=retries,
        )
