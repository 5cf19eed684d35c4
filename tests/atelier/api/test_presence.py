"""POST /api/agent/v1/presence: what a machine shows, and what it hears to do."""

import json
import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.bench import orders, service
from atelier.bench.models import Presence
from atelier.db import db, now
from atelier.devices import service as devices
from atelier.people import tokens
from atelier.people.actor import SYSTEM
from atelier.workshop.diagnosis import choosing, config
from tests.atelier.api.conftest import Machine
from tests.conftest import make_app
from tests.factories import World, give_tag, make_world
from tests.reports import a_disk, a_system
from tests.visits import counted


def on_bench(session: Session, world: World) -> list[str]:
    session.rollback()
    found = service.connected(session, world.organisation.id)
    return [seen.presence.boot_id for seen in found]


def test_a_device_without_a_tag_leads_to_where_it_is_claimed(machine: Machine) -> None:
    device = machine.device().id
    assert machine.poll().json == {
        "version": machine.poll().json["version"],
        "device": {
            "tag": None,
            "url": f"http://localhost/devices/{device}",
            "name": "Lenovo ThinkPad T470",
        },
        "url": f"http://localhost/devices/{device}/receive",
        "next_step": {
            "key": "receive",
            "name": "Ontvang het toestel",
            "text": "We weten nog niet van wie dit toestel komt.",
        },
        "way": [
            ["Ontvangen", "now"],
            ["Gemeten", "to_come"],
            ["Wissen", "to_come"],
            ["Software", "to_come"],
            ["Herstellen", "to_come"],
            ["Nakijken", "to_come"],
            ["Klaar", "to_come"],
        ],
        "orders": [],
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Ontvang het toestel"),
        ("fr", "Recevoir l'appareil"),
        ("en", "Receive the device"),
        ("xx-no-such", "Ontvang het toestel"),
    ],
)
def test_the_machine_speaks_its_own_language(machine: Machine, language: str, words: str) -> None:
    view = machine.poll(language=language).json
    assert view["next_step"]["name"].replace("’", "'") == words


def test_the_version_tells_whether_anything_is_new(
    session: Session, world: World, machine: Machine
) -> None:
    first = machine.poll().json["version"]
    assert machine.poll(seen=first).json["version"] == first
    give_tag(session, machine.device(), actor=world.actor)
    session.commit()
    second = machine.poll().json
    assert second["version"] != first
    assert second["device"]["tag"] == machine.device().tag[:4] + second["device"]["tag"][4:]


def test_a_machine_says_that_it_is_here(session: Session, world: World, machine: Machine) -> None:
    assert on_bench(session, world) == []
    machine.poll(doing="checking", started_from="network", language="fr")
    machine.poll(doing="working", started_from="network", language="fr")
    (seen,) = service.connected(session, world.organisation.id)
    row = seen.presence
    assert (row.boot_id, row.doing, row.started_from) == (machine.boot_id, "working", "network")
    assert (row.language, row.agent_version, seen.station) == ("fr", "1.2", "Teststick")
    assert seen.device == machine.device()
    machine.poll(doing="going_off")
    assert on_bench(session, world) == []


def test_who_asks_no_more_is_gone(session: Session, world: World, machine: Machine) -> None:
    machine.poll()
    row = session.get_one(Presence, (world.organisation.id, machine.boot_id))
    row.last_seen_at = now() - timedelta(seconds=44)
    session.commit()
    assert on_bench(session, world) == [machine.boot_id]
    row.last_seen_at = now() - timedelta(seconds=46)
    session.commit()
    assert on_bench(session, world) == []
    machine.poll()
    assert on_bench(session, world) == [machine.boot_id]


@pytest.mark.parametrize("owner", ["nobody", "another"])
def test_a_report_that_this_organisation_does_not_have(
    session: Session, client: FlaskClient, machine: Machine, owner: str
) -> None:
    if owner == "another":
        other = make_world(session, "Ander atelier")
        session.commit()
        machine = Machine(client, other, report_id=machine.report_id)
    else:
        machine.report_id = str(uuid.uuid4())
    answer = machine.poll()
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "unknown_report")
    assert on_bench(session, machine.world) == []


def test_while_a_person_has_to_choose(session: Session, world: World, machine: Machine) -> None:
    Machine(machine.client, world, 5).report(system=a_system(5, serial="SAME-7"))
    twin = Machine(machine.client, world, 6)
    twin.report(system=a_system(6, serial="SAME-7"))
    view = twin.poll().json
    assert view["device"] is None
    assert view["url"] == f"http://localhost/reports/{twin.report_id}"
    assert (view["next_step"]["key"], view["way"]) == ("choose", [])
    (seen,) = service.connected(session, world.organisation.id)
    assert seen.device is None
    stored = choosing.get(session, world.organisation.id, twin.report_id)
    chosen = choosing.choose(session, stored, None, actor=world.actor, rules=config.rules())
    session.commit()
    assert twin.poll().json["device"]["url"].endswith(f"/devices/{chosen.id}")


def test_a_merged_record_is_followed(session: Session, world: World, machine: Machine) -> None:
    other = Machine(machine.client, world, 2)
    other.report()
    machine.poll()
    devices.merge(session, keep=other.device(), absorb=machine.device(), actor=world.actor)
    session.commit()
    assert machine.poll().json["device"]["url"].endswith(f"/devices/{other.device().id}")


def test_orders_come_along_and_go(session: Session, world: World, machine: Machine) -> None:
    disk = a_disk(1)
    order = machine.ordered("self_test", disk=f"serial:{disk.serial}")
    system = a_system(1)
    assert machine.poll().json["orders"] == [
        {
            "id": order,
            "kind": "self_test",
            "machine": {
                "report_id": machine.report_id,
                "uuid": system.uuid,
                "serial": system.serial,
                "board_serial": system.board_serial,
            },
            "disk": {
                "serial": disk.serial,
                "wwn": None,
                "model": disk.model,
                "size_bytes": disk.size_bytes,
            },
            "parameters": {"length": "short"},
            "state": "issued",
            "stop": False,
            "started_in": None,
            "last_number": None,
            "checkpoint": {},
        }
    ]
    machine.says(order, "running", checkpoint={"at": 7})
    orders.stop(session, world.organisation.id, order, by=SYSTEM)
    session.commit()
    (told,) = machine.poll().json["orders"]
    assert (told["state"], told["stop"]) == ("running", True)
    assert (told["started_in"], told["last_number"]) == (machine.boot_id, 1)
    assert told["checkpoint"] == {"at": 7}
    machine.says(order, "failed", reason="stopped")
    assert machine.poll().json["orders"] == []


def test_progress_is_no_news_to_who_told_it(machine: Machine) -> None:
    machine.poll()
    order = machine.ordered()
    machine.says(order, "running")
    before = machine.poll().json["version"]
    assert machine.says(order, "running", fraction=0.5, checkpoint={"at": 8}).status_code == 200
    assert machine.poll().json["version"] == before


def test_an_order_for_a_restart_is_handed_to_the_start_after_it(machine: Machine) -> None:
    order = machine.ordered("reboot")
    machine.poll()
    machine.says(order, "running")
    machine.poll(doing="going_off")
    first, machine.boot_id = machine.boot_id, str(uuid.uuid4())
    (told,) = machine.poll().json["orders"]
    assert (told["state"], told["started_in"], told["last_number"]) == ("running", first, 1)
    assert machine.says(order, "done").json == {"state": "done", "stop": False}


def test_a_machine_that_says_the_same_gets_no_order_of_another(
    world: World, machine: Machine
) -> None:
    twin = Machine(machine.client, world, 1)
    order = machine.ordered("self_test", disk=f"serial:{a_disk(1).serial}")
    machine.poll()
    machine.says(order, "running")
    twin.report()
    assert twin.poll().json["orders"] == []
    assert len(machine.poll().json["orders"]) == 1
    answer = twin.says(order, "failed", number=99, reason="other_disk")
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "other_start")
    machine.poll(doing="going_off")
    assert twin.poll().json["orders"] == []
    again = Machine(machine.client, world, 1, report_id=machine.report_id)
    assert len(again.poll().json["orders"]) == 1


def test_another_station_speaks_for_a_machine_only_once_it_is_free(
    session: Session, world: World, machine: Machine
) -> None:
    machine.poll()
    station, token = tokens.create(
        session, organisation_id=world.organisation.id, name="Andere stick", by=None
    )
    session.commit()
    body = json.dumps(machine.presence()).encode()
    answer = machine.post("/presence", body, token)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "other_station")
    tokens.revoke(session, world.station)
    session.commit()
    assert machine.post("/presence", body, token).status_code == 200
    row = session.get_one(Presence, (world.organisation.id, machine.boot_id))
    session.refresh(row)
    assert row.station_id == station.id


def test_a_token_for_reports_alone_is_not_enough(
    session: Session, world: World, machine: Machine
) -> None:
    _, token = tokens.create(
        session,
        organisation_id=world.organisation.id,
        name="Oude stick",
        by=None,
        scopes=("reports",),
    )
    session.commit()
    order = machine.ordered()
    for path, sent in (
        ("/presence", machine.presence()),
        (f"/orders/{order}/words", machine.word("done")),
    ):
        answer = machine.post(path, json.dumps(sent).encode(), token)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "forbidden")


def test_a_withdrawn_token_is_closed(session: Session, world: World, machine: Machine) -> None:
    order = machine.ordered()
    tokens.revoke(session, world.station)
    session.commit()
    assert machine.poll().status_code == 401
    assert machine.says(order, "done").status_code == 401


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"boot_id": ""}, "boot_id"),
        ({"boot_id": "x" * 65}, "boot_id"),
        ({"boot_id": "a b"}, "boot_id"),
        ({"boot_id": 7}, "boot_id"),
        ({"doing": "dancing"}, "doing"),
        ({"wait_s": "long"}, "wait_s"),
        ({"agent_version": "1\0"}, "agent_version"),
        ({"language": "\ud800"}, "language"),
    ],
)
def test_a_wrong_field_is_named(
    session: Session, world: World, machine: Machine, change: dict[str, Any], field: str
) -> None:
    answer = machine.post("/presence", json.dumps({**machine.presence(), **change}).encode())
    assert (answer.status_code, answer.json["error"]["field"]) == (422, field)
    assert on_bench(session, world) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"wait_s": NaN}', b"[" * 100_000])
def test_what_is_no_json(machine: Machine, body: bytes) -> None:
    answer = machine.post("/presence", body)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "not_json")


def test_what_is_too_large(machine: Machine) -> None:
    assert machine.post("/presence", b" " * 300_000).status_code == 413


def test_a_poll_waits_no_longer_than_it_may(machine: Machine) -> None:
    seen = machine.poll().json["version"]
    start = time.monotonic()
    assert machine.poll(seen=seen, wait_s=1.2).json["version"] == seen
    assert 1.2 <= time.monotonic() - start < 5
    start = time.monotonic()
    machine.poll(seen=seen, wait_s=-1e9)
    machine.poll(seen="else", wait_s=20)
    assert time.monotonic() - start < 5


def test_the_setting_is_the_longest_wait(database_url: str, tmp_path, world: World) -> None:
    app = make_app(database_url, tmp_path, orders={"wait_s": 0.1}, site={"address": "https://a.b"})
    machine = Machine(app.test_client(), world)
    machine.report()
    view = machine.poll().json
    start = time.monotonic()
    machine.poll(seen=view["version"], wait_s=20)
    assert time.monotonic() - start < 5
    assert view["device"]["url"].startswith("https://a.b/devices/")
    with app.app_context():
        db.engine.dispose()


def test_the_number_of_queries_is_fixed(world: World, machine: Machine) -> None:
    machine.poll()
    figures = []
    for others in (3, 30):
        for number in range(others):
            other = Machine(machine.client, world, 100 + number)
            if others == 3 or number >= 3:
                other.report()
                other.ordered()
                other.poll()
        order = machine.ordered()
        with counted(db.engine) as statements:
            machine.poll()
            machine.says(order, "done")
            db.session.rollback()
            service.connected(db.session, world.organisation.id)
        figures.append(len(statements))
    assert figures[0] == figures[1]
