"""What `atelier check` finds of erasures that went past their services."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks import erasures
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.workshop.erasure.models import StoredEvidence
from tests.erasures import ask, flawless, on_the_bench, tell, worker
from tests.factories import World
from tests.machines import Machine


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    made = on_the_bench(session, world)
    order = ask(session, made, worker(world))[0]
    tell(made, order, flawless(session, order))
    return made


def found(session: Session) -> list[str]:
    return [str(one) for check in erasures.CHECKS.values() for one in check(session)]


def claim(session: Session, world: World, machine: Machine, **data: Any) -> None:
    medium = next(iter(history.state_of(session, machine.device).media or ()))
    told = {"medium": medium, "result": "erased", "verified": True, **data}
    history.record(session, machine.device, facts.ERASED, actor=world.actor, data=told)


def test_what_went_its_way_is_good(session: Session, machine: Machine) -> None:
    assert found(session) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "without evidence"),
        ({"evidence": 999}, "without evidence"),
        ({"attestation": 999}, "without evidence"),
        ({"evidence": "OURS", "medium": "serial:OTHER"}, "something else"),
        ({"evidence": "OURS", "result": "erased_with_exceptions"}, "something else"),
        ({"evidence": "OURS", "verified": False}, "something else"),
    ],
)
def test_erased_without_its_evidence(
    session: Session, world: World, machine: Machine, data: dict[str, Any], said: str
) -> None:
    if data.get("evidence") == "OURS":
        data = {**data, "evidence": session.scalars(sa.select(StoredEvidence.id)).one()}
    claim(session, world, machine, **data)
    (line,) = found(session)
    assert said in line


def test_evidence_of_another_device(session: Session, world: World, machine: Machine) -> None:
    other = on_the_bench(session, world, 2)
    ours = session.scalars(sa.select(StoredEvidence)).one()
    claim(session, world, other, evidence=ours.id, medium=ours.medium)
    (line,) = found(session)
    assert "something else" in line


def test_evidence_that_was_written_better_than_it_is(
    session: Session, world: World, machine: Machine
) -> None:
    """The rows refuse change; but a program gone wrong could write a row that never was so."""
    ours = session.scalars(sa.select(StoredEvidence)).one()
    told = {one.key: getattr(ours, one.key) for one in StoredEvidence.__table__.columns}
    again = ask(session, machine, worker(world))[0]
    forged = {**told, "id": None, "evidence_id": "forged", "order_id": again.id}
    session.add(StoredEvidence(**forged))
    session.flush()
    (line,) = found(session)
    assert "comes to None" in line
    session.add(StoredEvidence(**{**forged, "evidence_id": "x", "order_id": None, "sha256": "0"}))
    session.flush()
    assert any("not the document that came" in line for line in found(session))


def test_decisions_that_nobody_took(session: Session, world: World, machine: Machine) -> None:
    ours = session.scalars(sa.select(StoredEvidence)).one()
    for kind, data in (
        (facts.EXCEPTIONS_ACCEPTED, {"evidence": ours.id, "reason": "none"}),
        (facts.DESTROYED, {"matter": 999}),
        (facts.DESTROYED, {}),
    ):
        history.record(
            session,
            machine.device,
            kind,
            actor=world.actor,
            data={"medium": ours.medium, **data},
        )
    assert len(found(session)) == 3
