"""All that the gates need to know of a device, folded from its facts.

*When* is kept as a position in the order of facts, 1 for the first and 0 for never: two facts of
the same second still have an order, and a clock set wrong changes nothing else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from atelier.devices.lifecycle import facts
from atelier.devices.lifecycle.facts import Fact

#: The plan of facts that name none.
YEARLY = "yearly"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    source: str | None = None
    tag: str | None = None
    place_kind: str | None = None
    arrived: bool = False
    came_in: int = 0
    diagnosed: int = 0
    used: int = 0
    #: When it was used before that: what counts again where the last time was a mistake.
    used_before: int = 0
    #: What was last found in it, and when; ``None`` as long as nobody could tell.
    media: frozenset[str] | None = None
    media_seen: int = 0
    #: Media that are erased and verified, and since when.
    erased: Mapping[str, int] = field(default_factory=dict)
    #: Media that are erased with exceptions: since when, and by which evidence.
    excepted: Mapping[str, tuple[int, Any]] = field(default_factory=dict)
    #: The last time that each was erased, with whatever result; and that of any.
    wiped: Mapping[str, int] = field(default_factory=dict)
    last_erasure: int = 0
    #: The image that was written and read back, on which medium, by which evidence, since when.
    image: str | None = None
    image_medium: str | None = None
    image_evidence: Any = None
    #: What that image is called, where the fact says so.
    image_name: str | None = None
    imaged: int = 0
    #: The last time that we wrote on each medium, or began to, with whatever result.
    written: Mapping[str, int] = field(default_factory=dict)
    #: The last time anything was written, where that left no image to trust.
    image_failed: int = 0
    #: Nobody released that image yet.
    image_on_trial: bool = False
    #: It can say itself that it started.
    image_calls_home: bool = True
    #: Since when it is known that this installation starts.
    booted: int = 0
    #: Open faults: whether each blocks.
    faults: Mapping[str, bool] = field(default_factory=dict)
    repaired: int = 0
    grade: str | None = None
    checked: int = 0
    #: By plan, the last day on which the inspection by it still counts.
    inspections: Mapping[str, date] = field(default_factory=dict)
    #: It is not worth the work: it leaves, once nothing of anybody is in it.
    discarded: bool = False
    #: How it left for good, if it did.
    gone: str | None = None

    @property
    def inspection_valid_until(self) -> date | None:
        """By the plan that is due first; None where none is planned."""
        return min(self.inspections.values(), default=None)


def fold(happened: Iterable[Fact]) -> State:
    """The state after these facts, in whatever order they are given."""
    state = State()
    ordered = sorted(happened, key=lambda fact: (fact.at, fact.sequence))
    for position, fact in enumerate(ordered, start=1):
        change = _CHANGES.get(fact.kind)
        if change is not None:
            state = change(state, position, fact.data)
    return state


Data = Mapping[str, Any]


def _received(state: State, _position: int, data: Data) -> State:
    return replace(state, source=data["source"])


def _came_in(state: State, position: int, _data: Data) -> State:
    """Start a new stay: it was out of the house, so what was erased before counts no more.

    Except the very first time: the report may come hours before the sticker, and is not outdated
    by it, as long as the device was in nobody's use in between.
    """
    first = not state.arrived and not state.used
    came_in = 0 if first else position
    state = replace(state, arrived=True, gone=None, discarded=False, came_in=came_in)
    return state if first else replace(state, erased={}, excepted={})


def _placed(state: State, _position: int, data: Data) -> State:
    return replace(state, place_kind=data["place_kind"])


def _tagged(state: State, _position: int, data: Data) -> State:
    return replace(state, tag=data["tag"])


def _diagnosed(state: State, position: int, data: Data) -> State:
    state = replace(state, diagnosed=position)
    return state if data.get("media") is None else _media_seen(state, position, data)


def _media_seen(state: State, position: int, data: Data) -> State:
    """List the media, and forget what was erased and is no longer there, or was not there before.

    A disk that leaves the machine may come back full: only while it stays does its erasure count,
    and what is told of it while it is out says nothing of it when it comes back.
    """
    media = frozenset(data["media"])
    before = media if state.media is None else state.media
    return replace(_forget(state, before ^ media), media=media, media_seen=position)


def _forget(state: State, media: frozenset[str]) -> State:
    """What was erased of ``media`` counts no more."""
    return replace(
        state,
        erased={one: when for one, when in state.erased.items() if one not in media},
        excepted={one: when for one, when in state.excepted.items() if one not in media},
    )


def _used(state: State, position: int, _data: Data) -> State:
    return replace(state, used=position, used_before=state.used)


def _erased(state: State, position: int, data: Data) -> State:
    """Take the last result for a medium: a later failure undoes an earlier success."""
    state = _forget(state, frozenset({data["medium"]}))
    erased, excepted = dict(state.erased), dict(state.excepted)
    if _is_erased(data):
        erased[data["medium"]] = position
    elif data["result"] == facts.RESULT_WITH_EXCEPTIONS:
        excepted[data["medium"]] = position, data.get("evidence")
    return replace(
        state,
        erased=erased,
        excepted=excepted,
        wiped={**state.wiped, data["medium"]: position},
        last_erasure=position,
    )


def _is_erased(data: Data) -> bool:
    """By the word of evidence, or of a person who reset it: a bare claim opens nothing."""
    said = data["result"] == facts.RESULT_ERASED and data["verified"] is True
    return said and any(data.get(source) is not None for source in ("evidence", "attestation"))


def _exceptions_accepted(state: State, _position: int, data: Data) -> State:
    """Let the erasure count since it was done, as long as nothing else happened to the disk."""
    when, evidence = state.excepted.get(data["medium"], (0, None))
    if not when or evidence is None or evidence != data["evidence"]:
        return state
    return replace(state, erased={**state.erased, data["medium"]: when})


def _destroyed(state: State, _position: int, data: Data) -> State:
    gone = frozenset({data["medium"]})
    media = None if state.media is None else state.media - gone
    return replace(_forget(state, gone), media=media)


def _imaged(state: State, position: int, data: Data) -> State:
    """Take the last attempt: one that was not verified leaves no image to trust.

    What started before was another installation, so it has to start anew.
    """
    medium = data.get("medium")
    written = state.written if medium is None else {**state.written, medium: position}
    verified = data["verified"] is True
    return replace(
        state,
        image=data["image"] if verified else None,
        image_medium=medium if verified else None,
        image_evidence=data.get("evidence") if verified else None,
        image_name=data.get("name") if verified else None,
        imaged=position if verified else 0,
        image_failed=0 if verified else position,
        image_on_trial=verified and bool(data.get("trial")),
        image_calls_home=data.get("calls_home", True) is True,
        written=written,
        booted=0,
    )


def _booted(state: State, position: int, data: Data) -> State:
    """By the word of the machine, or of a person; of another installation it says nothing here."""
    known = any(data.get(source) is not None for source in ("first_boot", "attestation"))
    same = (data["image"], data["evidence"]) == (state.image, state.image_evidence)
    return replace(state, booted=position) if known and same and state.imaged else state


def _image_released(state: State, _position: int, data: Data) -> State:
    return replace(state, image_on_trial=False) if data["image"] == state.image else state


def _fault_opened(state: State, _position: int, data: Data) -> State:
    return replace(state, faults={**state.faults, data["fault"]: bool(data["blocking"])})


def _fault_closed(state: State, _position: int, data: Data) -> State:
    faults = {fault: blocks for fault, blocks in state.faults.items() if fault != data["fault"]}
    return replace(state, faults=faults)


def _repaired(state: State, position: int, _data: Data) -> State:
    return replace(state, repaired=position)


def _checked(state: State, position: int, data: Data) -> State:
    return replace(state, checked=position, grade=data["grade"])


def _inspected(state: State, _position: int, data: Data) -> State:
    until = {data.get("plan") or YEARLY: _day(data["valid_until"])}
    return replace(state, inspections={**state.inspections, **until})


def _left(state: State, _position: int, data: Data) -> State:
    return replace(state, gone=data["how"])


def _mistaken(state: State, _position: int, data: Data) -> State:
    if data["what"] == facts.USED:
        return replace(state, used=state.used_before)
    if data["what"] == facts.TAGGED:
        return replace(state, tag=None) if state.tag == data.get("tag") else state
    return replace(state, gone=None) if data["what"] == facts.LEFT else state


def _discarded(state: State, _position: int, _data: Data) -> State:
    return replace(state, discarded=True)


def _spared(state: State, _position: int, _data: Data) -> State:
    return replace(state, discarded=False)


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


_CHANGES: Mapping[str, Callable[[State, int, Data], State]] = {
    facts.RECEIVED: _received,
    facts.CAME_IN: _came_in,
    facts.PLACED: _placed,
    facts.TAGGED: _tagged,
    facts.DIAGNOSED: _diagnosed,
    facts.MEDIUM_SEEN: _media_seen,
    facts.USED: _used,
    facts.ERASED: _erased,
    facts.EXCEPTIONS_ACCEPTED: _exceptions_accepted,
    facts.DESTROYED: _destroyed,
    facts.IMAGED: _imaged,
    facts.BOOTED: _booted,
    facts.IMAGE_RELEASED: _image_released,
    facts.FAULT_OPENED: _fault_opened,
    facts.FAULT_CLOSED: _fault_closed,
    facts.REPAIRED: _repaired,
    facts.CHECKED: _checked,
    facts.INSPECTED: _inspected,
    facts.INSPECTION_DUE: _inspected,
    facts.LEFT: _left,
    facts.MISTAKEN: _mistaken,
    facts.DISCARDED: _discarded,
    facts.SPARED: _spared,
}
