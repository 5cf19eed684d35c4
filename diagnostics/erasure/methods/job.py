"""One disk under one method: what a method may do to it, and how it tells of it.

Every command goes through the Host, and is kept with what it said, for the evidence.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from diagnostics import matching
from diagnostics.erasure.methods.ending import NotDone
from diagnostics.probes.host import Host
from diagnostics.report import Disk
from diagnostics.run import Completed, MissingTool, Running, TimedOut
from diagnostics.wire.erasure import Command, Policy

#: Of what a command said, the end is kept.
_SAID = 200
#: How often a command that takes minutes or hours is looked after.
LOOK_S = 5.0
#: A question to a drive that is busy with itself may take this long.
ASK_S = 30.0


class Progress(Protocol):
    """As ``Work.progress``: raises Stopped or Left where the work has to end."""

    def __call__(
        self,
        fraction: float | None = None,
        left_s: float | None = None,
        checkpoint: Mapping[str, Any] | None = None,
        /,
    ) -> None: ...


@dataclass(slots=True)
class Job:
    """``disk`` as it was read last; its ``name`` is where commands go."""

    host: Host
    disk: Disk
    progress: Progress
    #: Reads serial, WWN and size anew, and raises unless they are those of the order, or where the
    #: work has to end. Each method calls it immediately before the command that destroys.
    bind: Callable[[], object]
    policy: Policy = field(default_factory=Policy)
    #: What an earlier agent noted down; empty when nothing.
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    #: Everything that was run, in order; the same question asked again stands once.
    commands: list[Command] = field(default_factory=list)
    #: In English, for whoever looks into it.
    messages: list[str] = field(default_factory=list)
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    wall: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone()

    @property
    def path(self) -> str:
        return f"/dev/{self.disk.name}"

    def keep(self, checkpoint: Mapping[str, Any]) -> None:
        """Put it in the record before going on; what it replaces is gone.

        With it goes what was run so far: kept again once a drive works on by itself, it tells what
        told the drive to, also where the power goes.
        """
        self.checkpoint = dict(checkpoint)
        self.progress(None, None, self.checkpoint)

    def run(self, *args: str, timeout_s: float = ASK_S) -> Completed:
        """Any status is an answer. Raises NotDone where the tool is missing, or TimedOut."""
        began, started = self.now(), self.wall()
        try:
            completed = self.host.run(args, timeout_s=timeout_s, accept=lambda _status: True)
        except MissingTool as error:
            raise NotDone("missing_tool", str(error)) from error
        except TimedOut:
            self._note(args, started, began, None)
            raise
        self._note(args, started, began, completed)
        return completed

    def work(self, *args: str, timeout_s: float, expected_s: float | None = None) -> Completed:
        """Run what keeps the drive busy, and tell how far it should be. Raises as ``run``.

        Once it was stopped, nothing is begun. When it is stopped later the command is ended, or
        left behind: no signal reaches into a drive, which may work on.
        """
        self._tell(0.0, expected_s)
        began, started = self.now(), self.wall()
        try:
            running = self.host.start(args)
        except MissingTool as error:
            raise NotDone("missing_tool", str(error)) from error
        self._note(args, started, began, None)
        try:
            completed = self._wait(running, timeout_s, expected_s)
        except BaseException:
            running.stop()
            raise
        self._note(args, started, began, completed)
        return completed

    def write(self, relative: str, text: str) -> None:
        """To a file of /sys. Raises OSError."""
        began, started = self.now(), self.wall()
        self.host.path(relative).write_text(text, encoding="ascii")
        self._note(("write", f"/{relative}", text), started, began, None)

    def check_serial(self, serial: str | None) -> None:
        """What answers is the disk that was bound, and none put in its place. Raises NotDone."""
        disk = self.disk
        # All that is known: a controller that was asked by a name may itself be another disk's.
        ours = (disk.serial, disk.ata and disk.ata.serial, disk.nvme and disk.nvme.serial)
        if wrong := [
            one for one in ours if one and matching.tidy(one) != matching.tidy(serial or "")
        ]:
            message = f"what answers for {disk.name} is another disk: {serial}, not {wrong[0]}"
            raise NotDone("identity_changed", message, touched=True)

    def say(self, message: str) -> None:
        self.messages.append(message)

    def _wait(self, running: Running, timeout_s: float, expected_s: float | None) -> Completed:
        began = self.now()
        while (elapsed := self.now() - began) <= timeout_s:
            self._tell(elapsed, expected_s)
            if completed := running.wait(LOOK_S):
                return completed
        raise TimedOut(running.args[0], timeout_s)

    def _tell(self, elapsed: float, expected_s: float | None) -> None:
        if not expected_s:
            return self.progress(None, None, None)
        fraction = min(elapsed / expected_s, 0.95)
        return self.progress(fraction, max(expected_s - elapsed, 0.0), None)

    def _note(
        self, args: Sequence[str], started: datetime, began: float, completed: Completed | None
    ) -> None:
        command = Command(
            args=tuple(args),
            started=started.isoformat(timespec="seconds"),
            duration_s=round(self.now() - began, 3) if completed else None,
            status=completed.status if completed else None,
            said=_said(completed) if completed else None,
        )
        if self.commands and self.commands[-1].args == command.args:
            first = self.commands.pop()
            command = replace(command, started=first.started) if first.status is None else command
        self.commands.append(command)


def _said(completed: Completed) -> str | None:
    words = " ".join(f"{completed.text} {completed.stderr}".split())
    printable = "".join(c if c.isprintable() else "." for c in words)
    return printable[-_SAID:] or None
