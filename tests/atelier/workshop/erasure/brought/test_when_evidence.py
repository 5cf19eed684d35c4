"""When a disk was erased at a bench: only what is certain counts by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.demo import evidence as made
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.errors import AtelierError
from atelier.workshop.erasure.models import Brought, Matter, StoredEvidence
from tests.brought import accept, at_bench, days_ago, gate, rows, take, wrong
from tests.erasures import ask, can_sanitize, flawless, on_the_bench, tell, worker
from tests.factories import World
from tests.machines import Machine


@pytest.mark.parametrize(
    ("ended", "sure"),
    [
        (datetime(2009, 1, 1, tzinfo=UTC), None),
        (datetime(2161, 1, 1, tzinfo=UTC), True),
        (now() + timedelta(days=1), None),
        (now() - timedelta(days=1), False),
    ],
    ids=["began anew", "far ahead", "ahead", "unsure"],  # the same in every worker
)
def test_a_clock_that_cannot_be_right_is_said(
    session: Session, world: World, machine: Machine, ended: datetime, sure: bool | None
) -> None:
    outcome = take(session, world, at_bench(ended=ended, clock_sure=sure))
    assert "De klok van het toestel klopte niet" in outcome.notes[0].text
    (brought,) = rows(session, Brought)
    assert brought.ended_at is None
    assert outcome.evidence.reasons == ["time_unknown"]
    assert gate(session, machine.device) == "erase"
    accept(session, world)
    assert gate(session, machine.device) == "image"
    assert wrong(session) == []


@pytest.mark.parametrize("days", [0.01, 2, None])
def test_after_a_use_the_machine_s_own_clock_is_not_enough(
    session: Session, world: World, days: float | None
) -> None:
    """However right it looks: a person has to know that it was erased after that."""
    machine = on_the_bench(session, world, received=False, disks=(can_sanitize(),))
    for kind, at in ((facts.USED, days_ago(5)), (facts.CAME_IN, days_ago(4))):
        history.record(session, machine.device, kind, actor=world.actor, at=at)
    ended = datetime(2009, 1, 1, tzinfo=UTC) if days is None else days_ago(days)
    take(session, world, at_bench(ended=ended))
    assert history.state_of(session, machine.device).erased == {}
    (stored,) = rows(session, StoredEvidence)
    assert stored.reasons == ["clock_alone", *([] if days else ["time_unknown"])]
    accept(session, world)
    assert history.state_of(session, machine.device).erased != {}
    assert wrong(session) == []


def test_what_came_before_a_use_never_counts_after_it(
    session: Session, world: World, machine: Machine
) -> None:
    """The evidence lay on a stick while the laptop was lent."""
    history.record(session, machine.device, facts.USED, actor=world.actor, at=days_ago(1))
    take(session, world, at_bench(ended=days_ago(4)))
    with pytest.raises(AtelierError):
        accept(session, world)
    assert history.state_of(session, machine.device).erased == {}


def test_a_disk_that_was_out_and_came_back_asks_for_a_person(
    session: Session, world: World, machine: Machine
) -> None:
    Machine(session, world.station, 1, disks=())
    Machine(session, world.station, 1, disks=(can_sanitize(),))
    take(session, world, at_bench(ended=now()))
    assert gate(session, machine.device) == "erase"
    assert [row.reasons for row in rows(session, StoredEvidence)] == [["clock_alone"]]


def test_evidence_from_before_a_failed_order_closes_nothing(
    session: Session, world: World, machine: Machine
) -> None:
    order = ask(session, machine, worker(world))[0]
    machine.says(order, "running", fraction=0.1)
    tell(machine, order, made.stopped(flawless(session, order), 0.4))
    (matter,) = rows(session, Matter)
    take(session, world, at_bench(ended=days_ago(3)))
    session.refresh(matter)
    assert (matter.is_open, matter.kind) == (True, "not_erased")
    assert gate(session, machine.device) == "erase"


def test_evidence_from_after_a_failed_order_closes_it(
    session: Session, world: World, machine: Machine
) -> None:
    order = ask(session, machine, worker(world))[0]
    tell(machine, order, made.stopped(flawless(session, order), 0.4))
    take(session, world, at_bench(ended=now() + timedelta(minutes=1)))
    (matter,) = rows(session, Matter)
    assert matter.closed_how == "erased"
    assert gate(session, machine.device) == "image"


def test_what_lay_on_a_stick_since_before_the_device_was_known_asks_for_a_person(
    session: Session, world: World, machine: Machine
) -> None:
    """Erased here in summer, given away unregistered, and donated again, full, in autumn."""
    outcome = take(session, world, at_bench(ended=days_ago(100)))
    assert outcome.evidence.reasons == ["before_known"]
    assert gate(session, machine.device) == "erase"
    assert wrong(session) == []
