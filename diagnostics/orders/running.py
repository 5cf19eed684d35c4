"""What stands on the machine's screen of an order at work."""

from dataclasses import dataclass

from diagnostics.orders.work import Executor, Work
from diagnostics.wire import State, Word

_WAITING = "De opdracht wordt aangenomen."
_KEPT = "Het resultaat wordt bewaard."
_TURN = "Wacht tot een ander deel van dezelfde schijf gewist is."


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    order_id: str
    kind: str
    #: The disk's name now, and its model; None for an order about the whole machine.
    disk: str | None = None
    model: str | None = None
    state: State = "accepted"
    fraction: float | None = None
    left_s: float | None = None
    #: Dutch, key of ``diagnostics.words``.
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What came of an order to erase."""

    disk: str
    model: str | None = None
    #: As in the evidence; None: nothing was begun.
    result: str | None = None
    stopped: bool = False
    #: How far a method came that was stopped.
    fraction: float | None = None


def erased(work: Work) -> Erased | None:
    """Of an order that has ended; None for one of another kind, or about no disk of ours."""
    final: Word | None = work.entry.final
    if work.order.kind != "erase" or final is None or work.disk is None:
        return None
    result, fraction = final.result.get("result"), final.result.get("fraction")
    return Erased(
        disk=work.disk.name,
        model=work.disk.model,
        result=result if isinstance(result, str) else None,
        stopped=final.reason == "stopped",
        fraction=fraction if isinstance(fraction, float | int) else None,
    )


def shown(work: Work, executor: Executor | None) -> Running:
    return Running(
        order_id=work.order.id,
        kind=work.order.kind,
        disk=work.disk.name if work.disk else None,
        model=work.disk.model if work.disk else None,
        state="running" if work.running else "accepted",
        # Over, though it may take a moment until a server or the stick has it.
        fraction=None if work.entry.final else work.fraction,
        left_s=None if work.entry.final else work.left_s,
        sentence=_sentence(work, executor),
    )


def _sentence(work: Work, executor: Executor | None) -> str:
    if work.entry.final:
        return _KEPT
    if work.waits_for:
        return _TURN
    return work.sentence or executor.SENTENCE if executor and work.running else _WAITING
