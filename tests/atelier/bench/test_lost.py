"""Orders that nothing is heard of: lost, and found again."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from atelier.bench import hearing, orders, service, sweeping
from atelier.bench.errors import OtherStart
from atelier.bench.models import Order, Presence
from atelier.db import now
from atelier.people.actor import SYSTEM
from tests.atelier.bench.conftest import Issue, OnBench, PutOn, a_word
from tests.factories import World, make_world


def pass_by(session: Session, order: Order) -> None:
    """The deadline is over; nothing else happened."""
    order.due_at = now() - timedelta(seconds=1)
    session.flush()


def gone(session: Session, machine: OnBench) -> None:
    """Its power was cut some time ago."""
    row = session.get_one(Presence, (machine.station.organisation_id, machine.boot_id))
    row.last_seen_at = now() - timedelta(minutes=2)
    session.flush()


@pytest.mark.parametrize("state", ["issued", "accepted", "running"])
def test_lost_is_true_before_it_is_written(
    session: Session, put_on: PutOn, issue: Issue, state: str
) -> None:
    machine = put_on(1)
    order = issue(machine)
    if state != "issued":
        machine.says(order, state)
    pass_by(session, order)
    assert (order.state, order.standing) == (state, "lost")
    sweeping.sweep(session, order.organisation_id)
    assert order.state == "lost"


def test_a_sweep_leaves_what_is_not_due_and_what_is_not_its_own(
    session: Session, world: World, put_on: PutOn, issue: Issue
) -> None:
    other = make_world(session, "Ander atelier")
    here, elsewhere = issue(put_on(1)), issue(put_on(1, other))
    ended = issue(put_on(2))
    orders.stop(session, world.organisation.id, ended.id, by=SYSTEM)
    for order in (elsewhere, ended):
        pass_by(session, order)
    sweeping.sweep(session, world.organisation.id)
    assert [one.state for one in (here, elsewhere, ended)] == ["issued", "issued", "failed"]


@pytest.mark.parametrize("word", ["accepted", "running", "done", "failed"])
def test_a_later_word_settles_what_was_lost(
    session: Session, put_on: PutOn, issue: Issue, word: str
) -> None:
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "running")
    pass_by(session, order)
    taken = machine.says(order, word)
    assert taken.state == order.state == word
    assert order.standing == word


def test_given_up_is_final_whatever_is_said_later(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "running")
    pass_by(session, order)
    orders.give_up(session, order.organisation_id, order.id, by=SYSTEM)
    assert machine.says(order, "done").state == "failed"
    assert (order.state, order.reason) == ("failed", "given_up")


def test_the_machine_comes_back_and_goes_on(session: Session, put_on: PutOn, issue: Issue) -> None:
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "running", checkpoint={"done_s": 30})
    gone(session, machine)
    pass_by(session, order)
    assert service.of_device(session, machine.device).connected is False
    again = machine.restarted()
    again.poll()
    again.says(order, "running")
    assert (order.state, order.boot_id, order.started_in) == (
        "running",
        again.boot_id,
        machine.boot_id,
    )
    assert order.checkpoint == {"done_s": 30}
    again.says(order, "failed", reason="interrupted")
    assert (order.state, order.reason) == ("failed", "interrupted")


def test_a_start_that_is_still_there_keeps_what_it_has(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "running")
    twin = machine.restarted()
    twin.poll()
    with pytest.raises(OtherStart):
        twin.says(order, "failed", number=50, reason="other_disk")
    assert order.state == "running"
    gone(session, machine)
    twin.says(order, "running", number=51)
    assert order.boot_id == twin.boot_id


def test_a_late_word_of_the_start_before_changes_nothing(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "running")
    machine.poll(doing="going_off")
    again = machine.restarted()
    again.poll()
    again.says(order, "running", number=5)
    late = a_word("failed", number=2, boot_id=machine.boot_id, reason="error")
    assert hearing.hear(session, machine.station, order.id, late).state == "running"


def test_what_the_pages_see(session: Session, world: World, put_on: PutOn, issue: Issue) -> None:
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "running", fraction=0.25, left_s=450)
    live = service.of_device(session, machine.device)
    assert (live.connected, live.orders, live.ended) == (True, [order], [])
    assert (order.fraction, order.left_s) == (0.25, 450)
    assert order.heard_at is not None
    machine.says(order, "done", fraction=1)
    after = service.of_device(session, machine.device)
    assert (after.orders, after.ended) == ([], [order])
    (seen,) = service.connected(session, world.organisation.id)
    assert (seen.device, list(seen.orders), seen.doubtful) == (machine.device, [], False)
