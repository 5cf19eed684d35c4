"""What is kept of a device for lists, against what its facts give: its next step and why, its
software, and by when it is inspected.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks.finding import Finding
from atelier.db import today
from atelier.devices import history
from atelier.devices.lifecycle import Fact, State, fold, next_step
from atelier.devices.models import Device, Event

#: Devices whose history is read at once: few enough to hold, many enough to be quick.
_BATCH = 500

#: The next step and why, the name of the software, and by when it is inspected.
Cached = tuple[str, str | None, str | None, date | None]


def steps_follow_from_facts(session: Session) -> Iterator[Finding]:
    for device_id, kept, computed in _differences(session):
        if kept == (computed[0], None, *computed[2:]):
            continue  # it has stood still since before the reason was kept: ``fold_steps`` tells it
        told = zip(kept, computed, strict=True)
        said = "; ".join(
            f"{one!r}, its facts give {other!r}" for one, other in told if one != other
        )
        yield Finding(f"device {device_id}", f"is kept as {said}")


def fold_steps(session: Session) -> int:
    """Puts right what ``steps_follow_from_facts`` finds; how many there were."""
    wrong = [device_id for device_id, _, _ in _differences(session)]
    for device_id in wrong:
        history.refresh(session, session.get_one(Device, device_id))
    return len(wrong)


def _differences(session: Session) -> Iterator[tuple[int, Cached, Cached]]:
    """Device, what is kept of it, what its facts give: where the two differ."""
    day = today()
    for devices in _batches(session):
        facts = _facts(session, [device_id for device_id, *_ in devices])
        for device_id, kind, step, reason, software, inspect_by in devices:
            state = fold(facts[device_id])
            key, why = _step(state, kind, day)
            kept = (step, reason, software, inspect_by)
            computed = (key, why, state.image_name, state.inspection_valid_until)
            if computed != kept:
                yield device_id, kept, computed


def _step(state: State, kind: str, day: date) -> tuple[str, str | None]:
    step = next_step(state, kind, day)
    return step.key, step.reasons[0].code if step.reasons else None


def _batches(
    session: Session,
) -> Iterator[Sequence[sa.Row[int, str, str, str | None, str | None, date | None]]]:
    """Id, kind, and what is kept of all devices that go on by themselves, not as part of another.

    Columns, not objects: nothing piles up in the session.
    """
    wanted = (
        sa.select(
            Device.id,
            Device.kind,
            Device.next_step,
            Device.next_reason,
            Device.software,
            Device.inspect_by,
        )
        .where(Device.merged_into_id.is_(None))
        .order_by(Device.id)
    )
    last = 0
    while devices := session.execute(wanted.where(Device.id > last).limit(_BATCH)).all():
        yield devices
        last = devices[-1][0]


def _facts(session: Session, device_ids: Sequence[int]) -> dict[int, list[Fact]]:
    """The facts of each device, with those of the records that were merged into it."""
    owner = sa.func.coalesce(Device.merged_into_id, Device.id)
    rows = session.execute(
        sa.select(owner, Event.kind, Event.at, Event.data, Event.id)
        .join(Event, Event.device_id == Device.id)
        .where(sa.or_(Device.id.in_(device_ids), Device.merged_into_id.in_(device_ids)))
        .order_by(Event.at, Event.id)
    )
    found: defaultdict[int, list[Fact]] = defaultdict(list)
    for device_id, kind, at, data, event_id in rows:
        found[device_id].append(Fact(kind, at, data, event_id))
    return found
