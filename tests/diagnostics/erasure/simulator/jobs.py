"""A job for a method on a simulated machine, and what a test asks of it afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnostics.erasure.methods import FIRMWARE, Done, Job, NotDone
from diagnostics.wire.erasure import Method, Policy
from tests.diagnostics.erasure.simulator.machine import Machine


@dataclass
class Bench:
    """One order on one disk; its record outlives the agent."""

    machine: Machine
    name: str
    policy: Policy = field(default_factory=Policy)
    #: What was written down, and how often the machine asked whether this is the disk.
    record: dict[str, Any] = field(default_factory=dict)
    fractions: list[float] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)
    on_progress: Callable[[float | None], None] = lambda _fraction: None
    last: Job | None = None
    #: Of the disk in the order.
    serial: str = ""

    def __post_init__(self) -> None:
        self.serial = self.serial or self.machine.seats[self.name].drive.serial

    def job(self) -> Job:
        clock = self.machine.clock
        self.last = Job(
            host=self.machine.host,
            disk=self.machine.report(self.name),
            progress=self._progress,
            bind=self._bind,
            policy=self.policy,
            checkpoint=dict(self.record),
            now=clock.now,
            sleep=clock.sleep,
            wall=clock.wall,
        )
        return self.last

    def run(self, method: Method) -> Done:
        return FIRMWARE[method].run(self.job())

    def resume(self, method: Method) -> Done:
        return FIRMWARE[method].resume(self.job())

    def lines(self) -> list[str]:
        """The command lines kept for the evidence."""
        assert self.last
        return [" ".join(command.args) for command in self.last.commands]

    def _bind(self) -> None:
        """As the engine's: it must be the disk that the order was given for."""
        here = self.machine.seats[self.name].drive.serial
        if here != self.serial:
            raise NotDone("identity_changed", f"{self.name} has the serial {here}")
        self.bound.append(self.machine.calls[-1])

    def _progress(
        self,
        fraction: float | None = None,
        left_s: float | None = None,
        checkpoint: Mapping[str, Any] | None = None,
        /,
    ) -> None:
        if checkpoint:
            self.record = dict(checkpoint)
        if fraction is not None:
            self.fractions.append(fraction)
        self.on_progress(fraction)
