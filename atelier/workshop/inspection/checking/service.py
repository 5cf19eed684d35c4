"""Answering the cards of a device one by one, and giving it a grade."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.devices import history
from atelier.devices.lifecycle import GONE, LENT, facts
from atelier.devices.models import Device, Event
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.words import N_
from atelier.workshop.inspection import grading
from atelier.workshop.inspection.checking import telling
from atelier.workshop.inspection.checking.asking import (
    MARKED,
    NONE,
    Answers,
    Asked,
    Measured,
    asked,
    first_open,
)
from atelier.workshop.inspection.checking.models import Checking
from atelier.workshop.inspection.checklists import service as checklists
from atelier.workshop.inspection.checklists.card import Card, read

#: After one of these, what was seen before says nothing any more.
_CHANGED = (facts.REPAIRED, facts.CAME_IN, facts.USED)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The cards of a device as they stand now; ``checking`` is None before the first answer.

    ``answers``: those that say how the device is now.
    """

    device: Device
    cards: tuple[Card, ...]
    measured: Measured
    checking: Checking | None
    answers: Answers

    @property
    def asked(self) -> list[Asked]:
        return asked(self.cards, self.answers, self.measured)

    @property
    def next(self) -> Asked | None:
        """None when all is answered: what is left is the grade."""
        return first_open(self.asked)

    def find(self, key: str) -> Asked:
        """Raises NotFound for a card that is not asked (any more)."""
        for one in self.asked:
            if one.key == key:
                return one
        raise NotFound(N_("Deze kaart is er niet meer. Ga verder met de volgende."))

    def suggest(self, hardware: str | None) -> grading.Suggested:
        return grading.suggest(hardware, [one.meaning for one in self.asked])


def sheet(session: Session, device: Device, measured: Measured) -> Sheet:
    checking = open_of(session, device)
    answers = _of_now(session, device, checking.answers) if checking else {}
    if checking is not None and answers:
        cards = read(checking.checklist.cards)
    else:
        cards = checklists.cards_of(session, device.organisation_id, device.kind)
    return Sheet(device=device, cards=cards, measured=measured, checking=checking, answers=answers)


def open_of(session: Session, device: Device) -> Checking | None:
    """What was begun of it and is not finished yet."""
    return session.scalar(
        sa.select(Checking).where(Checking.device_id == device.id, Checking.finished_at.is_(None))
    )


def answer(
    session: Session,
    device: Device,
    key: str,
    given: str,
    parts: Collection[str] = (),
    *,
    measured: Measured,
    actor: Actor,
) -> Sheet:
    """Notes one answer; a second answer to the same card takes the place of the first.

    Raises Invalid where it is no answer to this card, NotFound for a card that is not asked,
    Conflict for a device that is not here.
    """
    history.hold(session, device)
    _refuse_away(session, device)
    now_asked = sheet(session, device, measured)
    card = now_asked.find(key)
    _refuse_nonsense(card, given, parts)
    checking = now_asked.checking or _begin(session, device, actor)
    if not now_asked.answers:  # what was begun long ago is begun anew, with the questions of now
        checking.checklist = checklists.current(session, device.organisation_id, device.kind)
    told: dict[str, Any] = {"answer": given, "by": actor.account_id, "at": now().isoformat()}
    if card.is_drawing:
        known = {part.key for part in card.parts}
        told["parts"] = sorted(known & set(parts)) if given == MARKED else []
    checking.answers = {**now_asked.answers, key: told}
    session.flush()
    return sheet(session, device, measured)


def finish(
    session: Session,
    device: Device,
    grade: str,
    *,
    hardware: str | None,
    measured: Measured,
    actor: Actor,
    client_id: str,
) -> Checking:
    """All is answered: the grade, and each thing that is wrong as a fault. Twice is once.

    Raises Invalid for a grade there is not, Conflict while a card is open.
    """
    client_id = ids.checked(client_id)
    history.hold(session, device)
    if known := _by_client_id(session, device, client_id):
        return known
    if grade not in grading.GRADES:
        raise Invalid(N_("Kies een klasse: A, B, C of D."), field="grade")
    _refuse_away(session, device)
    filled = sheet(session, device, measured)
    if filled.checking is None or filled.next is not None:
        raise Conflict(N_("Er is nog een kaart open. Beantwoord ze eerst."))
    checking = filled.checking
    checking.suggested = filled.suggest(hardware).grade
    checking.grade, checking.client_id = grade, client_id
    checking.finished_at, checking.finished_by_id = now(), actor.account_id
    session.flush()
    _tell(session, device, checking, filled, actor)
    return checking


def again(session: Session, device: Device, *, actor: Actor) -> Checking:
    """Opens the last result once more, with its answers: a mistake, or something seen too late."""
    history.hold(session, device)
    _refuse_away(session, device)
    if begun := open_of(session, device):
        return begun
    last = next(iter(results_of(session, device, 1)), None)
    begun = _begin(session, device, actor)
    if last is not None and last.checklist_id == begun.checklist_id:
        begun.answers = dict(last.answers)
    session.flush()
    return begun


def results_of(session: Session, device: Device, most: int = 20) -> Sequence[Checking]:
    """What was finished, the newest first."""
    return session.scalars(
        sa.select(Checking)
        .where(
            Checking.device_id.in_(history.records_of(device)), Checking.finished_at.is_not(None)
        )
        .order_by(Checking.id.desc())
        .limit(most)
    ).all()


def get(session: Session, organisation_id: int, checking_id: int) -> Checking:
    found = session.get(Checking, checking_id)
    if found is None or found.organisation_id != organisation_id or found.finished_at is None:
        raise NotFound(N_("Dit nazicht kennen we niet. Open het toestel."))
    return found


def _of_now(session: Session, device: Device, answers: Answers) -> Answers:
    """Those given since it was last repaired, or came in: before, it was another device."""
    since = session.scalar(
        sa.select(sa.func.max(Event.at)).where(
            Event.device_id.in_(history.records_of(device)), Event.kind.in_(_CHANGED)
        )
    )
    if since is None:
        return answers
    return {
        key: told for key, told in answers.items() if datetime.fromisoformat(told["at"]) >= since
    }


def _begin(session: Session, device: Device, actor: Actor) -> Checking:
    checklist = checklists.current(session, device.organisation_id, device.kind)
    begun = Checking(
        organisation_id=device.organisation_id,
        device_id=device.id,
        checklist=checklist,
        begun_by_id=actor.account_id,
        answers={},
    )
    session.add(begun)
    session.flush()
    return begun


def _tell(
    session: Session, device: Device, checking: Checking, filled: Sheet, actor: Actor
) -> None:
    telling.tell(
        session,
        device,
        filled.cards,
        filled.asked,
        actor=actor,
        client_id=checking.client_id or "",
    )
    data = {"grade": checking.grade, "suggested": checking.suggested, "checking": checking.id}
    history.record(session, device, facts.CHECKED, actor=actor, data=data)


def _refuse_nonsense(card: Asked, given: str, parts: Collection[str]) -> None:
    if not card.is_drawing:
        if given not in {one.key for one in card.offered}:
            raise Invalid(N_("Tik op een van de antwoorden."), field="answer")
        return
    known = {part.key for part in card.parts}
    if given == MARKED and not known & set(parts):
        raise Invalid(N_("Tik eerst aan wat niet goed is. Is alles goed? Kies dat dan."))
    if given not in (NONE, MARKED):
        raise Invalid(N_("Tik op een van de antwoorden."), field="answer")


def _refuse_away(session: Session, device: Device) -> None:
    if history.refresh(session, device).key in (LENT, GONE):
        raise Conflict(N_("Dit toestel is niet hier. Ontvang het eerst."))


def _by_client_id(session: Session, device: Device, client_id: str) -> Checking | None:
    return session.scalar(
        sa.select(Checking).where(
            Checking.organisation_id == device.organisation_id, Checking.client_id == client_id
        )
    )
