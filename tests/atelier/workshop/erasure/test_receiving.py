"""What comes of an order to erase: erased by evidence alone, and otherwise not."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import checks
from atelier.bench import orders as bench
from atelier.bench.models import Order
from atelier.demo import evidence as made
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event
from atelier.people.actor import Actor
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure import keeping, matters, receiving
from atelier.workshop.erasure.judging import Problem
from atelier.workshop.erasure.models import Matter, Refused, Request, StoredEvidence
from diagnostics import wire
from diagnostics.wire.erasure import Evidence, Parameters
from tests.erasures import ask, can_sanitize, coordinator, flawless, on_the_bench, tell, worker
from tests.factories import World
from tests.machines import Machine
from tests.reports import a_disk


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    return on_the_bench(session, world, disks=(can_sanitize(),))


@pytest.fixture
def order(session: Session, world: World, machine: Machine) -> Order:
    return ask(session, machine, worker(world))[0]


def gate(session: Session, device: Device) -> str:
    """The next step: *erase* as long as the gate is shut."""
    session.refresh(device)
    return device.next_step


def facts_of(session: Session, machine: Machine) -> list[Mapping[str, Any]]:
    """What was said of its disks, without the beginning."""
    found = [e.data for e in history.events_of(session, machine.device) if e.kind == facts.ERASED]
    return [data for data in found if data["moment"] != "begun"]


def give_up(session: Session, order: Order) -> None:
    order.state = "lost"
    session.commit()
    bench.give_up(session, order.organisation_id, order.id, by=Actor())
    session.commit()


def all_of(session: Session, table: type[Any]) -> list[Any]:
    return list(session.scalars(sa.select(table).order_by(table.id)))


def wrong(session: Session) -> list[str]:
    return [f"{name}: {finding}" for name, found in checks.run(session) for finding in found]


def test_flawless_evidence_opens_the_gate(session: Session, machine: Machine, order: Order) -> None:
    assert gate(session, machine.device) == "erase"
    machine.says(order, "running", fraction=0.0)
    told = flawless(session, order)
    tell(machine, order, told)
    assert gate(session, machine.device) == "image"
    (stored,) = all_of(session, StoredEvidence)
    assert (stored.result, stored.level, stored.verified) == ("erased", "purge", True)
    assert (stored.evidence_id, stored.order_id) == (told.id, order.id)
    assert stored.sha256 == keeping.digest(stored.document)
    (fact,) = facts_of(session, machine)
    assert (fact["evidence"], fact["result"], fact["medium"]) == (
        stored.id,
        "erased",
        order.disk_id,
    )
    assert all_of(session, Matter) == []
    assert wrong(session) == []


def test_said_twice_it_is_kept_once(session: Session, machine: Machine, order: Order) -> None:
    told = flawless(session, order)
    tell(machine, order, told)
    tell(machine, order, told)
    assert len(all_of(session, StoredEvidence)) == 1
    assert len(facts_of(session, machine)) == 1


@pytest.mark.parametrize(
    "stop",
    [
        lambda told: made.stopped(told, 0.41),
        lambda told: replace(made.stopped(told, 0.0), reasons=("frozen",)),
    ],
)
def test_not_erased_is_listed(
    session: Session, machine: Machine, order: Order, stop: Callable[[Evidence], Evidence]
) -> None:
    tell(machine, order, stop(flawless(session, order)))
    assert gate(session, machine.device) == "erase"
    (matter,) = all_of(session, Matter)
    assert (matter.kind, matter.medium, matter.is_open) == ("not_erased", order.disk_id, True)
    assert wrong(session) == []


def test_with_exceptions_is_listed_and_opens_nothing(
    session: Session, machine: Machine, order: Order
) -> None:
    tell(machine, order, made.with_bad_sectors(flawless(session, order)))
    assert gate(session, machine.device) == "erase"
    (matter,) = all_of(session, Matter)
    (stored,) = all_of(session, StoredEvidence)
    assert (matter.kind, matter.evidence_id) == ("exceptions", stored.id)
    assert wrong(session) == []


def test_erased_to_less_than_was_asked_is_not_erased_plainly(
    session: Session, world: World, machine: Machine
) -> None:
    """The agent's word is *erased*; what was asked was to read all of it back."""
    order = ask(session, machine, worker(world), full=True)[0]
    told = flawless(session, order)
    check = told.verification
    assert check is not None
    sampled = replace(
        check, method="sampled", confidence=0.9, fraction=0.1, strata=1000, samples=2000, seed="ab"
    )
    plan = replace(told.plan, checked_fraction=0.1)
    tell(machine, order, replace(told, verification=sampled, plan=plan))
    (stored,) = all_of(session, StoredEvidence)
    assert (stored.result, stored.reasons) == ("erased_with_exceptions", ["checked_too_little"])
    assert gate(session, machine.device) == "erase"
    assert wrong(session) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"level": None}, "malformed"),
        ({"verification": None}, "malformed"),
        ({"id": ""}, "malformed"),
        ({"version": 99}, "malformed"),
        ({"disk": "all of them"}, "malformed"),
        ({"order_id": str(uuid.uuid4())}, "other_order"),
        ({"disk": {"serial": "S35ENX0J999999"}}, "other_disk"),
        ({"disk": {"apparent_bytes": 1_000}}, "other_disk"),
        ({"disk": {"medium": "usb"}}, "impossible"),
        ({"machine": {"serial": "OTHER99"}}, "other_machine"),
    ],
)
def test_what_is_no_evidence_is_put_aside_and_opens_nothing(
    session: Session, machine: Machine, order: Order, changed: dict[str, Any], code: str
) -> None:
    document = made.as_result(flawless(session, order))
    for name, value in changed.items():
        merged = isinstance(value, dict) and isinstance(document[name], dict)
        document[name] = {**document[name], **value} if merged else value
    if code == "other_disk" and "apparent_bytes" in changed["disk"]:
        document["disk"]["real_bytes"] = None
    machine.says(order, "done", result=document)
    assert order.state == "done"  # its word was taken: it need not say it again
    assert gate(session, machine.device) == "erase"
    assert all_of(session, StoredEvidence) == []
    (refused,) = all_of(session, Refused)
    assert (refused.problem, refused.order_id, bool(refused.detail)) == (code, order.id, True)
    assert refused.document == document
    (fact,) = facts_of(session, machine)
    assert (fact["result"], fact["verified"]) == ("not_erased", False)
    (matter,) = all_of(session, Matter)
    assert (matter.kind, matter.refused_id) == ("refused", refused.id)
    assert wrong(session) == []


@pytest.mark.parametrize("result", [{}, {"fraction": 1.0}, {"erased": True}])
def test_done_without_evidence_is_not_erased(
    session: Session, machine: Machine, order: Order, result: dict[str, Any]
) -> None:
    machine.says(order, "done", result=result)
    assert gate(session, machine.device) == "erase"
    assert [refused.problem for refused in all_of(session, Refused)] == ["malformed"]
    assert wrong(session) == []


@pytest.mark.parametrize(
    ("state", "end"),
    [
        ("failed", lambda told: told),
        ("done", lambda told: made.stopped(told, 0.5)),
        ("done", made.with_bad_sectors),
    ],
)
def test_an_end_that_says_otherwise_than_the_evidence(
    session: Session, machine: Machine, order: Order, state: str, end: Any
) -> None:
    document = made.as_result(end(flawless(session, order)))
    machine.says(order, state, reason="stopped" if state == "failed" else None, result=document)
    assert gate(session, machine.device) == "erase"
    assert [refused.problem for refused in all_of(session, Refused)] == ["other_end"]


def test_evidence_of_another_order_does_not_count_again(
    session: Session, world: World, machine: Machine, order: Order
) -> None:
    told = flawless(session, order)
    tell(machine, order, told)
    history.record(session, machine.device, facts.USED, actor=world.actor)
    history.record(session, machine.device, facts.CAME_IN, actor=world.actor)
    again = ask(session, machine, worker(world))[0]
    tell(machine, again, replace(told, order_id=again.id))
    assert [refused.problem for refused in all_of(session, Refused)] == ["repeated"]
    assert gate(session, machine.device) in {"diagnose", "erase"}
    assert history.state_of(session, machine.device).erased == {}


def test_an_order_that_nobody_asked_for_here(session: Session, machine: Machine) -> None:
    """Given past the page, with a policy: its evidence is of nothing that was shown."""
    order = measured.issue_order(
        session,
        machine.device,
        kind="erase",
        disk=f"serial:{a_disk(1).serial}",
        wanted=json.loads(wire.encode(Parameters())),
        by=Actor(),
        client_id=str(uuid.uuid4()),
    )
    machine.says(order, "done", result={"id": "1", "disk": {}, "result": "erased"})
    assert [refused.problem for refused in all_of(session, Refused)] == ["unasked"]
    assert gate(session, machine.device) == "erase"


def test_what_was_asked_by_another_version_is_no_measure(session: Session, order: Order) -> None:
    """The word of the agent is taken all the same; it would be said again for ever."""
    told = flawless(session, order)
    request = session.get_one(Request, (order.organisation_id, order.id))
    request = Request(plan={"medium": "floppy"}, parameters=request.parameters)
    order.state = "done"
    with pytest.raises(Problem, match="unasked"):
        receiving.judge_again(request, order, made.as_result(told))
    session.rollback()


def test_what_was_erased_is_not_any_more_once_it_begins_again(
    session: Session, world: World, machine: Machine, order: Order
) -> None:
    """Also when nothing is ever heard of it again."""
    tell(machine, order, flawless(session, order))
    assert gate(session, machine.device) == "image"
    again = ask(session, machine, worker(world))[0]
    assert gate(session, machine.device) == "image"  # nobody began
    machine.says(again, "running", fraction=0.0)
    assert gate(session, machine.device) == "erase"
    machine.says(again, "running", fraction=0.5)
    begun = sa.select(sa.func.count()).where(Event.kind == facts.ERASED)
    assert session.scalar(begun) == 2  # the evidence, and the beginning, once


def test_one_that_was_begun_and_given_up_is_listed(
    session: Session, machine: Machine, order: Order
) -> None:
    machine.says(order, "running", fraction=0.3)
    give_up(session, order)
    (matter,) = all_of(session, Matter)
    assert (matter.kind, matter.evidence_id) == ("not_erased", None)
    assert gate(session, machine.device) == "erase"


def test_evidence_that_comes_late_is_kept_and_a_person_decides(
    session: Session, world: World, machine: Machine, order: Order
) -> None:
    """A person closed the order meanwhile: that it counts after all, a person has to say too."""
    machine.says(order, "running", fraction=0.3)
    give_up(session, order)
    told = flawless(session, order)
    tell(machine, order, told)
    tell(machine, order, told)
    assert gate(session, machine.device) == "erase"
    assert (order.state, order.reason) == ("failed", "given_up")
    (stored,) = all_of(session, StoredEvidence)
    assert (stored.document, stored.order_id) == (made.as_result(told), order.id)
    assert (stored.result, stored.reasons) == ("erased_with_exceptions", ["order_closed"])
    (fact,) = facts_of(session, machine)
    assert (fact["result"], fact["evidence"], fact["late"]) == (stored.result, stored.id, True)
    (matter,) = all_of(session, Matter)
    assert (matter.kind, matter.evidence_id, matter.is_open) == ("exceptions", stored.id, True)
    assert (all_of(session, Refused), wrong(session)) == ([], [])
    row = matters.get(session, world.organisation.id, matter.id)
    matters.accept(session, row, reason="seen at the bench", by=coordinator(world).actor)
    assert gate(session, machine.device) == "image"
    assert wrong(session) == []


def test_late_evidence_that_cannot_be_believed_is_kept_aside_and_shown(
    session: Session, machine: Machine, order: Order
) -> None:
    machine.says(order, "running", fraction=0.3)
    give_up(session, order)
    document = made.as_result(flawless(session, order))
    document["disk"] = {**document["disk"], "serial": "S35ENX0J999999"}
    for _ in range(2):
        machine.says(order, "done", result=document)
    assert gate(session, machine.device) == "erase"
    assert all_of(session, StoredEvidence) == []
    (refused,) = all_of(session, Refused)
    assert (refused.problem, refused.document) == ("late", document)
    assert "S35ENX0J999999" in refused.detail
    (matter,) = all_of(session, Matter)
    assert (matter.kind, matter.refused_id, matter.is_open) == ("not_erased", refused.id, True)
    events = history.events_of(session, machine.device)
    assert [e.data["refused"] for e in events if e.kind == history.EVIDENCE_LATE] == [refused.id]
    assert facts_of(session, machine) == []
    assert wrong(session) == []


@pytest.mark.parametrize("believed", [True, False])
def test_late_evidence_undoes_no_erasure_that_followed(
    session: Session, world: World, machine: Machine, order: Order, believed: bool
) -> None:
    machine.says(order, "running", fraction=0.3)
    give_up(session, order)
    late = made.stopped(flawless(session, order), 0.41)
    again = ask(session, machine, worker(world))[0]
    tell(machine, again, flawless(session, again))
    tell(machine, order, late if believed else replace(late, order_id="another"))
    assert gate(session, machine.device) == "image"
    assert len(all_of(session, StoredEvidence)) == 1 + believed
    assert [refused.problem for refused in all_of(session, Refused)] == ["late"] * (not believed)
    assert [matter.is_open for matter in all_of(session, Matter)] == [False]
    assert wrong(session) == []


def test_late_evidence_of_what_nobody_heard_begin_is_listed(
    session: Session, machine: Machine, order: Order
) -> None:
    machine.says(order, "accepted")
    give_up(session, order)
    machine.says(order, "failed", reason="stopped", result={})
    assert all_of(session, Matter) == []  # it tells of nothing
    machine.says(order, "failed", reason="wrong", result={"result": "erased"})
    (matter,) = all_of(session, Matter)
    assert (matter.kind, matter.medium, matter.disk_model) == (
        "refused",
        order.disk_id,
        order.disk_model,
    )


def test_one_that_was_never_begun_leaves_all_as_it_was(
    session: Session, world: World, machine: Machine, order: Order
) -> None:
    tell(machine, order, flawless(session, order))
    again = ask(session, machine, worker(world))[0]
    bench.stop(session, again.organisation_id, again.id, by=Actor())
    third = ask(session, machine, worker(world))[0]
    machine.says(third, "failed", reason="other_disk")
    assert gate(session, machine.device) == "image"
    assert all_of(session, Matter) == []


def test_an_agent_that_does_not_know_the_kind_changes_nothing(
    session: Session, machine: Machine, order: Order
) -> None:
    machine.says(order, "failed", reason="unknown_kind")
    assert (all_of(session, Matter), all_of(session, Refused)) == ([], [])
    assert gate(session, machine.device) == "erase"


def test_a_later_erasure_closes_what_was_left(
    session: Session, world: World, machine: Machine, order: Order
) -> None:
    tell(machine, order, made.stopped(flawless(session, order), 0.41))
    again = ask(session, machine, worker(world))[0]
    tell(machine, again, flawless(session, again))
    (matter,) = all_of(session, Matter)
    assert (matter.closed_how, matter.is_open) == ("erased", False)
    assert gate(session, machine.device) == "image"
    assert wrong(session) == []


def test_canonical_is_the_same_whatever_the_database_made_of_it(
    session: Session, machine: Machine, order: Order
) -> None:
    tell(machine, order, flawless(session, order))
    session.expire_all()
    (stored,) = all_of(session, StoredEvidence)
    assert keeping.digest(stored.document) == stored.sha256
    assert keeping.digest({**stored.document, "agent_version": "2"}) != stored.sha256
    assert keeping.canonical({"b": [2, 0.5], "a": 1.0, "é": None}) == (
        '{"a":1,"b":[2,0.5],"é":null}'.encode()
    )
