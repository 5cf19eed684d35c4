"""What a check saw of a device, as faults: told, told worse or better, or not seen any more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier import ids
from atelier.devices import faults
from atelier.devices.faults import OTHER, OpenFault, problem_of
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.workshop.inspection.checking.asking import Asked
from atelier.workshop.inspection.checklists.card import Answer, Card
from atelier.workshop.inspection.checklists.parts import PARTS


@dataclass(frozen=True, slots=True)
class Seen:
    """What is wrong, as ``faults`` tells it from others."""

    problem: str
    detail: str = ""
    words: str = ""

    @property
    def key(self) -> str:
        return faults.key_of(self.problem, self.detail, self.words)


def tell(
    session: Session,
    device: Device,
    cards: Sequence[Card],
    found: Sequence[Asked],
    *,
    actor: Actor,
    client_id: str,
) -> None:
    """What was seen this time counts: a fault that an earlier check told of and this one looked
    for and did not see was a mistake, or mended by the way.
    """
    open_now = faults.open_faults(session, device)
    known = {one.key: one for one in open_now if one.source == "check"}
    seen = {one.key: (what, one) for one in found if (what := _seen(one))}
    for card_key, (what, one) in seen.items():
        # What is broken blocks: of a part of the drawing where it usually does (a laptop without a
        # camera may go), of a question because a coordinator said so.
        blocks = one.part is None or problem_of(what.problem).blocking
        blocking = one.meaning == "broken" and blocks
        if _is_better(known.get(what.key), blocking):
            _close(session, device, what.key, actor, ids.part(client_id, f"better {what.key}"))
        faults.open(
            session,
            device,
            problem=what.problem,
            detail=what.detail or None,
            words=what.words,
            blocking=blocking,
            key=_told_before(what, open_now),
            source="check",
            actor=actor,
            client_id=ids.part(client_id, card_key),
        )
    looked_for = {what.key for card in cards for what in _looked_for(card)}
    for key in known.keys() & looked_for - {what.key for what, _ in seen.values()}:
        _close(session, device, key, actor, ids.part(client_id, f"not seen {key}"))


def _told_before(what: Seen, open_now: Sequence[OpenFault]) -> str | None:
    """The key of what somebody, or the agent, told of the same part in other words."""
    if sum(part.problem == what.problem for part in PARTS.values()) > 1:
        return None  # of two hinges nobody knows which one was meant
    same = (one.key for one in open_now if one.problem == what.problem and not one.detail)
    return next(same, None) if what.detail else None


def _is_better(known: OpenFault | None, blocking: bool) -> bool:
    return known is not None and known.blocking and not blocking


def _close(session: Session, device: Device, key: str, actor: Actor, client_id: str) -> None:
    faults.close(session, device, key, actor=actor, client_id=client_id, how="mistaken")


def _seen(one: Asked) -> Seen | None:
    if one.problem is None:
        return None
    if one.part is not None:
        return Seen(one.problem, one.part.key)
    return _of_answer(one.card, one.answer) if one.answer else None


def _looked_for(card: Card) -> Iterator[Seen]:
    """All that a card asks after, whatever is answered."""
    for name in card.parts:
        if name in PARTS:
            yield Seen(PARTS[name].problem, name)
    for answer in card.answers:
        if answer.meaning in ("worn", "broken"):
            yield _of_answer(card, answer)


def _of_answer(card: Card, answer: Answer) -> Seen:
    """Of *something else* the card itself has to say what: who repairs sees nothing but that."""
    problem = answer.problem or OTHER
    words = f"{card.text['nl']} {answer.text['nl']}" if problem == OTHER else ""
    return Seen(problem, words=words[: faults.MOST_WORDS])
