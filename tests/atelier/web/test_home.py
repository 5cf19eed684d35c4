import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from atelier.devices import service
from atelier.devices.identity import from_scan
from atelier.devices.models import Device
from atelier.people.roles import Role
from labels import layout, sheets, sizes
from tests.factories import World, give_tag, sign_in_as


@pytest.fixture
def volunteer(client: FlaskClient, world: World) -> FlaskClient:
    sign_in_as(client, world.accounts[Role.VOLUNTEER])
    return client


@pytest.fixture
def laptop(session: Session, world: World) -> Device:
    """A tagged ThinkPad whose maker's serial is known."""
    device = service.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )
    device.model = service.find_or_create_model(session, "Lenovo", "ThinkPad T470")
    service.remember(session, device, from_scan("PF0TEST1"))
    give_tag(session, device, actor=world.actor)
    session.commit()
    return device


def test_a_scanned_tag_or_serial_opens_the_device(volunteer: FlaskClient, laptop: Device) -> None:
    for code in (laptop.tag, "pf0test1"):
        answer = volunteer.get("/scan", query_string={"code": code})
        assert answer.location == f"/devices/{laptop.id}"


def test_words_that_a_model_bears_are_a_search(volunteer: FlaskClient, laptop: Device) -> None:
    answer = volunteer.get("/scan", query_string={"code": "thinkpad"})
    assert answer.location == "/devices?q=thinkpad"


def test_an_unknown_code_offers_choices(volunteer: FlaskClient, world: World) -> None:
    page = volunteer.get("/scan", query_string={"code": "<b>XYZ"}).text
    assert "Deze code kennen we niet" in page
    assert "&lt;b&gt;XYZ" in page
    assert "Nieuw toestel" in page


def test_a_misread_tag_says_so_and_suggests(volunteer: FlaskClient, laptop: Device) -> None:
    tag = laptop.tag or ""
    misread = f"{(int(tag[0]) + 1) % 10}{tag[1:]}"
    page = volunteer.get("/scan", query_string={"code": misread}).text
    assert "er is een cijfer fout" in page
    assert f"{tag[:4]} {tag[4:8]} {tag[8:]}" in page


def test_a_frame_of_a_camera_is_read(volunteer: FlaskClient, laptop: Device) -> None:
    import pypdfium2  # noqa: PLC0415 - heavy, and only this test draws a label

    tag = laptop.tag or ""
    document = pypdfium2.PdfDocument(sheets.pdf([layout.blank(tag)], sizes.SIZES["62x29"]))
    picture = io.BytesIO()
    document[0].render(scale=4).to_pil().convert("RGB").save(picture, "JPEG")
    answer = volunteer.post("/scan/frame", data=picture.getvalue(), content_type="image/jpeg")
    assert tag in (answer.get_json() or {}).get("codes", [])


@pytest.mark.parametrize("body", [b"", b"not a picture", b"\xff\xd8\xff\xe0 truncated"])
def test_what_is_no_picture_is_refused_in_words(volunteer: FlaskClient, body: bytes) -> None:
    answer = volunteer.post("/scan/frame", data=body, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "geen foto" in answer.get_json()["error"]["message"]


def test_a_huge_picture_is_not_unpacked(volunteer: FlaskClient) -> None:
    picture = io.BytesIO()
    Image.new("1", (9000, 9000)).save(picture, "PNG")
    answer = volunteer.post(
        "/scan/frame", data=picture.getvalue(), headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("after", ["0", "-1", "99999999999999999999", "x", ""])
def test_a_key_that_cannot_exist_is_the_first_page(
    volunteer: FlaskClient, laptop: Device, after: str
) -> None:
    assert "ThinkPad T470" in volunteer.get("/devices", query_string={"after": after}).text
