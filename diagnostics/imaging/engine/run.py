"""One image onto one disk: look, write, read back, finish, and swear to what came of it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnostics.blockio import Gone, InUse, Unusable
from diagnostics.identity import Changed
from diagnostics.imaging.disk import NotWritten
from diagnostics.imaging.engine import preparing, proving, putting
from diagnostics.imaging.engine.course import Course, Over, Progress, Task
from diagnostics.imaging.engine.evidence import evidence
from diagnostics.imaging.engine.ground import Ground
from diagnostics.imaging.engine.record import Record, new_record, record_from
from diagnostics.imaging.finisher import Finished, Finisher, Finishing, NotFinished
from diagnostics.imaging.fitting import NotSuitable
from diagnostics.imaging.sources import NoImage, NotGiven, SomethingElse, Source
from diagnostics.imaging.writing import WrongBlock
from diagnostics.report import Disk
from diagnostics.run import MissingTool, RunError
from diagnostics.wire.imaging import Evidence, Reason

#: What each error means, the more special first.
_ENDS: tuple[tuple[type[Exception], Reason], ...] = (
    (Changed, "identity_changed"),
    (Gone, "disk_gone"),
    (InUse, "in_use"),
    (Unusable, "error"),
    (NotWritten, "write_errors"),
    (WrongBlock, "wrong_block"),
    (NoImage, "no_image"),
    (SomethingElse, "wrong_manifest"),
    (NotGiven, "error"),
    (MissingTool, "missing_tool"),
    (RunError, "error"),
    (OSError, "read_errors"),
)
_OURS: tuple[type[Exception], ...] = (NotSuitable, NotFinished, *(kind for kind, _ in _ENDS))


#: ``opens(rest, lost)``: where the image comes from. ``rest(seconds)`` is how it waits for a server
#: that is away, which it tells ``lost`` once, with the reason.
Opens = Callable[[Callable[[float], None], Callable[[str], None]], Source]


@dataclass(slots=True)
class Run:
    """``run`` it once. It ends with evidence, whatever the disk or the server does.

    What ``progress`` raises (a person stopped it) comes through: then ``broken_off`` gives the
    evidence of what was done so far. Raises identity.Changed where the disk of the order is not
    there to begin with: then there is nothing to be told of it.
    """

    task: Task
    ground: Ground
    opens: Opens
    finisher: Finisher
    progress: Progress
    #: What ``progress`` was last given to keep, before a restart.
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    _ended: threading.Event = field(init=False, default_factory=threading.Event)
    _thread: int = field(init=False, default=0)
    _course: Course | None = field(init=False, default=None)

    def run(self) -> Evidence:
        self._thread = threading.get_ident()
        self._course = course = self._take_up()
        try:
            reasons, finished = self._carried_out(course)
        except _OURS as error:
            reasons, finished = (_reason(error),), None
            course.say(str(error))
        finally:
            self._ended.set()
        return evidence(course, reasons, finished)

    def broken_off(self, reason: Reason, message: str | None = None, /) -> Evidence | None:
        """As far as it came; None where nothing was begun: then there is nothing to tell."""
        self._ended.set()
        if (course := self._course) is None:
            return None
        if message:
            course.say(message)
        return evidence(course, (reason,))

    def say(self, message: str) -> None:
        """For the evidence, in English; from any thread."""
        if course := self._course:
            course.say(message)

    def _lost(self, why: str) -> None:
        """The server is away."""
        if course := self._course:
            course.interrupted("network")
            course.say(why)

    def _rest(self, seconds: float) -> None:
        """The source waits for the server, in whichever thread. Raises Over."""
        if self._course and threading.get_ident() == self._thread:
            self._course.tell_part(None)
        if self._ended.wait(seconds):
            raise Over

    def _carried_out(self, course: Course) -> tuple[tuple[Reason, ...], Finished | None]:
        course.tell_part(None)
        preparing.fetch(course)
        course.tell_part(None)
        if not course.was_finishing:
            preparing.check_free(course)
            if reason := self._written(course):
                course.say("the disk does not give back what was written")
                return (reason,), None
        return (), self._finished(course)

    def _written(self, course: Course) -> Reason | None:
        """None: and read back, and right."""
        with self.ground.hold() as device:
            preparing.check_disk(course, device)
            putting.put(course, device)
            return proving.prove(course, device)

    def _finished(self, course: Course) -> Finished:
        """Raises NotFinished, Changed, MissingTool."""
        course.begin("finishing", 0)
        course.tell_part(0.0)

        def bind() -> Disk:
            course.disk = self.ground.bind()
            return course.disk

        finishing = Finishing(
            host=self.ground.host,
            name=bind().name,
            manifest=course.known.manifest,
            parameters=self.task.parameters,
            machine=self.task.machine,
            home=self.task.home,
            bind=bind,
            pulse=course.tell_part,
        )
        try:
            return self.finisher(finishing)
        except MissingTool:
            raise
        except (RunError, OSError) as error:
            raise NotFinished("not_finished", str(error)) from error

    def _take_up(self) -> Course:
        """Raises identity.Changed."""
        since, disk = self.ground.now(), self.ground.bind()
        image = self.task.parameters.image
        before = record_from(self.checkpoint, image)
        course = Course(
            task=self.task,
            ground=self.ground,
            source=self.opens(self._rest, self._lost),
            finisher=self.finisher,
            record=before or self._new(image),
            disk=disk,
            progress=self.progress,
            ended=self._ended,
            since=since,
            was_finishing=bool(before and before.is_finishing(self.task.boot_id)),
        )
        if before:
            same = before.boot_id == self.task.boot_id
            course.interrupted("agent_ended" if same else "power_cut")
            before.boot_id = self.task.boot_id
        return course

    def _new(self, image: str) -> Record:
        stamp = self.ground.wall().isoformat(timespec="seconds")
        return new_record(image=image, started=stamp, boot_id=self.task.boot_id)


def _reason(error: Exception) -> Reason:
    if isinstance(error, NotSuitable | NotFinished):
        return error.reason
    return next(reason for kind, reason in _ENDS if isinstance(error, kind))
