"""The page of a device: what it shows, to whom, and at what cost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.people.roles import Role
from atelier.stock import ledger
from atelier.workshop.diagnosis import config, service
from diagnostics.report import Battery, Report, encode
from tests.factories import World, give_tag, make_world
from tests.reports import a_report, a_system, memory
from tests.visits import Person, counted

Send = Callable[[Report], Device]


@pytest.fixture
def send(session: Session, world: World) -> Send:
    def accept(report: Report) -> Device:
        outcome = service.accept(
            session,
            organisation_id=world.organisation.id,
            body=encode(report),
            actor=Actor(station_id=world.station.id),
            limits=config.limits(),
            rules=config.rules(),
        )
        assert isinstance(outcome, service.Outcome)
        assert outcome.device
        return outcome.device

    return accept


@pytest.fixture
def person(app: APIFlask, world: World) -> Person:
    """A bench worker who is signed in."""
    visitor = Person(app)
    visitor.sign_in(world.accounts[Role.BENCH_WORKER].login)
    return visitor


def test_a_reported_machine_is_shown_with_its_health(person: Person, send: Send) -> None:
    device = send(a_report(1))
    page = person.get(f"/devices/{device.id}").text
    for words in ("Lenovo ThinkPad T470", "14 duim", "8 GB", "256 GB SSD", "Batterij · 86 % van"):
        assert words in page, words
    assert "Gemeten" in page
    assert "door Teststick" in page


def test_the_next_step_is_the_one_big_button(
    person: Person, send: Send, session: Session, world: World
) -> None:
    device = send(a_report(1))
    assert "We weten nog niet van wie dit toestel komt." in person.get(f"/devices/{device.id}").text
    give_tag(session, device, actor=world.actor)
    ledger.post(
        session, device, world.bench, reason="test", actor=world.actor, client_id="to the bench"
    )
    page = person.get(f"/devices/{device.id}").text
    assert page.count('class="btn-next"') == 1
    assert "Ontvang dit toestel" in page


def test_what_changed_stands_with_the_report_that_showed_it(person: Person, send: Send) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=30)
    send(a_report(1, made_at=long_ago))
    weaker = (Battery(name="BAT0", design_mwh=23_000, full_mwh=13_000),)
    device = send(a_report(1, batteries=weaker, memory=memory(16)))
    page = person.get(f"/devices/{device.id}").text
    assert "86 % → 56 %" in page
    assert "nu 16 GB" in page
    assert "16 GB" in page.split("Hoe gaat het")[0]


def test_text_from_hardware_is_shown_harmlessly(person: Person, send: Send) -> None:
    nasty = "<script>alert(1)</script>\x00\x07\u202e"
    device = send(a_report(2, system=a_system(2, product=nasty, version=nasty, serial=nasty)))
    page = person.get(f"/devices/{device.id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert not {"\x00", "\x07"} & set(page)


def test_another_organisation_does_not_see_it(app: APIFlask, send: Send, session: Session) -> None:
    device = send(a_report(1))
    other = make_world(session, "Ander test-atelier")
    session.commit()
    stranger = Person(app)
    stranger.sign_in(other.accounts[Role.ADMINISTRATOR].login)
    assert stranger.get(f"/devices/{device.id}").status_code == 404


def test_a_merged_record_leads_to_the_device_it_became(
    person: Person, send: Send, session: Session, world: World
) -> None:
    reported = send(a_report(1))
    tagged = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )
    give_tag(session, tagged, actor=world.actor)
    devices.merge(session, keep=tagged, absorb=reported, actor=world.actor)
    page = person.get(f"/devices/{reported.id}").text
    assert f"{tagged.tag[:4]} {tagged.tag[4:8]} {tagged.tag[8:]}" in page
    assert "Lenovo ThinkPad T470" in page


def test_a_long_history_costs_no_more_queries(person: Person, send: Send) -> None:
    start = datetime.now(UTC) - timedelta(days=100)
    page = f"/devices/{send(a_report(1, made_at=start)).id}"
    person.get(page)
    with counted(db.engine) as few:
        person.get(page)
    for day in range(1, 25):
        sizes = memory(8 if day % 2 else 16)
        send(a_report(1, made_at=start + timedelta(days=day), memory=sizes))
    with counted(db.engine) as many:
        person.get(page)
    assert len(many) == len(few)


def test_what_a_person_corrects_is_shown_and_told(
    person: Person, send: Send, session: Session
) -> None:
    device = send(a_report(1))
    answer = person.post(
        f"/devices/{device.id}/correct",
        {"kind": "desktop", "maker": "Zelfbouw", "model": "Kast 1"},
    )
    assert answer.status_code == 302
    page = person.get(f"/devices/{device.id}").text
    assert "Zelfbouw Kast 1" in page
    assert "Gegevens verbeterd" in page


def test_a_report_that_misses_much_is_shown_all_the_same(person: Person, send: Send) -> None:
    bare = replace(a_report(5), system=a_system(5, maker=None, product=None, version=None))
    device = send(replace(bare, disks=(), screens=(), batteries=()))
    assert person.get(f"/devices/{device.id}").status_code == 200
