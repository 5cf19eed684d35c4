"""The pages that print labels, over HTTP."""

import re
import uuid

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.devices.models import Device, Tag
from atelier.workshop.intake.models import Donation
from tests.atelier.workshop.intake.conftest import Receive
from tests.factories import World


def _codes(pdf: bytes) -> list[str]:
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=300 / 72).to_pil().convert("L")
        found += [code.text for code in zxingcpp.read_barcodes(picture)]
    return found


def test_blank_tags_are_printed_and_printed_again(
    volunteer: FlaskClient, session: Session, world: World
) -> None:
    form = {"client_id": str(uuid.uuid4()), "size": "L7163", "count": "3", "start": "13"}
    for _ in range(2):
        made = volunteer.post("/labels/blank", data=form)
        assert made.status_code == 302
    printed = set(session.scalars(sa.select(Tag.number)))
    assert len(printed) == 3
    page = volunteer.get(made.location).text
    assert "3 etiketten klaar" in page
    assert "Al gedrukt" in volunteer.get("/labels").text
    pdf_url = re.search(r'href="(/labels/runs/[^"]*pdf[^"]*)"', page)[1].replace("&amp;", "&")
    answer = volunteer.get(pdf_url)
    assert answer.mimetype == "application/pdf"
    assert len(pypdfium2.PdfDocument(answer.data)) == 2  # labels 13 and 14, then a new sheet
    assert set(_codes(answer.data)) == printed
    assert volunteer.get(pdf_url).data == answer.data
    zpl = volunteer.get(pdf_url.replace("/pdf", "/zpl") + "&dpi=300")
    assert zpl.mimetype == "text/plain"
    assert zpl.text.count("^XA") == 3


@pytest.mark.parametrize(
    "form",
    [
        {"count": "0"},
        {"count": "1001"},
        {"count": "x"},
        {"start": "15"},
        {"size": "free", "width": "5", "height": "5"},
        {"size": "L9999"},
    ],
)
def test_labels_that_cannot_be_are_refused_before_a_number_is_made(
    volunteer: FlaskClient, session: Session, world: World, form: dict[str, str]
) -> None:
    base = {"client_id": str(uuid.uuid4()), "size": "L7163", "count": "3", "start": "1"}
    answer = volunteer.post("/labels/blank", data=base | form)
    assert answer.status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(Tag)) == 0


@pytest.mark.parametrize(
    "size", ["L7163", "L7162", "L7651", "62", "62x29", "29x90", "free&width=70&height=35"]
)
def test_every_size_has_a_picture_and_pages(
    volunteer: FlaskClient, world: World, size: str
) -> None:
    picture = volunteer.get(f"/labels/picture.svg?size={size}")
    assert picture.mimetype == "image/svg+xml"
    assert volunteer.get(f"/labels/blank?size={size}").status_code == 200


def test_the_label_of_a_device_says_its_model_and_tag(
    volunteer: FlaskClient, session: Session, world: World, receive: Receive, donation: Donation
) -> None:
    device_id = receive("5CG81409PX").device_id
    session.commit()
    url = f"/devices/{device_id}/label"
    assert volunteer.get(f"{url}/pdf").status_code == 404
    once = {"client_id": str(uuid.uuid4()), "count": "1"}
    for _ in range(2):
        assert volunteer.post(url, data=once).status_code == 302
    session.expire_all()
    tag = session.get_one(Device, device_id).tag
    assert session.scalars(sa.select(Tag.number)).all() == [tag]
    pdf = volunteer.get(f"{url}/pdf?size=62x29").data
    assert set(_codes(pdf)) == {tag}
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    assert donation.donor.name not in text
    assert volunteer.get(url).status_code == 200
