"""Which faults are open, whoever told of them and however they did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.faults.problems import OTHER, PROBLEMS, Problem, problem_of
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event

#: Keys that begin so are of who told of them; the problem is not in them.
_FROM = {"driver": "driver", "inspection": OTHER, "loan": OTHER}
_SOURCES = {"driver": "agent", "inspection": "inspection", "loan": "desk"}
_KINDS = (facts.FAULT_OPENED, facts.FAULT_CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFault:
    """``event_id``: of the fact that opened it; ``key``: what closes it.

    ``words``: what a person said of it, or what the part is called; ``detail``: which of several
    (a port, a place on the case); ``data``: all that is kept with it.
    """

    event_id: int
    key: str
    problem: str
    blocking: bool
    source: str
    words: str
    detail: str
    since: datetime
    account_id: int | None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> Problem:
        return problem_of(self.problem)


def open_faults(session: Session, device: Device) -> list[OpenFault]:
    """What is open now: first what keeps it from a borrower, then the oldest."""
    wanted = sa.select(Event).where(
        Event.device_id.in_(history.records_of(device)), Event.kind.in_(_KINDS)
    )
    return _open(session.scalars(wanted.order_by(Event.at, Event.id)).all())


def open_faults_of_many(
    session: Session, owners: Mapping[int, int]
) -> Mapping[int, Sequence[OpenFault]]:
    """``open_faults`` of each device of ``history.owners``, in one query."""
    wanted = sa.select(Event).where(Event.device_id.in_(owners), Event.kind.in_(_KINDS))
    told: dict[int, list[Event]] = {}
    for event in session.scalars(wanted.order_by(Event.at, Event.id)):
        told.setdefault(owners[event.device_id], []).append(event)
    return {device: _open(events) for device, events in told.items()}


def from_events(events: Iterable[Event]) -> list[OpenFault]:
    """``open_faults`` of a device of which all events, oldest first, are read already."""
    return _open(event for event in events if event.kind in _KINDS)


def _open(events: Iterable[Event]) -> list[OpenFault]:
    known: dict[str, tuple[Event, Event]] = {}
    for event in events:
        key = str(event.data["fault"])
        if event.kind == facts.FAULT_CLOSED:
            known.pop(key, None)
        else:
            first, _ = known.get(key, (event, event))
            known[key] = first, event
    found = [_fault(key, first, last) for key, (first, last) in known.items()]
    return sorted(found, key=lambda fault: (not fault.blocking, fault.since, fault.event_id))


def _fault(key: str, first: Event, last: Event) -> OpenFault:
    """Since it was first told; as it was told last."""
    data = {**first.data, **last.data}
    prefix = key.partition(":")[0]
    return OpenFault(
        event_id=first.id,
        key=key,
        problem=_problem(key, prefix, data),
        blocking=bool(last.data["blocking"]),
        source=str(data.get("source") or _SOURCES.get(prefix, "person")),
        words=str(data.get("words") or data.get("part_name") or ""),
        detail=str(data.get("detail") or data.get("part") or ""),
        since=first.at,
        account_id=first.account_id,
        data=data,
    )


def _problem(key: str, prefix: str, data: Mapping[str, Any]) -> str:
    told = data.get("problem") or _FROM.get(prefix) or key.partition("/")[0]
    return str(told) if told in PROBLEMS else OTHER
