"""The history of a device: facts written once, and the caches that follow from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now, today, try_lock
from atelier.devices.lifecycle import Fact, State, Step, fold, next_step
from atelier.devices.lifecycle.facts import PLACED
from atelier.devices.models import Device, Event
from atelier.people.actor import Actor

#: Kinds that are history only, beside those of ``lifecycle.facts``.
CREATED = "created"
CHANGED = "changed"
MERGED = "merged"
PHOTOGRAPHED = "photographed"
CORRECTED = "corrected"
UNDONE = "undone"
ORDER_ISSUED = "order_issued"
ORDER_ENDED = "order_ended"
DESTROY_ORDERED = "destroy_ordered"
EVIDENCE_LATE = "evidence_late"
IMAGE_LATE = "image_late"
BOOT_REFUSED = "boot_refused"
LICENCE_USED = "licence_used"
LICENCE_FREED = "licence_freed"


def record(
    session: Session,
    device: Device,
    kind: str,
    *,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    client_id: str | None = None,
) -> Event:
    """Writes one fact and refreshes what follows from it. The same ``client_id`` writes once."""
    hold(session, device)
    if client_id and (known := _by_client_id(session, device.organisation_id, client_id)):
        return known
    event = Event(
        organisation_id=device.organisation_id,
        device_id=device.id,
        client_id=client_id,
        kind=kind,
        at=at or now(),
        account_id=actor.account_id,
        station_id=actor.station_id,
        data=dict(data or {}),
    )
    session.add(event)
    session.flush()
    refresh(session, device)
    return event


def hold(session: Session, device: Device) -> None:
    """Nobody else writes of this device until this transaction ends: what follows from its facts
    follows from all of them, also from one that another wrote a moment ago.

    Its row first, as whoever moves it does (``atelier.locking``).
    """
    session.execute(_rows(device).with_for_update(key_share=True))
    lock(session, _key(device))
    session.flush()
    session.expire(device, ["next_step", "next_step_since", "next_reason"])


def try_hold(session: Session, device: Device) -> bool:
    """Whether nobody else writes of this device, or moves it; then nobody does until the end."""
    free = session.scalars(_rows(device).with_for_update(key_share=True, skip_locked=True)).all()
    return set(free) == _records(device) and try_lock(session, _key(device))


def refresh(session: Session, device: Device) -> Step:
    """Computes the next step from the facts and keeps it for lists and filters."""
    state = state_of(session, device)
    step = next_step(state, device.kind, today())
    device.software = state.image_name
    device.inspect_by = state.inspection_valid_until
    device.grade = state.grade or device.grade
    device.next_reason = step.reasons[0].code if step.reasons else None
    if device.next_step != step.key:
        device.next_step = step.key
        device.next_step_since = now()
    session.flush()
    return step


def state_of(session: Session, device: Device) -> State:
    """Of where it was put only the last time: whatever moved a thousand times costs no more."""
    records = records_of(device)
    last_placed = (
        sa.select(Event.id)
        .where(Event.device_id.in_(records), Event.kind == PLACED)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Event.kind, Event.at, Event.data, Event.id).where(
            Event.device_id.in_(records), sa.or_(Event.kind != PLACED, Event.id == last_placed)
        )
    )
    return fold(Fact(*row) for row in rows)


def facts(events: Sequence[Event]) -> list[Fact]:
    return [Fact(event.kind, event.at, event.data, event.id) for event in events]


def events_of(session: Session, device: Device) -> Sequence[Event]:
    """All facts about the device, oldest first, with those of records merged into it."""
    return session.scalars(
        sa.select(Event).where(Event.device_id.in_(records_of(device))).order_by(Event.at, Event.id)
    ).all()


def events_of_many(session: Session, owners: Mapping[int, int]) -> dict[int, list[Event]]:
    """``events_of`` of each device of ``owners``, in one query; empty for any other number."""
    found: dict[int, list[Event]] = defaultdict(list)
    wanted = sa.select(Event).where(Event.device_id.in_(owners)).order_by(Event.at, Event.id)
    for event in session.scalars(wanted):
        found[owners[event.device_id]].append(event)
    return found


def owners(session: Session, device_ids: Iterable[int]) -> dict[int, int]:
    """Each record that is one of these devices (as ``records_of`` of each), to that device.

    ``device_ids``: of records that were not merged into another.
    """
    wanted = list(device_ids)
    rows = session.execute(
        sa.select(Device.id, Device.merged_into_id).where(
            sa.or_(Device.id.in_(wanted), Device.merged_into_id.in_(wanted))
        )
    )
    return {record: merged or record for record, merged in rows}


def records_of(device: Device) -> sa.Select[int]:
    """Numbers of the records that are this device: its own, and those merged into it.

    To be used with IN alone: beside an OR, PostgreSQL reads all events of all devices.
    """
    return sa.select(Device.id).where(
        sa.or_(Device.id == device.id, Device.merged_into_id == device.id)
    )


def _rows(device: Device) -> sa.Select[int]:
    """Its own, and that of the record it was merged into."""
    return sa.select(Device.id).where(Device.id.in_(_records(device))).order_by(Device.id)


def _records(device: Device) -> set[int]:
    return {device.id, device.merged_into_id or device.id}


def _key(device: Device) -> int:
    return key_of("history", str(device.merged_into_id or device.id))


def _by_client_id(session: Session, organisation_id: int, client_id: str) -> Event | None:
    return session.scalar(
        sa.select(Event).where(
            Event.organisation_id == organisation_id, Event.client_id == client_id
        )
    )
