"""People who decide on a disk while its machine tells something new of it, on both databases."""

import threading
import uuid
from collections.abc import Callable

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import checks
from atelier.bench import hearing
from atelier.db import db, now
from atelier.demo import evidence as made
from atelier.people.models import Station
from atelier.workshop.erasure import matters
from atelier.workshop.erasure.matters import Row
from atelier.workshop.erasure.models import Matter
from diagnostics import wire
from diagnostics.wire.erasure import Evidence
from tests.erasures import ask, coordinator, flawless, on_the_bench, tell, worker
from tests.factories import World
from tests.machines import Machine

REASON = "two sectors outside of any partition"


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    return on_the_bench(session, world)


@pytest.fixture
def row(session: Session, world: World, machine: Machine) -> Row:
    """Erased with exceptions."""
    order = ask(session, machine, worker(world))[0]
    tell(machine, order, made.with_bad_sectors(flawless(session, order)))
    (found,) = matters.page(session, world.organisation.id).rows
    return matters.get(session, world.organisation.id, found.matter.id)


def meanwhile(app: APIFlask, machine: Machine, evidence: Evidence) -> Callable[[], None]:
    """Another request brings this evidence; what is called ends when that request does."""
    word = wire.Word(
        id=str(uuid.uuid4()),
        state="done" if evidence.result == "erased" else "failed",
        reason=None if evidence.result == "erased" else "wrong",
        at=now().isoformat(),
        boot_id=machine.boot_id,
        number=100,
        result=made.as_result(evidence),
    )
    station_id, failed = machine.station.id, []

    def hear() -> None:
        with app.app_context():
            try:
                station = db.session.get_one(Station, station_id)
                hearing.hear(db.session, station, evidence.order_id or "", word)
                db.session.commit()
            except Exception as error:  # noqa: BLE001 - told by whoever waits
                failed.append(error)

    thread = threading.Thread(target=hear, daemon=True)
    thread.start()
    thread.join(1)

    def wait() -> None:
        thread.join(30)
        assert not thread.is_alive()
        assert failed == []

    return wait


def test_what_is_accepted_is_what_was_shown_and_nothing_that_came_since(
    app: APIFlask, session: Session, world: World, machine: Machine, row: Row
) -> None:
    again = ask(session, machine, worker(world))[0]
    told = made.with_bad_sectors(flawless(session, again))
    shown = row.matter.evidence_id
    matters.accept(session, row, reason=REASON, by=coordinator(world).actor)
    wait = meanwhile(app, machine, told)
    session.commit()
    wait()
    session.expire_all()
    assert (row.matter.closed_how, row.matter.evidence_id) == ("accepted", shown)
    (left,) = matters.page(session, world.organisation.id).rows
    assert left.evidence is not None
    assert (left.matter.id > row.matter.id, left.evidence.evidence_id) == (True, told.id)
    assert machine.device.next_step == "erase"
    assert [f for _name, found in checks.run(session) for f in found] == []


def test_a_destruction_that_is_ordered_meanwhile_stays_ordered(
    app: APIFlask, session: Session, world: World, machine: Machine, row: Row
) -> None:
    again = ask(session, machine, worker(world))[0]
    told = flawless(session, again)
    matters.order_destruction(
        session, row, reason=REASON, by=coordinator(world).actor, client_id=str(uuid.uuid4())
    )
    wait = meanwhile(app, machine, told)
    session.commit()
    wait()
    session.expire_all()
    assert session.get_one(Matter, row.matter.id).is_to_be_destroyed
    assert [f for _name, found in checks.run(session) for f in found] == []
