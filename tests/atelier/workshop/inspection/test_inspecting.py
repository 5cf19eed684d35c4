"""Inspections: planned, due, done, on both databases."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from atelier import months
from atelier.devices import history, inspections
from atelier.devices.lifecycle import READY, facts
from atelier.devices.models import Device, InspectionPlan
from atelier.errors import Conflict, Invalid
from atelier.workshop.inspection import service
from tests.factories import World, make_ready, prepare, tell

TODAY = date.today()
DAY = timedelta(days=1)


def fresh() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def device(session: Session, world: World) -> Device:
    return make_ready(session, world, kind="screen")


def make_plan(
    session: Session, world: World, name: str = "Netheid", **more: object
) -> InspectionPlan:
    told = {"kind": "screen", "months": 6, "after_loan": False, "client_id": fresh(), **more}
    return inspections.make_plan(session, organisation_id=world.organisation.id, name=name, **told)


def inspect(
    session: Session, world: World, device: Device, outcome: str = "pass", **more: object
) -> None:
    given = {"done": service.plans(session, device, default_months=12), **more}
    service.inspect(
        session,
        device,
        outcome=outcome,
        today=TODAY,
        actor=world.actor,
        **{"client_id": fresh(), **given},
    )


def test_without_plans_there_is_one_each_year(
    session: Session, world: World, device: Device
) -> None:
    inspect(session, world, device)
    assert device.inspect_by == months.add(TODAY, 12)
    assert device.next_step == READY


def test_several_plans_and_the_first_that_is_due_counts(
    session: Session, world: World, device: Device
) -> None:
    make_plan(session, world), make_plan(session, world, "Elektrisch", months=24)
    inspections.begin_loan(session, device, TODAY, months=12, actor=world.actor)
    assert sorted(history.state_of(session, device).inspections.values()) == [
        months.add(TODAY, 6),
        months.add(TODAY, 24),
    ]
    assert device.inspect_by == months.add(TODAY, 6)
    inspections.begin_loan(session, device, TODAY + 30 * DAY, months=12, actor=world.actor)
    assert device.inspect_by == months.add(TODAY, 6)  # planned once


def test_after_each_loan(session: Session, world: World, device: Device) -> None:
    make_plan(session, world, months=None, after_loan=True)
    tell(session, world, device, facts.USED)
    tell(session, world, device, facts.CAME_IN)
    inspections.end_loan(session, device, TODAY, actor=world.actor)
    prepare(session, world, device)
    assert device.next_step == "inspect"
    inspect(session, world, device)
    assert device.next_step == READY


def test_overdue_blocks_and_a_pass_opens(session: Session, world: World, device: Device) -> None:
    tell(session, world, device, facts.INSPECTED, valid_until=(TODAY - DAY).isoformat())
    assert device.next_step == "inspect"
    client_id = fresh()
    for _ in range(2):
        inspect(session, world, device, client_id=client_id)
    assert device.next_step == READY
    told = [event for event in history.events_of(session, device) if event.kind == "inspected"]
    assert len(told) == 2


@pytest.mark.parametrize("outcome", ["repair", "retire"])
def test_what_does_not_pass_waits_for_repair(
    session: Session, world: World, device: Device, outcome: str
) -> None:
    with pytest.raises(Invalid):
        inspect(session, world, device, outcome)
    inspect(session, world, device, outcome, note="Scharnier los")
    assert device.next_step == "repair"


def test_all_else_comes_first(session: Session, world: World, device: Device) -> None:
    tell(session, world, device, facts.REPAIRED)
    with pytest.raises(Conflict):
        inspect(session, world, device)
    with pytest.raises(Invalid):
        inspect(session, world, device, done=[])


@pytest.mark.parametrize(
    ("days", "word"),
    [(-1, "overdue"), (0, "due"), (14, "due"), (15, "soon"), (60, "soon"), (61, "fine")],
)
def test_how_near_it_is(days: int, word: str) -> None:
    assert inspections.word_for(TODAY + days * DAY, TODAY) == word


def test_nothing_planned_is_fine() -> None:
    assert inspections.word_for(None, TODAY) == "fine"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"kind": "spoon"},
        {"months": None},
        {"months": 0},
        {"months": 500},
        {"client_id": "no"},
    ],
)
def test_plans_make_sense(session: Session, world: World, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        make_plan(session, world, **wrong)


def test_a_plan_is_made_once(session: Session, world: World) -> None:
    client_id = fresh()
    assert make_plan(session, world, client_id=client_id) is make_plan(
        session, world, client_id=client_id
    )
    with pytest.raises(Conflict):
        make_plan(session, world)
