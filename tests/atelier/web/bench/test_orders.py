"""Giving orders on the page of a device, and reading what came of them."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from atelier.db import db, now
from atelier.people.roles import Role
from tests.atelier.web.bench.conftest import PutOn, Visit
from tests.atelier.web.bench.giving import a_disk, give, orders, page_of
from tests.factories import make_world
from tests.machines import Machine
from tests.reports import a_system
from tests.visits import Person, counted


@pytest.mark.parametrize(
    "wanted",
    [
        ("probe", "probe", {}),
        ("reboot", "reboot", {}),
        ("power_off", "power_off", {}),
        ("stress:120", "stress", {"seconds": 120}),
        ("stress:3600", "stress", {"seconds": 3600}),
        ("self_test:short:DISK", "self_test", {"length": "short"}),
        ("self_test:long:DISK", "self_test", {"length": "long"}),
    ],
)
def test_each_button_of_the_page_gives_its_order(
    person: Person, put_on: PutOn, session: Session, wanted: tuple[str, str, dict[str, Any]]
) -> None:
    button, kind, parameters = wanted
    machine = put_on(1)
    value = button.replace("DISK", a_disk(session, machine))
    assert f'name="order" value="{value}"' in page_of(person, machine)
    page = give(person, machine, value)
    assert "Opdracht gegeven" in page
    (order,) = orders(session)
    assert (order.kind, order.parameters, order.device_id) == (kind, parameters, machine.device_id)
    assert order.issued_by_id
    assert (order.disk_id is not None) == ("DISK" in button)


def test_the_same_form_twice_gives_one_order(
    person: Person, put_on: PutOn, session: Session
) -> None:
    machine = put_on(1)
    form = str(uuid.uuid4())
    for _ in range(2):
        give(person, machine, "probe", client_id=form)
    assert [order.id for order in orders(session)] == [form]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "dance",
        "stress:x",
        "stress:-5",
        "stress:9",
        "stress:99999999",
        "stress:²",
        "self_test:short",
        "self_test:odd:DISK",
        "self_test:short:nothing",
        "probe:1:2",
        "x" * 400,
    ],
)
def test_nonsense_orders_nothing(
    person: Person, put_on: PutOn, session: Session, value: str
) -> None:
    machine = put_on(1)
    value = value.replace("DISK", a_disk(session, machine))
    form = {"client_id": str(uuid.uuid4()), "order": value}
    answer = person.post(f"/devices/{machine.device_id}/orders", form, follow_redirects=True)
    assert answer.status_code in {200, 422}
    assert "Opdracht gegeven" not in answer.text
    assert orders(session) == []


def test_a_busy_machine_says_so_and_offers_to_stop(person: Person, put_on: PutOn) -> None:
    machine = put_on(1)
    order = machine.ordered("stress")
    machine.says(order, "running", fraction=0.4, left_s=30.0)
    page = page_of(person, machine)
    assert 'name="order"' not in page
    assert "nog minder dan een minuut" in page
    assert "Het toestel is al bezig" in give(person, machine, "probe")
    stopped = person.post(f"/orders/{order.id}/stop", {}, follow_redirects=True)
    assert "stopt" in stopped.text
    assert f"/orders/{order.id}/stop" not in stopped.text


def test_an_order_on_one_disk_leaves_the_machine_be_asked_nothing_else(
    person: Person, put_on: PutOn, session: Session
) -> None:
    machine = put_on(1)
    disk = a_disk(session, machine)
    machine.says(machine.ordered("self_test", disk=disk), "running", fraction=0.1, left_s=5400.0)
    page = page_of(person, machine)
    assert "nog 90 min" in page
    assert 'name="order"' not in page  # it has one disk


def test_what_nobody_began_is_taken_back(person: Person, put_on: PutOn, session: Session) -> None:
    machine = put_on(1)
    order = machine.ordered("probe")
    assert "Trek in" in page_of(person, machine)
    page = person.post(f"/orders/{order.id}/stop", {}, follow_redirects=True).text
    assert "teruggenomen" in page
    assert orders(session)[0].state == "failed"


def test_a_lost_order_says_what_that_means_and_is_closed(
    person: Person, put_on: PutOn, session: Session
) -> None:
    machine = put_on(1)
    order = machine.ordered("stress")
    machine.says(order, "running", fraction=0.3, left_s=99.0)
    order.due_at = now() - timedelta(seconds=1)
    session.commit()
    page = page_of(person, machine)
    assert "We horen niets meer van deze opdracht" in page
    assert "Sluit die eerst af" in give(person, machine, "probe")
    closed = person.post(f"/orders/{order.id}/close", {}, follow_redirects=True).text
    assert "afgesloten zonder antwoord" in closed
    assert 'name="order"' in closed


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        (
            "stress",
            {
                "state": "done",
                "result": {
                    "seconds": 600,
                    "cpu_errors": 0,
                    "memory_errors": 0,
                    "memory_bytes": 7 * 1024**3,
                    "hottest_c": 87.4,
                    "throttled": 3,
                },
            },
            [
                "Geen fouten in processor of geheugen.",
                "7 GB geheugen is getest.",
                "Warmste punt: 87 °C.",
                "3 keer trager",
                "klaar",
            ],
        ),
        (
            "stress",
            {"state": "failed", "reason": "wrong", "result": {"cpu_errors": 2, "memory_errors": 0}},
            ["De processor rekende 2 keer fout.", "er is iets stuk", "chip-replace"],
        ),
        (
            "stress",
            {"state": "failed", "reason": "interrupted"},
            ["het toestel viel uit", "Kijk of de lader erin zit"],
        ),
        (
            "stress",
            {"state": "done", "result": {"cpu_errors": "many", "hottest_c": True}},
            ["klaar"],
        ),
        ("probe", {"state": "done", "result": {"report_id": "x"}}, ["Er is een nieuw rapport."]),
    ],
)
def test_what_came_of_it_in_words(
    person: Person, put_on: PutOn, kind: str, fields: dict[str, Any], words: list[str]
) -> None:
    machine = put_on(1)
    machine.says(machine.ordered(kind), **fields)
    page = page_of(person, machine)
    assert "Net gedaan" in page
    for word in words:
        assert word in page, word


@pytest.mark.parametrize(
    "told",
    [
        ({"passed": True}, "done", "De schijf vond geen fout bij zichzelf."),
        (
            {"passed": False, "status": "read <failure>\x07"},
            "failed",
            "De schijf zegt: read &lt;failure&gt;.",
        ),
    ],
)
def test_what_a_disk_found(
    person: Person,
    put_on: PutOn,
    session: Session,
    told: tuple[dict[str, Any], str, str],
) -> None:
    result, state, words = told
    machine = put_on(1)
    order = machine.ordered("self_test", disk=a_disk(session, machine))
    reason = None if state == "done" else "wrong"
    machine.says(order, state, result=result, reason=reason)
    page = page_of(person, machine)
    assert words in page
    assert "SAMSUNG MZVLW256HEHP-000L7 256 GB" in page


def test_what_ended_long_ago_is_in_the_history_alone(
    person: Person, put_on: PutOn, session: Session
) -> None:
    machine = put_on(1)
    order = machine.ordered("probe")
    machine.says(order, "done")
    order.ended_at = now() - timedelta(days=2)
    machine.leave()
    page = page_of(person, machine)
    assert "Net gedaan" not in page
    assert re.search(r'id="bench"[^>]* hidden', page)
    assert "Opnieuw meten: klaar" in page


def test_two_machines_with_the_same_numbers_are_asked_nothing(
    person: Person, put_on: PutOn, session: Session
) -> None:
    machine = put_on(1)
    twin = put_on(1)
    assert twin.device_id == machine.device_id
    page = page_of(person, machine)
    assert "Er staan nu twee toestellen aan" in page
    assert 'name="order"' not in page
    assert "twee toestellen met dezelfde nummers" in person.get("/bench").text


def test_a_machine_that_was_switched_off_hard_and_on_again_is_no_two(
    person: Person, put_on: PutOn, session: Session
) -> None:
    before = put_on(1)
    before.poll().last_seen_at = now()
    session.commit()
    put_on(1)  # a start of which nothing more is heard stays on the bench for a while
    page = page_of(person, before)
    assert "twee toestellen" not in page
    assert 'name="order" value="probe"' in page


def test_who_may_not_give_orders_sees_them(visit: Visit, put_on: PutOn) -> None:
    machine = put_on(1)
    order = machine.ordered("stress")
    machine.says(order, "running", fraction=0.5)
    volunteer = visit(Role.VOLUNTEER)
    page = page_of(volunteer, machine)
    assert "50 %" in page
    assert "Stop" not in page
    address = f"/devices/{machine.device_id}/orders"
    assert volunteer.post(address, {"order": "probe"}).status_code == 403
    assert volunteer.post(f"/orders/{order.id}/stop", {}).status_code == 403
    # A desk has pages of its own: of the workshop it sees what is ready, and nothing else.
    assert visit(Role.DESK).get(f"/devices/{machine.device_id}").status_code == 403


def test_orders_of_another_workshop_do_not_exist(
    visit: Visit, put_on: PutOn, session: Session
) -> None:
    stranger = visit(owner=make_world(session, "Ander test-atelier"))
    machine = put_on(1)
    order = machine.ordered("stress")
    form = {"client_id": str(uuid.uuid4()), "order": "probe"}
    for path in (
        f"/devices/{machine.device_id}/orders",
        f"/orders/{order.id}/stop",
        f"/orders/{order.id}/close",
    ):
        assert stranger.post(path, form).status_code == 404
    assert orders(session)[0].state == "issued"


def test_the_page_of_a_device_costs_the_same_however_much_was_asked(
    person: Person, put_on: PutOn
) -> None:
    machine = put_on(1)
    machine.says(machine.ordered("probe"), "done")
    few = cost(person, machine)
    for _ in range(8):
        machine.says(machine.ordered("probe"), "done")
    assert cost(person, machine) == few


def cost(person: Person, machine: Machine) -> int:
    with counted(db.engine) as seen:
        page_of(person, machine)
    return len([statement for statement in seen if statement.startswith("SELECT")])


def test_a_screen_is_no_machine_to_order(person: Person, put_on: PutOn, session: Session) -> None:
    machine = put_on(1, system=a_system(1))
    machine.device.kind = "screen"
    session.commit()
    assert 'id="bench"' not in page_of(person, machine)
