"""Erase one disk, and tell what came of it: done only when it is plainly erased."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from diagnostics import identity
from diagnostics.erasure.engine import Ground, RealGround, Run, Task, as_noted, watched
from diagnostics.erasure.overwrite import Manner
from diagnostics.matching import is_proven
from diagnostics.orders.executors.erase.ending import outcome_of
from diagnostics.orders.executors.erase.keeping import OFTEN_S, Progress
from diagnostics.orders.outcome import Failure, Outcome, Stopped
from diagnostics.orders.work import Work
from diagnostics.report import Disk
from diagnostics.watching import SILENCE_S
from diagnostics.wire import Malformed
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
        parameters = _parameters(work)
        work.wait_for_turn()
        work.bind()
        return self._erase(work, parameters, {})

    def resume(self, work: Work, /) -> Outcome:
        """From the checkpoint; also once it was stopped: then the evidence tells how far it was."""
        parameters = _parameters(work)
        with suppress(Stopped):
            work.wait_for_turn()
            # The server has to know that this start has it in hand, however it ends.
            work.progress(work.fraction)
            work.find()
        return self._erase(work, parameters, work.checkpoint)

    def _erase(self, work: Work, parameters: Parameters, checkpoint: Mapping[str, Any]) -> Outcome:
        work.ending_s = _ENDING_S
        run = Run(
            task=_task(work, parameters),
            ground=(self.ground or real_ground)(work, _disk(work)),
            progress=Progress(work, self.often_s),
            checkpoint=checkpoint,
            manner=self.manner,
        )
        ended = watched(run, self.silence_s, stopped=lambda: work.is_stopped)
        return outcome_of(work, run, ended)


def real_ground(work: Work, disk: Disk) -> Ground:
    """Raises Failure where the disk went away since it was found."""
    wanted = work.order.disk
    if wanted is None:
        raise Failure("other_disk", "the order does not say which disk it is for")
    try:
        # One without a number of its own was just found by what it looks like: hold on to it.
        seen = None if is_proven(wanted, disk) else identity.read(work.host, disk.name)
    except identity.Changed as error:
        raise Failure("other_disk", str(error)) from error
    return RealGround(
        host=work.host,
        wanted=as_noted(wanted, wanted.size_bytes or disk.size_bytes),
        name=disk.name,
        seen=seen,
        asked_to_sleep=lambda: may_sleep(work),
    )


def may_sleep(work: Work) -> str | None:
    """None: it may. Waking, a stick can have another name, and every disk loses its power."""
    if work.host.read("run/atelier/loaded-from") not in ("memory", "network"):
        return "the system does not run from memory"
    return None if work.is_alone else "another order is at work"


def _task(work: Work, parameters: Parameters) -> Task:
    return Task(
        machine=work.order.machine,
        boot_id=work.boot_id,
        policy=parameters.policy,
        full=parameters.full,
        order_id=work.order.id,
    )


def _parameters(work: Work) -> Parameters:
    try:
        return understand_parameters(work.parameters)
    except Malformed as error:
        raise Failure("error", f"what is asked of the erasure cannot be understood: {error}") from (
            error
        )


def _disk(work: Work) -> Disk:
    if work.disk is None:
        raise Failure("other_disk", "the order does not say which disk it is for")
    return work.disk


ERASE = Erase()

__all__ = ["ERASE", "Erase", "may_sleep", "real_ground"]
