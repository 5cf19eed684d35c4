"""Whatever is done with orders, what must hold holds; where it does not, the check sees it."""

import random
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import checks
from atelier.bench import orders
from atelier.bench.models import Order, OrderWord
from atelier.db import now
from atelier.devices import service as devices
from atelier.devices.identity import medium_id
from atelier.errors import AtelierError
from atelier.people.actor import SYSTEM
from diagnostics import wire
from tests.atelier.bench.conftest import Issue, OnBench, PutOn
from tests.factories import World, make_world
from tests.reports import a_disk

FOLLOWS = "each order follows from the words that were said of it"
TOLD = "the history tells of each order"
KINDS = ("self_test", "self_test", "stress", "probe", "reboot")
STATES = ("accepted", "running", "running", "running", "done", "failed")


def found(session: Session) -> dict[str, list[str]]:
    session.commit()
    return {
        name: [finding.subject for finding in findings]
        for name, findings in checks.run(session)
        if findings
    }


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done(
    session: Session, world: World, put_on: PutOn, issue: Issue, seed: int
) -> None:
    chance = random.Random(seed)
    machines = [put_on(number) for number in (1, 2, 3)]
    issued: list[Order] = []
    for _ in range(150):
        machine = chance.choice(machines)
        own = [one for one in issued if one.device_id == machine.device.id][-3:]
        order = chance.choice(own) if own else None
        verb = _verb(chance, session, machine, order, issue)
        try:
            made = verb()
        except AtelierError:
            continue
        if made is not None:
            issued.append(made)
    assert len(issued) > 6
    assert {order.state for order in issued} & wire.FINAL
    assert found(session) == {}
    held = sa.select(Order.disk_id).where(Order.disk_id.is_not(None))
    held = held.where(Order.state.not_in(wire.FINAL)).group_by(Order.disk_id)
    assert session.scalars(held.having(sa.func.count() > 1)).all() == []


def _verb(
    chance: random.Random, session: Session, machine: OnBench, order: Order | None, issue: Issue
) -> Callable[[], Order | None]:
    """Something that may happen now; many of these are refused."""

    def new() -> Order:
        kind = chance.choice(KINDS)
        disk = medium_id(a_disk(chance.choice((1, 2, 3)))) if kind in wire.ON_A_DISK else None
        return issue(machine, kind, disk=disk)

    if order is None:
        return new

    def say() -> None:
        machine.says(order, chance.choice(STATES), number=chance.randint(1, 40))

    def lose() -> None:
        order.due_at = now() - timedelta(seconds=1)

    def stop() -> None:
        orders.stop(session, order.organisation_id, order.id, by=SYSTEM)

    def give_up() -> None:
        orders.give_up(session, order.organisation_id, order.id, by=SYSTEM)

    return chance.choice((new, new, say, say, say, say, lose, stop, give_up))


@pytest.fixture
def order(put_on: PutOn, issue: Issue) -> Order:
    machine = put_on(1)
    made = issue(machine)
    machine.says(made, "running")
    return made


def test_a_state_that_nobody_said(session: Session, order: Order) -> None:
    assert found(session) == {}
    for state in ("accepted", "done", "issued"):
        order.state = state
        assert found(session)[FOLLOWS] == [f"order {order.id}"]
    order.state, order.reason = "failed", "wrong"
    assert found(session)[FOLLOWS] == [f"order {order.id}"]


def test_a_word_that_was_said_and_does_not_count(session: Session, order: Order) -> None:
    order.number = 0
    assert found(session) == {FOLLOWS: [f"order {order.id}"]}


def test_a_history_that_says_nothing(session: Session, order: Order) -> None:
    order.state, order.reason = "failed", "given_up"
    assert found(session) == {TOLD: [f"order {order.id}"]}
    columns = {name: getattr(order, name) for name in sa.inspect(Order).columns.keys()}  # noqa: SIM118 - no dict
    untold = Order(**{**columns, "id": str(uuid.uuid4()), "state": "issued", "number": 0})
    untold.word_id = None
    session.add(untold)
    assert set(found(session)[TOLD]) == {f"order {order.id}", f"order {untold.id}"}


def test_an_order_for_a_device_of_another(session: Session, order: Order) -> None:
    other = make_world(session, "Ander atelier")
    device = devices.create(
        session, organisation_id=other.organisation.id, kind="laptop", actor=SYSTEM
    )
    session.flush()
    order.device_id = device.id
    assert found(session) == {"orders stay in their organisation": [f"order {order.id}"]}


def test_words_that_came_too_late_are_no_finding(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "done")
    machine.says(order, "failed")
    assert session.scalar(sa.select(sa.func.count()).select_from(OrderWord)) == 2
    assert found(session) == {}
