"""A fault is taken in hand, mended or given up; each attempt is a card that two may share."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.devices import faults, history
from atelier.devices.faults import BARRIERS, OpenFault, ords
from atelier.devices.lifecycle import GONE, LENT, facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.stock import parts
from atelier.stock.models import PartHold
from atelier.words import N_
from atelier.workshop.repair.actions import ACTIONS, REPLACED
from atelier.workshop.repair.models import Repair

#: What a repair that did not mend says in the history of the device.
GIVEN_UP = "repair_given_up"
WAITS = "repair_waits"
_TOLD = {ords.END_OF_LIFE: GIVEN_UP, ords.REPAIRABLE: WAITS}
_OUTCOMES = (ords.FIXED, ords.REPAIRABLE, ords.END_OF_LIFE, ords.UNKNOWN)
_LONGEST = 500
OVER = N_("Deze herstelling is al afgesloten. Is het weer stuk? Begin een nieuwe.")


def start(session: Session, device: Device, fault: str, *, actor: Actor, client_id: str) -> Repair:
    """Takes the open fault with this key in hand; where somebody did already, that is the card.

    Raises Conflict where it is not open any more, or the device is not here.
    """
    client_id = ids.checked(client_id)
    history.hold(session, device)
    if known := _by_client_id(session, device.organisation_id, client_id):
        return known
    if running := _running(session, device, fault):
        return running
    _refuse_away(session, device)
    found = _open(session, device, fault)
    repair = Repair(
        organisation_id=device.organisation_id,
        client_id=client_id,
        device_id=device.id,
        event_id=found.event_id,
        fault=fault,
        problem=found.problem,
        opened_by_id=actor.account_id,
    )
    session.add(repair)
    session.flush()
    return repair


def get(session: Session, organisation_id: int, repair_id: int) -> Repair:
    """Raises NotFound."""
    repair = session.get(Repair, repair_id)
    if repair is None or repair.organisation_id != organisation_id:
        raise NotFound(N_("Deze herstelling bestaat niet (meer)."))
    return repair


def note(
    session: Session, repair: Repair, *, action: str | None, words: str, before: str | None = None
) -> None:
    """What was filled in so far is kept; what is unknown or left out changes nothing.

    ``before``: the note as this page got it. What a colleague, or another tab, wrote since stays.
    """
    session.refresh(repair, with_for_update=True)
    if repair.closed_at is not None:
        return
    if action in ACTIONS:
        repair.action = action
    known = repair.note if before is None else tidy(before)
    repair.note = _both(tidy(words), repair.note, known)[:_LONGEST]
    session.flush()


def _both(words: str, kept: str, before: str) -> str:
    """What is typed here, and what was kept meanwhile."""
    if kept == before or words.startswith(kept):
        return words
    if words == before:
        return kept
    added = words.removeprefix(before).strip() if before else words
    return f"{kept} {added}".strip()


def hold_open(session: Session, repair: Repair) -> None:
    """Nobody closes it until this transaction ends. Raises Conflict where it is closed."""
    session.refresh(repair, with_for_update=True)
    if repair.closed_at is not None:
        raise Conflict(OVER)


def close(
    session: Session,
    repair: Repair,
    outcome: str,
    *,
    actor: Actor,
    barrier: str | None = None,
    used: Collection[int] = (),
) -> None:
    """What came of it. ``used``: the holds of parts that are in the device now; others go back.

    What is fixed closes the fault, and asks to look at the device again. *Unknown*: somebody said
    already that nothing was broken, so there is nothing to tell. Twice the same is once;
    raises Invalid where something is still to be said, Conflict where it ended otherwise.
    """
    device = session.get_one(Device, repair.device_id)
    history.hold(session, device)
    session.refresh(repair, with_for_update=True)
    if repair.closed_at is not None:
        if repair.outcome != outcome:
            raise Conflict(OVER)
        return
    if outcome == ords.UNKNOWN:
        _refuse_broken(session, device, repair)
    if used and repair.action is None:
        repair.action = REPLACED
    _refuse_incomplete(repair, outcome, barrier)
    _settle_parts(session, repair, set(used), actor)
    repair.outcome, repair.closed_at, repair.closed_by_id = outcome, now(), actor.account_id
    repair.barrier = barrier if outcome == ords.END_OF_LIFE else None
    repair.parts_cents = _worth_of_parts(session, repair)
    session.flush()
    _tell(session, device, repair, actor)


def put_back(session: Session, repair: Repair, hold: PartHold, *, actor: Actor) -> None:
    """Says that a part was not needed, or never built in after all: it lies where it lay."""
    session.refresh(repair, with_for_update=True)
    if hold.repair_id != repair.id:
        raise NotFound(N_("Dit onderdeel staat niet (meer) op deze kaart."))
    parts.put_back(session, hold, actor=actor)
    if repair.closed_at is not None:
        repair.parts_cents = _worth_of_parts(session, repair)
        session.flush()


def _refuse_incomplete(repair: Repair, outcome: str, barrier: str | None) -> None:
    if outcome not in _OUTCOMES:
        raise Invalid(N_("Kies hoe het nu is."), field="outcome")
    if outcome == ords.FIXED and repair.action is None:
        raise Invalid(N_("Kies eerst wat je deed."), field="action")
    if outcome == ords.END_OF_LIFE and barrier not in BARRIERS:
        raise Invalid(N_("Kies waarom het niet lukt."), field="barrier")


def _refuse_broken(session: Session, device: Device, repair: Repair) -> None:
    if any(found.key == repair.fault for found in faults.open_faults(session, device)):
        raise Invalid(N_("Kies hoe het nu is."), field="outcome")


def _settle_parts(session: Session, repair: Repair, used: set[int], actor: Actor) -> None:
    for hold in parts.live(session, repair.id):
        if hold.id in used:
            parts.use(session, hold, actor=actor)
        else:
            parts.release(session, hold)


def _worth_of_parts(session: Session, repair: Repair) -> int | None:
    """None where a part has no known value."""
    lines = parts.lines_of(session, [repair.id])
    values = [line.article.value_cents if line.article else 0 for line in lines]
    if any(value is None for value in values):
        return None
    return sum((v or 0) * line.hold.quantity for v, line in zip(values, lines, strict=True))


def _tell(session: Session, device: Device, repair: Repair, actor: Actor) -> None:
    data = {
        "fault": repair.fault,
        "problem": repair.problem,
        "repair": repair.id,
        "action": repair.action,
        **({"barrier": repair.barrier} if repair.barrier else {}),
        **({"words": repair.note} if repair.note else {}),
    }
    if repair.outcome == ords.UNKNOWN:
        return
    if repair.outcome in _TOLD:
        history.record(
            session,
            device,
            _TOLD[repair.outcome],
            actor=actor,
            data=data,
            client_id=ids.part(repair.client_id, "told"),
        )
        return
    history.record(
        session,
        device,
        facts.REPAIRED,
        actor=actor,
        data=data,
        client_id=ids.part(repair.client_id, "repaired"),
    )
    faults.close(
        session,
        device,
        repair.fault,
        actor=actor,
        client_id=ids.part(repair.client_id, "closed"),
        more={"repair": repair.id, "problem": repair.problem},
    )


def _refuse_away(session: Session, device: Device) -> None:
    step = history.refresh(session, device)
    if step.key in (LENT, GONE):
        raise Conflict(N_("Dit toestel is hier niet. Neem het eerst terug, en herstel het dan."))


def _open(session: Session, device: Device, fault: str) -> OpenFault:
    for found in faults.open_faults(session, device):
        if found.key == fault:
            return found
    raise Conflict(N_("Dit is niet meer stuk: iemand was je voor. Bekijk het toestel opnieuw."))


def _running(session: Session, device: Device, fault: str) -> Repair | None:
    return session.scalar(
        sa.select(Repair).where(
            Repair.device_id.in_(history.records_of(device)),
            Repair.fault == fault,
            Repair.closed_at.is_(None),
        )
    )


def _by_client_id(session: Session, organisation_id: int, client_id: str) -> Repair | None:
    return session.scalar(
        sa.select(Repair).where(
            Repair.organisation_id == organisation_id, Repair.client_id == client_id
        )
    )
