"""Many people scanning at the same moment, over HTTP, on both databases."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import tags
from atelier.devices.models import Device, Event, Tag
from atelier.people.roles import Role
from atelier.stock.models import Holding, Posting
from atelier.workshop.intake.models import Donation, IntakeScan
from tests.factories import World, sign_in_as

PEOPLE = 50


@pytest.fixture
def clients(app: APIFlask, world: World) -> list[FlaskClient]:
    made = [app.test_client() for _ in range(PEOPLE)]
    for client in made:
        sign_in_as(client, world.accounts[Role.VOLUNTEER])
    return made


@pytest.fixture
def blanks(session: Session, world: World) -> list[str]:
    run = tags.print_run(
        session, organisation_id=world.organisation.id, count=PEOPLE, batch=str(uuid.uuid4())
    )
    session.commit()
    return [tag.number for tag in run]


def all_at_once(clients: list[FlaskClient], bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def send(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
        answer = client.post("/intake/scans", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json

    db.session.close()
    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(send, clients, bodies))


def body_of(world: World, donation: Donation, code: str, **more: str) -> dict[str, Any]:
    body = {"id": str(uuid.uuid4()), "code": code, "kind": "laptop"}
    return body | {"donation": donation.id, "place": world.bench.id} | more


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_fifty_blank_tags_make_fifty_devices(
    session: Session,
    world: World,
    donation: Donation,
    clients: list[FlaskClient],
    blanks: list[str],
) -> None:
    said = all_at_once(clients, [body_of(world, donation, blank) for blank in blanks])
    assert Counter(one["state"] for one in said) == {"received": PEOPLE}
    tagged = session.scalars(sa.select(Device.tag)).all()
    assert sorted(filter(None, tagged)) == blanks
    claimed = session.scalars(sa.select(Tag.device_id)).all()
    assert len(set(claimed)) == PEOPLE
    assert (count(session, Posting), count(session, Holding)) == (PEOPLE, PEOPLE)


def test_one_tag_scanned_by_fifty_is_one_device(
    session: Session,
    world: World,
    donation: Donation,
    clients: list[FlaskClient],
    blanks: list[str],
) -> None:
    said = all_at_once(clients, [body_of(world, donation, blanks[0]) for _ in clients])
    assert Counter(one["state"] for one in said) == {"received": 1, "refused": PEOPLE - 1}
    assert (count(session, Device), count(session, Posting)) == (1, 1)
    assert count(session, IntakeScan) == PEOPLE


def test_one_serial_scanned_by_fifty_is_one_device(
    session: Session, world: World, donation: Donation, clients: list[FlaskClient]
) -> None:
    said = all_at_once(clients, [body_of(world, donation, "5CG81409PX") for _ in clients])
    assert Counter(one["state"] for one in said) == {"received": 1, "refused": PEOPLE - 1}
    assert count(session, Device) == 1


def test_one_scan_sent_fifty_times_counts_once(
    session: Session,
    world: World,
    donation: Donation,
    clients: list[FlaskClient],
    blanks: list[str],
) -> None:
    body = body_of(world, donation, blanks[0])
    said = all_at_once(clients, [body] * PEOPLE)
    assert all(one == said[0] for one in said)
    assert said[0]["state"] == "received"
    assert count(session, IntakeScan) == 1
    kinds = Counter(session.scalars(sa.select(Event.kind)))
    assert kinds["received"] == kinds["tagged"] == kinds["placed"] == 1
