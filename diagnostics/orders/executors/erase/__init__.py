"""Erase one disk, and tell what came of it: done only when it is plainly erased."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from diagnostics.erasure.engine import Ground, Run, Task, watched
from diagnostics.erasure.overwrite import Manner
from diagnostics.orders.executors.erase.ending import ENDING
from diagnostics.orders.executors.erase.keeping import OFTEN_S, Progress
from diagnostics.orders.executors.on_disk import asked_of, begin, disk_of, real_ground, take_up
from diagnostics.orders.outcome import Outcome
from diagnostics.orders.work import Work
from diagnostics.report import Disk
from diagnostics.watching import SILENCE_S
from diagnostics.wire.erasure import Parameters, understand_parameters

_SENTENCE = "De schijf wordt gewist."
#: Beyond what is usual: the evidence of so far is put together, which asks tools who they are.
_ENDING_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """``ground``, ``manner`` and the seconds: the real ones, but for tests."""

    SENTENCE: str = _SENTENCE
    ground: Callable[[Work, Disk], Ground] | None = None
    silence_s: float = SILENCE_S
    manner: Manner | None = None
    often_s: float = OFTEN_S

    def run(self, work: Work, /) -> Outcome:
        parameters = asked_of(work, "erasure", understand_parameters)
        begin(work)
        return self._erase(work, parameters, {})

    def resume(self, work: Work, /) -> Outcome:
        parameters = asked_of(work, "erasure", understand_parameters)
        take_up(work)
        return self._erase(work, parameters, work.checkpoint)

    def _erase(self, work: Work, parameters: Parameters, checkpoint: Mapping[str, Any]) -> Outcome:
        work.ending_s = _ENDING_S
        run = Run(
            task=_task(work, parameters),
            ground=(self.ground or real_ground)(work, disk_of(work)),
            progress=Progress(work, self.often_s),
            checkpoint=checkpoint,
            manner=self.manner,
        )
        ended = watched(run, self.silence_s, stopped=lambda: work.is_stopped)
        return ENDING.outcome_of(work, run, ended)


def _task(work: Work, parameters: Parameters) -> Task:
    return Task(
        machine=work.order.machine,
        boot_id=work.boot_id,
        policy=parameters.policy,
        full=parameters.full,
        order_id=work.order.id,
    )


ERASE = Erase()

__all__ = ["ERASE", "Erase"]
