"""What a probe is, and how they all run at once without holding each other up.

A probe is a module: ``NAME`` (the field of the report that it fills), ``collect(host)`` which
reads files and runs commands, and ``parse(raw)`` which is pure and turns what was collected into
that field's dataclasses. It may call ``host.problem`` for a part that it could not measure; what
it raises becomes a problem that covers the whole subsystem.
"""

import queue
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from diagnostics.probes.host import Host
from diagnostics.report import Problem
from diagnostics.run import MissingTool, TimedOut

__all__ = ["Host", "Outcome", "Probe", "Subsystem", "gather", "kind_of"]


class Probe(Protocol):
    @property
    def NAME(self) -> str: ...  # noqa: N802 - a module's constant

    def collect(self, host: Host, /) -> Any: ...

    def parse(self, raw: Any, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Subsystem:
    """A probe, the facts that are missing when it fails, and how long it may take."""

    probe: Probe
    facts: tuple[str, ...]
    limit_s: float = 10

    @property
    def name(self) -> str:
        return self.probe.NAME


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one subsystem came to; ``value`` is None when it failed."""

    name: str
    value: Any
    problems: tuple[Problem, ...]
    seconds: float


def gather(subsystems: Iterable[Subsystem], host: Host) -> tuple[Outcome, ...]:
    """Run every probe in a daemon thread of its own; none waits longer than its limit."""
    running = [_Running(subsystem, host.for_one_probe()) for subsystem in subsystems]
    return tuple(one.outcome() for one in running)


class _Running:
    """One probe in its thread."""

    def __init__(self, subsystem: Subsystem, host: Host) -> None:
        self.subsystem = subsystem
        self.host = host
        self.began = time.monotonic()
        self.answers: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True, name=subsystem.name).start()

    def _work(self) -> None:
        probe = self.subsystem.probe
        try:
            value = probe.parse(probe.collect(self.host))
        except Exception as error:  # noqa: BLE001 - whatever one probe meets, the others go on
            self.host.problem(self._problem(error))
            value = None
        self.answers.put(self._outcome(value))

    def outcome(self) -> Outcome:
        left = self.began + self.subsystem.limit_s - time.monotonic()
        try:
            return self.answers.get(timeout=max(left, 0.001))
        except queue.Empty:
            self.host.problem(self._problem(TimedOut(self.subsystem.name, self.subsystem.limit_s)))
            return self._outcome(None)

    def _outcome(self, value: Any) -> Outcome:
        seconds = round(time.monotonic() - self.began, 3)
        return Outcome(self.subsystem.name, value, tuple(self.host.problems), seconds)

    def _problem(self, error: Exception) -> Problem:
        return Problem(
            subsystem=self.subsystem.name,
            kind=kind_of(error),
            message=str(error) or type(error).__name__,
            facts=self.subsystem.facts,
        )


def kind_of(error: Exception) -> Literal["failed", "timeout", "missing_tool", "needs_root"]:
    """The kind of problem that an exception amounts to."""
    if isinstance(error, MissingTool):
        return "missing_tool"
    if isinstance(error, TimedOut):
        return "timeout"
    if isinstance(error, PermissionError):
        return "needs_root"
    return "failed"
