"""Orders that nothing is heard of: lost, and found again."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from atelier.bench import hearing, orders, present, service, sweeping
from atelier.bench.errors import OtherStart
from atelier.bench.models import Order, OrderWord, Presence
from atelier.db import now
from atelier.devices import history
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


def offered(session: Session, machine: OnBench, order: Order) -> bool:
    """Whether that start of the machine is told to carry it out."""
    presence = machine.poll()
    return order in present.orders_for(
        session, presence, machine.device, orders.open_of(session, machine.device)
    )


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
    assert order.state == ("failed" if state == "issued" else "lost")


@pytest.mark.parametrize("written", ["issued", "lost"])
def test_what_nobody_began_in_its_time_is_over(
    session: Session, put_on: PutOn, issue: Issue, written: str
) -> None:
    """Who switches the machine on a day later does not see it go off at once."""
    machine = put_on(1)
    order = issue(machine, "power_off")
    gone(session, machine)
    pass_by(session, order)
    order.state = written  # as an earlier version of this server wrote it down
    again = machine.restarted()
    again.poll()
    taken = again.says(order, "accepted")
    assert (taken.state, taken.stop) == ("failed", True)
    assert (order.state, order.reason, order.boot_id) == ("failed", "not_begun", None)
    (event,) = (
        event
        for event in history.events_of(session, machine.device)
        if event.kind == history.ORDER_ENDED
    )
    assert (event.data["reason"], event.account_id, event.station_id) == ("not_begun", None, None)
    issue(machine, "power_off")  # it is in nobody's way


def test_within_its_time_it_is_begun_by_whichever_start_comes(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    machine = put_on(1)
    order = issue(machine)
    gone(session, machine)
    again = machine.restarted()
    assert offered(session, again, order)
    assert again.says(order, "accepted").state == "accepted"
    assert order.boot_id == again.boot_id


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


def test_a_twin_takes_nothing_over_from_who_fell_silent(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    """Two machines say the same of themselves, and the network of one is away for a while."""
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "running")
    twin = machine.restarted()
    twin.poll()
    machine.poll()  # both are there: the one is no restart of the other
    row = session.get_one(Presence, (machine.station.organisation_id, machine.boot_id))
    twin_row = session.get_one(Presence, (machine.station.organisation_id, twin.boot_id))
    row.last_seen_at -= timedelta(minutes=2)
    twin_row.first_seen_at -= timedelta(minutes=3)
    pass_by(session, order)
    sweeping.sweep(session, order.organisation_id)
    assert not offered(session, twin, order)
    for reason in ("interrupted", "other_machine"):
        with pytest.raises(OtherStart):
            twin.says(order, "failed", number=60, reason=reason)
    assert order.state == "lost"
    assert offered(session, machine, order)
    assert machine.says(order, "running").state == "running"
    assert machine.says(order, "done").state == "done"


@pytest.mark.parametrize("reason", ["other_machine", "other_disk", "unknown_kind", "busy"])
def test_who_refuses_what_another_start_has_in_hand_ends_nothing(
    session: Session, put_on: PutOn, issue: Issue, reason: str
) -> None:
    """A machine that says the same of itself was switched on while the other is silent."""
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "running")
    gone(session, machine)
    pass_by(session, order)
    twin = machine.restarted()
    assert offered(session, twin, order)
    taken = twin.says(order, "failed", number=50, reason=reason)
    assert (taken.state, taken.stop) == ("lost", False)
    assert (order.state, order.boot_id, order.number) == ("lost", machine.boot_id, 1)
    assert not offered(session, twin, order)  # it was asked, and is not asked again
    assert session.get(OrderWord, (order.organisation_id, order.id, twin.last_id)) is not None
    assert machine.says(order, "done").state == "done"


def test_an_end_that_came_too_late_to_count_may_be_said_anew(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    """A last word of the start before was still on its way: it has that same number."""
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "running")
    again = machine.restarted()
    machine.says(order, "running", number=2)
    gone(session, machine)
    assert offered(session, again, order)
    again.says(order, "failed", number=2, reason="interrupted")
    assert order.state == "running"
    assert offered(session, again, order)  # so that it hears of it
    again.says(order, "failed", number=3, reason="interrupted")
    assert (order.state, order.reason) == ("failed", "interrupted")


@pytest.mark.parametrize("reason", ["other_machine", "other_disk", "unknown_kind", "busy"])
def test_a_refusal_of_what_nobody_has_in_hand_is_final(
    put_on: PutOn, issue: Issue, reason: str
) -> None:
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "failed", reason=reason)
    assert (order.state, order.reason) == ("failed", reason)


def test_who_took_it_on_may_still_refuse_it(put_on: PutOn, issue: Issue) -> None:
    """The disk was changed between accepting and beginning."""
    machine = put_on(1)
    order = issue(machine)
    machine.says(order, "accepted")
    machine.says(order, "failed", reason="other_disk")
    assert (order.state, order.reason) == ("failed", "other_disk")


def test_who_has_it_in_hand_is_heard_whatever_a_person_makes_of_its_report(
    session: Session, put_on: PutOn, issue: Issue
) -> None:
    machine, other = put_on(1), put_on(2)
    order = issue(machine)
    machine.says(order, "running")
    row = session.get_one(Presence, (machine.station.organisation_id, machine.boot_id))
    for device_id in (None, other.device.id):
        row.device_id = device_id
        session.flush()
        assert machine.says(order, "running").state == "running"
    orders.stop(session, order.organisation_id, order.id, by=SYSTEM)
    assert machine.says(order, "running").stop
    machine.says(order, "failed", reason="stopped")
    assert (order.state, order.reason) == ("failed", "stopped")


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
