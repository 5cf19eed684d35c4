"""What every step of the finishing shares: commands that are watched, and what is told of them."""

import os
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from diagnostics.imaging.finisher import Finishing, NotFinished
from diagnostics.probes.host import Host
from diagnostics.report import Disk
from diagnostics.run import Completed, Failed, TimedOut
from diagnostics.wire.imaging import Made, Reason

#: A command that reads or changes little; its disk may be a slow one.
QUICK_S = 60
#: One that goes through a whole filesystem.
_LONG_S = 3600
#: How often whoever ordered it hears that a long one still runs.
_PULSE_S = 0.25

#: ``What``, ``State``: as in ``wire.imaging.Made``.
What = Literal[
    "host_name",
    "machine_id",
    "ssh_keys",
    "disk_id",
    "partition_id",
    "filesystem_id",
    "boot_entry",
    "fallback_path",
    "active_flag",
    "first_boot",
]
State = Literal["done", "kept", "not_possible"]


@dataclass(slots=True)
class Work:
    """The job, and what came of it so far."""

    job: Finishing
    made: list[Made] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    #: What ``Finishing.pulse`` or ``bind`` raised: to be let through, whatever it is.
    ended_by: BaseException | None = None

    @property
    def host(self) -> Host:
        return self.job.host

    @property
    def disk(self) -> Path:
        return self.host.path(f"dev/{self.job.name}")

    @property
    def folder(self) -> Path:
        """Ours alone, and gone with the power: places to mount, drafts."""
        return self.host.path(f"run/atelier/finishing/{self.job.name}")

    def pulse(self, fraction: float | None = None) -> None:
        with self._letting_through():
            self.job.pulse(fraction)

    def bind(self) -> Disk:
        """Before a first write."""
        with self._letting_through():
            return self.job.bind()

    def run(
        self, *args: str | Path, accept: Collection[int] = (0,), limit_s: float = QUICK_S
    ) -> Completed:
        """A quick one. Raises RunError."""
        self.pulse()
        return self.host.run([str(arg) for arg in args], timeout_s=limit_s, accept=accept)

    def run_long(
        self,
        *args: str | Path,
        accept: Collection[int] = (0,),
        limit_s: float = _LONG_S,
        whole: bool = False,
    ) -> Completed:
        """One that may take minutes; stopped where whoever ordered it ends it. Raises RunError.

        ``whole``: half done it leaves damage, so that even then it is waited for.
        """
        return self._judge(self._watch([str(arg) for arg in args], limit_s, whole), accept)

    def say(self, message: str) -> None:
        """In English, for whoever looks into it; once."""
        if message not in self.messages:
            self.messages.append(message)

    def tell(
        self,
        what: What,
        state: State,
        *,
        where: str | None = None,
        value: str | None = None,
        why: str | None = None,
    ) -> None:
        self.made.append(Made(what=what, state=state, where=where, value=value, why=why))

    @contextmanager
    def _letting_through(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self.ended_by = error
            raise

    def _watch(self, args: Sequence[str], limit_s: float, whole: bool) -> Completed:
        self.pulse()
        running, ends = self.host.start(args), time.monotonic() + limit_s
        ended_by: BaseException | None = None
        try:
            while (done := running.wait(_PULSE_S)) is None:
                if time.monotonic() > ends:
                    raise TimedOut(args[0], limit_s)
                ended_by = ended_by or self._pulse_or(whole)
        finally:
            running.stop()
        if ended_by:
            raise ended_by
        return done

    def _pulse_or(self, keep: bool) -> BaseException | None:
        """What it raised, where that is to be kept for later."""
        try:
            self.pulse()
        except BaseException as error:
            if not keep:
                raise
            return error
        return None

    @staticmethod
    def _judge(done: Completed, accept: Collection[int]) -> Completed:
        if done.status not in accept:
            raise Failed(done)
        return done


def not_finished(message: str, reason: Reason = "not_finished") -> NotFinished:
    return NotFinished(reason, message)


def flush(path: Path) -> None:
    """What was written to a device, or into a folder, is on the disk after this. Raises OSError."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
