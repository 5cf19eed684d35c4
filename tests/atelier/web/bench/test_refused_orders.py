"""Orders that cannot be given, or were never begun: the page says why, and what to do."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from atelier.db import now
from tests.atelier.web.bench.conftest import PutOn
from tests.atelier.web.bench.giving import a_disk, give, orders, page_of
from tests.reports import a_disk as report_disk
from tests.visits import Person


def test_a_no_stands_where_it_is_seen(person: Person, put_on: PutOn) -> None:
    """Not above a part of the page that the browser scrolls to."""
    machine = put_on(1)
    address = f"/devices/{machine.device_id}"
    for anchor in ("#bench", ""):  # the first is given, the second is refused
        form = {"client_id": person.client_id(address), "order": "probe"}
        answer = person.post(f"{address}/orders", form)
        assert answer.headers["Location"] == address + anchor


def test_what_nobody_began_in_its_time_says_so(
    person: Person, put_on: PutOn, session: Session
) -> None:
    machine = put_on(1)
    order = machine.ordered("reboot")
    order.due_at = now() - timedelta(seconds=1)
    session.commit()
    page = page_of(person, machine)
    assert "niet op tijd aan begonnen. Er is niets gebeurd." in page
    assert "We horen niets meer" not in page
    assert "geen antwoord meer" not in page
    closed = person.post(f"/orders/{order.id}/close", {}, follow_redirects=True).text
    assert "niet begonnen" in closed
    assert "Het toestel kwam niet op tijd." in closed
    assert 'name="order"' in closed


@pytest.mark.parametrize("lost", [False, True])
def test_a_disk_that_is_held_elsewhere_leads_to_where_it_is_stopped(
    person: Person, put_on: PutOn, session: Session, lost: bool
) -> None:
    before, after = put_on(1), put_on(2)
    disk = a_disk(session, before)
    order = before.ordered("self_test", disk=disk)
    before.says(order, "running", fraction=0.1, left_s=5400.0)
    if lost:
        order.due_at = now() - timedelta(seconds=1)
        session.commit()
    before.leave()
    moved = put_on(3, disks=(report_disk(1),))
    page = give(person, moved, f"self_test:short:{disk}")
    assert before.device.name in page
    links = re.findall(r'<a href="([^"]+)">Ga naar dat toestel</a>', page)
    assert links == [f"/devices/{before.device_id}#bench"]
    there = person.get(links[0]).text
    verb = "close" if lost else "stop"
    assert f"/orders/{order.id}/{verb}" in there
    if lost:
        person.post(f"/orders/{order.id}/close", {})
    else:
        person.post(f"/orders/{order.id}/stop", {})
        before.says(order, "failed", reason="stopped")
    assert "Opdracht gegeven" in give(person, moved, f"self_test:short:{disk}")
    assert "Ga naar dat toestel" not in give(person, after, "probe")


def test_a_machine_that_runs_its_own_system_is_not_switched_off_from_here(
    person: Person, put_on: PutOn, session: Session
) -> None:
    machine = put_on(1)
    row = machine.poll()
    row.started_from = "installed"
    session.commit()
    page = page_of(person, machine)
    assert 'value="probe"' in page
    assert 'value="reboot"' not in page
    assert 'value="power_off"' not in page
    assert "draait niet van de stick" in give(person, machine, "power_off")
    assert orders(session) == []


def test_closing_what_still_answers_is_refused_in_words(
    person: Person, put_on: PutOn, session: Session
) -> None:
    machine = put_on(1)
    order = machine.ordered("stress")
    machine.says(order, "running", fraction=0.3)
    page = person.post(f"/orders/{order.id}/close", {}, follow_redirects=True).text
    assert "Het toestel antwoordt weer" in page
    assert orders(session)[0].state == "running"
