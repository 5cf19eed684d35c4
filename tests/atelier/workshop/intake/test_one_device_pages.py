"""Receiving, tagging and photographing one device, over HTTP."""

import io
import uuid

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from atelier.devices.models import Device, Photo
from atelier.people.roles import Role
from atelier.workshop.intake.models import Donation
from tests.atelier.workshop.intake.asking import switch_to
from tests.atelier.workshop.intake.conftest import Receive
from tests.factories import World, make_world


def test_a_reported_device_is_received_from_its_page_and_then_gets_its_tag(
    volunteer: FlaskClient, session: Session, world: World, donation: Donation, blank: str
) -> None:
    device = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(device)
    session.commit()
    form = {
        "client_id": str(uuid.uuid4()),
        "donation": donation.id,
        "place": world.shelf.id,
    }
    answer = volunteer.post(f"/devices/{device.id}/receive", data=form)
    assert answer.location == f"/devices/{device.id}/tag"
    again = volunteer.post(
        f"/devices/{device.id}/receive", data=form | {"client_id": str(uuid.uuid4())}
    )
    assert again.status_code == 422
    assert "Al ontvangen" in again.text
    seen = volunteer.get(f"/devices/{device.id}/tag?code={blank}").text
    assert "Plak dit etiket op dit toestel" in seen
    done = volunteer.post(
        f"/devices/{device.id}/tag", data={"client_id": str(uuid.uuid4()), "code": blank}
    )
    assert done.location == f"/devices/{device.id}"
    session.expire_all()
    assert (device.tag, device.next_step) == (blank, "diagnose")


def test_two_records_become_one_only_after_a_person_agreed(
    volunteer: FlaskClient, session: Session, world: World, receive: Receive, blank: str
) -> None:
    received_id = receive(blank).device_id
    device = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(device)
    session.commit()
    form = {"client_id": str(uuid.uuid4()), "code": blank}
    asked = volunteer.post(f"/devices/{device.id}/tag", data=form)
    assert "Ja, het is hetzelfde toestel" in asked.text
    session.expire_all()
    assert device.merged_into_id is None
    done = volunteer.post(f"/devices/{device.id}/tag", data=form | {"agreed": "y"})
    assert done.location == f"/devices/{received_id}"
    session.expire_all()
    assert device.merged_into_id == received_id


def test_a_wrong_digit_on_the_tag_page_offers_what_was_meant(
    volunteer: FlaskClient, session: Session, world: World, blank: str
) -> None:
    device = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(device)
    session.commit()
    wrong = blank[:2] + str((int(blank[2]) + 1) % 10) + blank[3:]
    answer = volunteer.post(
        f"/devices/{device.id}/tag", data={"client_id": str(uuid.uuid4()), "code": wrong}
    )
    assert answer.status_code == 422
    assert f"code={blank}" in answer.text


def _jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (600, 400), "red").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def photographed(volunteer: FlaskClient, session: Session, world: World, receive: Receive) -> Photo:
    device_id = receive("5CG81409PX").device_id
    session.commit()
    form = {"photo": (io.BytesIO(_jpeg()), "../../evil.php")}
    answer = volunteer.post(f"/devices/{device_id}/photos", data=form)
    assert answer.location == f"/devices/{device_id}"
    return session.scalars(sa.select(Photo)).one()


def test_a_photo_is_taken_and_seen(volunteer: FlaskClient, photographed: Photo) -> None:
    for url in (f"/photos/{photographed.id}.jpg", f"/photos/{photographed.id}/small.jpg"):
        answer = volunteer.get(url)
        assert answer.mimetype == "image/jpeg"
        assert answer.headers["Cache-Control"] == "max-age=31536000, private, immutable"
        Image.open(io.BytesIO(answer.data)).load()
        answer.close()
    assert "small.jpg" in volunteer.get(f"/devices/{photographed.device_id}/photos").text


def test_a_photo_of_another_organisation_is_not_there(
    client: FlaskClient, session: Session, photographed: Photo
) -> None:
    other = make_world(session, "Ander atelier")
    session.commit()
    switch_to(client, other.accounts[Role.VOLUNTEER])
    assert client.get(f"/photos/{photographed.id}.jpg").status_code == 404


@pytest.mark.parametrize("sent", [None, b"<svg/>"])
def test_no_photo_says_what_to_do(
    volunteer: FlaskClient, session: Session, receive: Receive, sent: bytes | None
) -> None:
    device_id = receive("5CG81409PX").device_id
    session.commit()
    form = {"photo": (io.BytesIO(sent), "a.svg")} if sent else {}
    answer = volunteer.post(f"/devices/{device_id}/photos", data=form)
    assert answer.status_code == 422
    assert "foto" in answer.text
