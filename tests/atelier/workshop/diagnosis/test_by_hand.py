"""A person says how a device is that cannot measure itself."""

import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event
from atelier.people.roles import Role
from atelier.workshop.diagnosis import by_hand
from atelier.workshop.diagnosis.by_hand import Seen
from tests.atelier.workshop.diagnosis.conftest import Send
from tests.factories import World, sign_in_as
from tests.reports import a_disk, body


def make(session: Session, world: World, kind: str) -> Device:
    device = devices.create(
        session, organisation_id=world.organisation.id, kind=kind, actor=world.actor
    )
    session.commit()
    return device


def diagnoses(session: Session, device: Device) -> list[Event]:
    return [e for e in history.events_of(session, device) if e.kind == facts.DIAGNOSED]


def record(session: Session, world: World, device: Device, seen: Seen, client_id: str = "") -> None:
    key = client_id or str(uuid.uuid4())
    by_hand.record(session, device, seen, actor=world.actor, client_id=key)
    session.commit()


@pytest.mark.parametrize(
    ("kind", "has_disk", "media"),
    [
        ("smartphone", None, ["built-in"]),
        ("tablet", None, ["built-in"]),
        ("screen", None, []),
        ("laptop", True, ["built-in"]),
        ("laptop", False, []),
        ("laptop", None, None),
        ("other", None, None),
    ],
)
def test_what_is_in_it_is_never_guessed(
    session: Session, world: World, kind: str, has_disk: bool | None, media: list[str] | None
) -> None:
    device = make(session, world, kind)
    record(session, world, device, Seen(has_disk=has_disk))
    (fact,) = diagnoses(session, device)
    assert fact.data.get("media") == media


def test_a_yes_does_not_replace_what_was_measured(
    session: Session, world: World, send: Send
) -> None:
    device = send(body(1)).device
    assert device
    record(session, world, device, Seen(has_disk=True))
    assert history.state_of(session, device).media == {f"serial:{a_disk(1).serial}"}


def test_names_and_sizes_are_taken_over(session: Session, world: World) -> None:
    device = make(session, world, "smartphone")
    seen = Seen(
        parts={"screen": "worn"}, maker="Samsung", model="Galaxy A52", memory_gb=6, storage_gb=128
    )
    record(session, world, device, seen)
    assert device.name == "Samsung Galaxy A52"
    assert (device.memory_bytes, device.disk_bytes) == (6 * 2**30, 128 * 10**9)
    (fact,) = diagnoses(session, device)
    assert fact.data["by_hand"] == {"screen": "worn"}
    assert device.diagnosed_at == fact.at


def test_sent_twice_it_counts_once(session: Session, world: World) -> None:
    device, key = make(session, world, "tablet"), str(uuid.uuid4())
    record(session, world, device, Seen(model="Een"), key)
    record(session, world, device, Seen(model="Twee"), key)
    assert device.name == "Een"
    assert len(diagnoses(session, device)) == 1


def test_the_form(client: FlaskClient, session: Session, world: World) -> None:
    device = make(session, world, "smartphone")
    sign_in_as(client, world.accounts[Role.BENCH_WORKER])
    address = f"/devices/{device.id}/diagnosis"
    page = client.get(address).text
    assert "Hoe is de batterij?" in page
    assert "Zit er een schijf in?" not in page
    key = page.split('name="client_id"')[1].split('value="')[1].split('"')[0]
    answers = {"client_id": key, "screen": "good", "battery": "worn", "maker": "Fairphone"}
    unfinished = client.post(address, data=answers)
    assert unfinished.status_code == 422
    assert "Fairphone" in unfinished.text
    done = client.post(address, data={**answers, "buttons": "unknown", "memory_gb": "4"})
    assert (done.status_code, done.location) == (302, f"/devices/{device.id}")
    (fact,) = diagnoses(session, device)
    assert fact.data["by_hand"] == {"screen": "good", "battery": "worn", "buttons": "unknown"}


@pytest.mark.parametrize("size", ["0", "-3", "8 GB", "99999999999999999999"])
def test_sizes_have_bounds(client: FlaskClient, session: Session, world: World, size: str) -> None:
    device = make(session, world, "smartphone")
    sign_in_as(client, world.accounts[Role.BENCH_WORKER])
    answers = dict.fromkeys(("screen", "battery", "buttons"), "good")
    data = {**answers, "client_id": str(uuid.uuid4()), "memory_gb": size}
    assert client.post(f"/devices/{device.id}/diagnosis", data=data).status_code == 422
    assert diagnoses(session, device) == []
