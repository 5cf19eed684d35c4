"""The next step of a device, and its whole way as a ribbon."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from atelier.devices.lifecycle import facts
from atelier.devices.lifecycle.gates import GATES, Gate, Reason
from atelier.devices.lifecycle.kinds import KINDS
from atelier.devices.lifecycle.state import State
from atelier.words import N_, Sentence

READY = "ready"
#: With a borrower: what has to be done comes when it is back.
LENT = "lent"
GONE = "gone"
#: Not worth the work: to scrap, or taken apart, as soon as that is safe.
LEAVE = "leave"
#: What is asked of it all the same.
_OF_DISCARDED = frozenset({"receive", "erase"})
#: Every key that ``Step.key`` can have with the standard gates, in order of the way.
STEPS = (*(gate.key for gate in GATES), READY, LENT, LEAVE, GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``verb`` is a Dutch message id; ``reasons`` has one entry for each gate not met, in order."""

    key: str
    verb: str
    sentence: Sentence
    icon: str
    #: Index in the gates given; ``None`` when there is nothing to pass any more.
    gate: int | None = None
    reasons: tuple[Reason, ...] = ()


class Stop(NamedTuple):
    gate: Gate
    progress: Literal["done", "now", "to_come"]


def next_step(state: State, kind: str, today: date, gates: Sequence[Gate] = GATES) -> Step:
    """The first gate that is not met. Raises ``ValueError`` for an unknown kind of device."""
    if state.gone is not None:
        return _gone()
    if state.place_kind == facts.LENT:
        return _lent()
    unmet = list(_unmet(state, kind, today, gates))
    if not unmet:
        return _leave() if state.discarded else _ready()
    index, first = unmet[0]
    gate = gates[index]
    leaves = state.discarded and gate.key == "erase"
    return Step(
        key=LEAVE if leaves else gate.key,
        verb=first.verb or gate.verb_for(kind),
        sentence=_ERASE_TO_LEAVE if leaves else first.sentence,
        icon=gate.icon,
        gate=index,
        reasons=tuple(reason for _, reason in unmet),
    )


def way(state: State, kind: str, today: date, gates: Sequence[Gate] = GATES) -> tuple[Stop, ...]:
    """The gates that apply to this kind: done up to the first that is not met, then to come.

    What lies beyond the next step is *to come* even where nothing stands in its way yet: nobody
    has looked for faults in a device that is not even diagnosed. Empty for a device that is gone,
    or with a borrower.
    """
    now = next_step(state, kind, today, gates)
    if now.key in (LENT, GONE):
        return ()
    reached = len(gates) if now.gate is None else now.gate
    return tuple(
        Stop(gate, "done" if index < reached else "now" if index == reached else "to_come")
        for index, gate in enumerate(gates)
        if _applies(gate, state, kind)
    )


def _applies(gate: Gate, state: State, kind: str) -> bool:
    return kind in gate.kinds and (not state.discarded or gate.key in _OF_DISCARDED)


def _unmet(
    state: State, kind: str, today: date, gates: Sequence[Gate]
) -> Iterator[tuple[int, Reason]]:
    if kind not in KINDS:
        # No gate would apply to it, and it would be ready at once.
        raise ValueError(f"Unknown kind of device {kind!r}: expected one of {', '.join(KINDS)}")
    for index, gate in enumerate(gates):
        reason = gate.unmet(state, today) if _applies(gate, state, kind) else None
        if reason is not None:
            yield index, reason


def _ready() -> Step:
    return Step(
        key=READY,
        verb=N_("Klaar"),
        sentence=Sentence(N_("Dit toestel mag naar een digibankpunt.")),
        icon="bag-check",
    )


def _lent() -> Step:
    return Step(
        key=LENT,
        verb=N_("Uitgeleend"),
        sentence=Sentence(N_("Dit toestel is bij een lener.")),
        icon="person-check",
    )


_ERASE_TO_LEAVE = Sentence(
    N_("Dit toestel is de moeite niet waard. Wis eerst wat erop staat, dan mag het weg.")
)


def _leave() -> Step:
    return Step(
        key=LEAVE,
        verb=N_("Doe het toestel weg"),
        sentence=Sentence(N_("Dit toestel is de moeite niet waard. Er staat niets meer op.")),
        icon="trash3",
    )


def _gone() -> Step:
    return Step(
        key=GONE,
        verb=N_("Weg"),
        sentence=Sentence(N_("Dit toestel is niet meer van ons.")),
        icon="box-arrow-right",
    )
