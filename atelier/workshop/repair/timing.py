"""How long a repair takes: while its card is open, and what somebody adds by hand."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.errors import Invalid
from atelier.people.actor import Actor
from atelier.words import N_
from atelier.workshop.repair.models import Repair, RepairTime

#: A clock that ran on in a forgotten tab is believed no further than this, in seconds.
LONGEST = 8 * 3600
#: Between the moment that a page counts and the moment that its word arrives.
_SLACK = 60
#: What one press adds or takes off.
STEP = 300


def ran(session: Session, repair: Repair, seconds: int, *, actor: Actor, client_id: str) -> None:
    """A card was open for so long so far; told again with more, that counts.

    Never more than really went by since it was told first, in however many tabs somebody has it
    open. Of what is closed it changes nothing.
    """
    client_id = ids.checked(client_id)
    session.refresh(repair, with_for_update=True)
    if repair.closed_at is not None or seconds <= 0:
        return
    sitting = _find(session, repair, client_id)
    if sitting is None:
        seconds = min(seconds, _since(repair) + _SLACK, LONGEST)
        sitting = _add(session, repair, seconds, by_hand=False, actor=actor, client_id=client_id)
        before = 0
    else:
        before = sitting.seconds
        went_by = int((now() - sitting.started_at).total_seconds()) + _SLACK
        seconds = min(seconds, went_by, LONGEST)
    sitting.seconds = max(before, min(seconds, _room(session, repair, sitting)))
    session.flush()


def adjust(session: Session, repair: Repair, seconds: int, *, actor: Actor, client_id: str) -> None:
    """So much more, or less, by hand; never less than nothing in all. Twice is once."""
    client_id = ids.checked(client_id)
    if seconds not in (STEP, -STEP):
        raise Invalid(N_("Kies hoeveel tijd erbij komt."), field="minutes")
    session.refresh(repair, with_for_update=True)
    if repair.closed_at is not None or _find(session, repair, client_id):
        return
    seconds = max(seconds, -spent(session, [repair.id]).get(repair.id, 0))
    _add(session, repair, seconds, by_hand=True, actor=actor, client_id=client_id)


def spent(session: Session, repair_ids: Iterable[int]) -> Mapping[int, int]:
    """Seconds by repair, in one query."""
    rows = session.execute(
        sa.select(RepairTime.repair_id, sa.func.sum(RepairTime.seconds))
        .where(RepairTime.repair_id.in_(list(repair_ids)))
        .group_by(RepairTime.repair_id)
    )
    return {repair_id: int(seconds) for repair_id, seconds in rows}


def _room(session: Session, repair: Repair, sitting: RepairTime) -> int:
    """What is left of the time on the wall: who has the card open twice works on it once."""
    others = session.execute(
        sa.select(RepairTime.started_at, RepairTime.seconds).where(
            RepairTime.repair_id == repair.id,
            RepairTime.account_id == sitting.account_id,
            RepairTime.by_hand.is_(False),
            RepairTime.id != sitting.id,
        )
    ).all()
    here = int((now() - sitting.started_at).total_seconds()) + _SLACK
    room = here - sum(seconds for at, seconds in others if at >= sitting.started_at)
    for start, _ in others:
        if start < sitting.started_at:
            counted = sum(seconds for at, seconds in others if at >= start)
            room = min(room, int((now() - start).total_seconds()) + _SLACK - counted)
    return max(room, 0)


def _since(repair: Repair) -> int:
    return int((now() - repair.opened_at).total_seconds())


def _add(
    session: Session,
    repair: Repair,
    seconds: int,
    *,
    by_hand: bool,
    actor: Actor,
    client_id: str,
) -> RepairTime:
    added = RepairTime(
        repair_id=repair.id,
        client_id=client_id,
        account_id=actor.account_id,
        by_hand=by_hand,
        seconds=seconds,
        started_at=now() - timedelta(seconds=max(seconds, 0)),
    )
    session.add(added)
    session.flush()
    return added


def _find(session: Session, repair: Repair, client_id: str) -> RepairTime | None:
    return session.scalar(
        sa.select(RepairTime).where(
            RepairTime.repair_id == repair.id, RepairTime.client_id == client_id
        )
    )
