"""Evidence of an order that a person had closed: kept, and for a person to accept."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from atelier.bench import orders as bench
from atelier.db import now
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.errors import AtelierError
from atelier.people.actor import Actor
from atelier.workshop.erasure.brought import errors
from diagnostics import wire
from diagnostics.wire import erasure
from tests.brought import accept, days_ago, erasures, gate, refused, take, wrong
from tests.erasures import ask, flawless, tell, worker
from tests.factories import World
from tests.machines import Machine


def late(session: Session, world: World, machine: Machine) -> tuple[Any, Any]:
    order = ask(session, machine, worker(world))[0]
    machine.says(order, "running", fraction=0.3)
    told = flawless(session, order)
    order.state = "lost"
    session.commit()
    return order, told


def test_evidence_of_an_order_that_a_person_closed(
    session: Session, world: World, machine: Machine
) -> None:
    order, told = late(session, world, machine)
    error = refused(session, world, told, errors.OrderIsOpen)
    assert error.code in erasure.LATER
    bench.give_up(session, order.organisation_id, order.id, by=Actor())
    session.commit()
    outcome = take(session, world, told)
    stored = outcome.evidence
    assert (stored.order_id, stored.result) == (order.id, "erased_with_exceptions")
    assert stored.reasons == ["order_closed"]
    assert gate(session, machine.device) == "erase"
    assert erasures(session, machine)[-1]["late"] is True
    accept(session, world)
    assert gate(session, machine.device) == "image"
    assert wrong(session) == []


def test_its_time_is_after_the_order_began_whatever_the_clock_says(
    session: Session, world: World, machine: Machine
) -> None:
    order, told = late(session, world, machine)
    bench.give_up(session, order.organisation_id, order.id, by=Actor())
    take(session, world, replace(told, ended=days_ago(20).isoformat()))
    accept(session, world)
    assert gate(session, machine.device) == "image"


def test_a_use_since_the_order_asks_for_a_person(
    session: Session, world: World, machine: Machine
) -> None:
    order, told = late(session, world, machine)
    bench.give_up(session, order.organisation_id, order.id, by=Actor())
    history.record(session, machine.device, facts.USED, actor=world.actor)
    outcome = take(session, world, replace(told, ended=now().isoformat()))
    assert outcome.evidence.reasons == ["order_closed", "clock_alone"]
    assert history.state_of(session, machine.device).erased == {}


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"order_id": str(uuid.uuid4())}, errors.NotBelieved),
        ({"machine": wire.Machine(report_id="1", serial="OTHER99")}, errors.NotBelieved),
    ],
)
def test_of_another_order_or_machine(
    session: Session,
    world: World,
    machine: Machine,
    changed: dict[str, Any],
    kind: type[AtelierError],
) -> None:
    order, told = late(session, world, machine)
    bench.give_up(session, order.organisation_id, order.id, by=Actor())
    refused(session, world, replace(told, **changed), kind)


def test_an_order_has_one_evidence(session: Session, world: World, machine: Machine) -> None:
    order = ask(session, machine, worker(world))[0]
    told = flawless(session, order)
    tell(machine, order, told)
    refused(session, world, replace(told, id=str(uuid.uuid4())), errors.AnotherEvidence)
    assert take(session, world, told).state == "known"
