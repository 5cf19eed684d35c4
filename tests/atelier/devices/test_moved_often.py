"""What follows from the facts of a device that moved often: read without all those moves."""

import random
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices import history
from atelier.devices.lifecycle import State, facts, fold, next_step
from atelier.devices.models import Device, Event
from tests.factories import World, make_ready

#: Where it may have been put, and what else happens in between that says when.
PUT = [{"place_kind": kind} for kind in (facts.PHYSICAL, facts.TRANSIT, facts.LENT)]
BETWEEN: list[tuple[str, dict[str, Any]]] = [
    (facts.USED, {}),
    (facts.CAME_IN, {}),
    (facts.DIAGNOSED, {"media": ["disk"]}),
    (facts.MISTAKEN, {"what": facts.USED}),
    (facts.CHECKED, {"grade": "B"}),
]


def in_order(state: State) -> dict[str, Any]:
    """The state, its moments as first, second, third: which of them came first is all that counts.

    Moments are the whole numbers; what is kept by medium has them too.
    """
    told = asdict(state)
    moments = sorted({when for when in _flat(told) if when})

    def ranked(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: ranked(one) for key, one in value.items()}
        if type(value) is int:
            return moments.index(value) + 1 if value else 0
        return value

    return {name: ranked(value) for name, value in told.items()}


def _flat(value: Any) -> list[int]:
    if isinstance(value, dict):
        return [when for one in value.values() for when in _flat(one)]
    return [value] if type(value) is int else []


@pytest.mark.parametrize("seed", range(10))
def test_it_is_as_if_all_were_read(session: Session, world: World, seed: int) -> None:
    chance = random.Random(seed)
    device, merged = make_ready(session, world), make_ready(session, world)
    merged.merged_into_id = device.id
    start = now()
    for _ in range(40):
        kind, data = chance.choice([(facts.PLACED, one) for one in PUT] * 3 + BETWEEN)
        session.add(
            Event(
                organisation_id=world.organisation.id,
                device_id=chance.choice((device, merged)).id,
                kind=kind,
                at=start + timedelta(minutes=chance.randrange(15)),
                data=data,
            )
        )
        session.flush()
        read, whole = history.state_of(session, device), fold(_all(session, device, merged))
        assert in_order(read) == in_order(whole)
        steps = [next_step(state, device.kind, date.today()).key for state in (read, whole)]
        assert steps[0] == steps[1]


def _all(session: Session, *records: Device) -> list[facts.Fact]:
    wanted = sa.select(Event).where(Event.device_id.in_([one.id for one in records]))
    return history.facts(session.scalars(wanted).all())
