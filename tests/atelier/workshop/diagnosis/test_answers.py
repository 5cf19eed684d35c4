"""The last answer to each check since the device came in, whatever was measured after."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import history
from atelier.devices.lifecycle import Fact, facts
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.workshop.diagnosis import answers, service
from diagnostics.report import Agent, Check, CheckName, KeysSeen, RadioSeen, Report, encode
from tests.factories import World
from tests.reports import a_report
from tests.visits import Person, counted

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def check(name: CheckName, answer: Any = "good", **more: Any) -> Check:
    return Check(name=name, answer=answer, **more)


def diagnosed(*checks: Check) -> tuple[str, dict[str, Any]]:
    """As the database holds it: through JSON."""
    report = Report(id="r", made_at="", agent=Agent(version="1", root=True), checks=checks)
    told = {"report": "r", **answers.kept(report)}
    return facts.DIAGNOSED, json.loads(json.dumps(told))


CAME_IN: tuple[str, dict[str, Any]] = (facts.CAME_IN, {})
USED: tuple[str, dict[str, Any]] = (facts.USED, {})
KEYS_GOOD, KEYS_WRONG = check("keyboard"), check("keyboard", "wrong", faults=("dead_keys",))
SCREEN_GOOD = check("screen")


@pytest.mark.parametrize(
    ("happened", "found"),
    [
        ([], ()),
        ([diagnosed()], ()),
        ([diagnosed(KEYS_GOOD)], (KEYS_GOOD,)),
        # Measured again, with nobody asked.
        ([diagnosed(KEYS_GOOD), diagnosed(), diagnosed()], (KEYS_GOOD,)),
        ([diagnosed(KEYS_GOOD), diagnosed(KEYS_WRONG)], (KEYS_WRONG,)),
        ([diagnosed(KEYS_GOOD), diagnosed(SCREEN_GOOD)], (KEYS_GOOD, SCREEN_GOOD)),
        # To skip a check takes an answer away from nobody, and is shown where there was none.
        ([diagnosed(KEYS_WRONG), diagnosed(check("keyboard", "skipped"))], (KEYS_WRONG,)),
        ([diagnosed(check("keyboard", "skipped"))], (check("keyboard", "skipped"),)),
        ([diagnosed(check("keyboard", "skipped")), diagnosed(KEYS_GOOD)], (KEYS_GOOD,)),
        # The report came before the sticker.
        ([diagnosed(KEYS_GOOD), CAME_IN], (KEYS_GOOD,)),
        # It was out, and is back: nobody knows how it is now.
        ([CAME_IN, diagnosed(KEYS_GOOD), CAME_IN], ()),
        ([CAME_IN, diagnosed(KEYS_GOOD), USED, CAME_IN, diagnosed(SCREEN_GOOD)], (SCREEN_GOOD,)),
    ],
)
def test_the_last_answers(
    happened: list[tuple[str, dict[str, Any]]], found: tuple[Check, ...]
) -> None:
    told = [
        Fact(kind, START + timedelta(hours=n), data, n) for n, (kind, data) in enumerate(happened)
    ]
    assert answers.latest(told) == found
    assert answers.latest(told[::-1]) == found


def test_what_was_seen_comes_back_as_it_was() -> None:
    told = check(
        "wifi",
        at="2026-03-02T09:00:00+01:00",
        seconds=12.5,
        keys=KeysSeen(pressed=3, missing=("A", "B")),
        radio=RadioSeen(networks=0, strongest_dbm=-40.5),
    )
    kind, data = diagnosed(told)
    assert answers.latest([Fact(kind, START, data)]) == (told,)


@pytest.mark.parametrize("strange", [{"name": "smell", "answer": "good"}, {"name": "screen"}, "x"])
def test_what_a_newer_server_wrote_is_left_out(strange: Any) -> None:
    kind, data = diagnosed(KEYS_GOOD)
    data["checks"].insert(0, strange)
    assert answers.latest([Fact(kind, START, data)]) == (KEYS_GOOD,)


Send = Callable[..., service.Outcome]


def device_of(outcome: service.Outcome) -> Device:
    assert outcome.device
    return outcome.device


def levels(session: Session, device: Device) -> dict[str, str]:
    judged = service.verdicts(session, device)
    assert judged
    return {verdict.part: verdict.level.value for verdict in judged.checks}


def test_measuring_anew_keeps_the_answers_and_the_grade(send: Send, session: Session) -> None:
    device = device_of(send(encode(a_report(1))))
    assert device.grade != "D"
    send(encode(a_report(1, checks=(KEYS_WRONG, SCREEN_GOOD))))
    assert levels(session, device) == {"keyboard": "replace", "panel": "good"}
    assert device.grade == "D"
    send(encode(a_report(1, made_at=datetime.now(UTC))))
    assert levels(session, device) == {"keyboard": "replace", "panel": "good"}
    assert device.grade == "D"


def test_an_old_report_that_comes_late_changes_no_newer_answer(
    send: Send, session: Session
) -> None:
    device = device_of(send(encode(a_report(1, checks=(KEYS_WRONG,)))))
    late = a_report(1, made_at=datetime.now(UTC) - timedelta(days=2), checks=(KEYS_GOOD,))
    send(encode(late))
    assert levels(session, device) == {"keyboard": "replace"}


def test_a_report_without_checks_says_nothing_of_them(send: Send, session: Session) -> None:
    old = encode(a_report(1)).replace(b'"checks":[],', b"")
    device = device_of(send(old))
    assert levels(session, device) == {}
    event = history.events_of(session, device)[-1]
    assert "checks" not in event.data


@pytest.fixture
def person(app: Any, world: World) -> Person:
    visitor = Person(app)
    visitor.sign_in(world.accounts[Role.BENCH_WORKER].login)
    return visitor


def test_the_page_tells_them(person: Person, send: Send) -> None:
    missing = KeysSeen(pressed=70, missing=("F7",))
    told = (
        check("keyboard", "wrong", faults=("dead_keys",), keys=missing),
        check("screen"),
        check("camera", "not_present"),
        check("sound", "skipped"),
    )
    device = device_of(send(encode(a_report(1, checks=told))))
    whole = person.get(f"/devices/{device.id}").text
    assert "op het toestel zelf nagekeken: 1 niet goed" in whole
    page = whole.partition("Nagekeken op het toestel zelf")[2]
    for words in (
        "er werken toetsen niet",
        "herstellen",
        "herstel of vervang",
        "Niet gezien: F7.",
        "nagekeken en goed",
        "niet aanwezig",
        "overgeslagen",
    ):
        assert words in page, words


def test_a_device_that_nobody_checked_has_no_such_list(person: Person, send: Send) -> None:
    device = device_of(send(encode(a_report(1))))
    assert "Nagekeken op het toestel zelf" not in person.get(f"/devices/{device.id}").text


def test_many_answers_cost_no_more_queries(person: Person, send: Send) -> None:
    start = datetime.now(UTC) - timedelta(days=100)
    device = device_of(send(encode(a_report(1, made_at=start))))
    page = f"/devices/{device.id}"
    person.get(page)
    with counted(db.engine) as few:
        person.get(page)
    for day in range(1, 20):
        told = (KEYS_GOOD if day % 2 else KEYS_WRONG, SCREEN_GOOD)
        send(encode(a_report(1, made_at=start + timedelta(days=day), checks=told)))
    with counted(db.engine) as many:
        person.get(page)
    assert len(many) == len(few)


def test_text_from_a_report_is_shown_as_text(person: Person, send: Send) -> None:
    keys = KeysSeen(pressed=1, missing=("<b>A</b>\x1b[2J",))
    told = check("keyboard", "wrong", faults=("<i>",), keys=keys)
    device = device_of(send(encode(a_report(1, checks=(told,)))))
    page = person.get(f"/devices/{device.id}").text
    assert "<b>A</b>" not in page
    assert "&lt;b&gt;A&lt;/b&gt;" in page
    assert "\x1b" not in page
