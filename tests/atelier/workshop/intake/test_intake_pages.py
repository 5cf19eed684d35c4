"""The pages and the JSON of the door, over HTTP."""

import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from flask import g
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import tags
from atelier.devices.models import Device, Photo, Tag
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.workshop.intake import donations, donors
from atelier.workshop.intake.models import Donation, Donor
from labels import tags as numbers
from tests.atelier.workshop.intake.conftest import Receive
from tests.factories import World, make_world, sign_in_as


@pytest.fixture
def coordinator(client: FlaskClient, world: World) -> FlaskClient:
    sign_in_as(client, world.accounts[Role.COORDINATOR])
    return client


@pytest.fixture
def volunteer(client: FlaskClient, world: World) -> FlaskClient:
    sign_in_as(client, world.accounts[Role.VOLUNTEER])
    return client


@pytest.fixture
def blank(session: Session, world: World) -> str:
    (tag,) = tags.print_run(
        session, organisation_id=world.organisation.id, count=1, batch=str(uuid.uuid4())
    )
    session.commit()
    return tag.number


def scan_body(world: World, donation: Donation, code: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "code": code,
        "donation": donation.id,
        "place": world.bench.id,
        "kind": "laptop",
        **more,
    }


def switch_to(client: FlaskClient, account: Account) -> None:
    g.pop("_login_user", None)  # the tests' one application context outlives the request
    sign_in_as(client, account)


def queries(run: Callable[[], Any]) -> int:
    seen: list[str] = []

    def count(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        run()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


# --- donors and donations


def test_a_donor_is_made_found_and_changed(coordinator: FlaskClient, world: World) -> None:
    form = {"client_id": str(uuid.uuid4()), "kind": "company", "name": "Testbedrijf <b>"}
    for _ in range(2):
        made = coordinator.post("/donors/new", data=form)
        assert made.status_code == 302
    shown = coordinator.get(made.location).text
    assert "Testbedrijf &lt;b&gt;" in shown
    assert coordinator.get("/donors?q=bedrijf").text.count("Testbedrijf") == 1
    assert "Testbedrijf" not in coordinator.get("/donors?q=100%25").text
    form |= {"name": "Anders", "enterprise_number": "BE 0403.019.261"}
    coordinator.post(f"{made.location}/edit", data=form)
    assert "0403.019.261" in coordinator.get(made.location).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "Vul een naam in."),
        ({"kind": "robot"}, ""),
        ({"enterprise_number": "0403.019.262"}, "ondernemingsnummer klopt niet"),
        ({"email": "niet goed"}, "e-mailadres klopt niet"),
    ],
)
def test_a_donor_that_is_not_right_keeps_what_was_typed(
    coordinator: FlaskClient, change: dict[str, str], words: str
) -> None:
    form = {
        "client_id": str(uuid.uuid4()),
        "kind": "person",
        "name": "Testnaam",
        "note": "blijft staan",
        **change,
    }
    answer = coordinator.post("/donors/new", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "blijft staan" in answer.text


def test_a_person_needs_no_more_than_a_name(coordinator: FlaskClient) -> None:
    form = {"client_id": str(uuid.uuid4()), "kind": "person", "name": "Testnaam"}
    assert coordinator.post("/donors/new", data=form).status_code == 302


def test_a_donation_shows_what_was_promised_and_what_came(
    coordinator: FlaskClient, world: World, donor: Donor, receive: Receive, session: Session
) -> None:
    form = {
        "client_id": str(uuid.uuid4()),
        "promised-laptop": "3",
        "promised-screen": "",
        "expected_on": "2026-12-01",
    }
    for _ in range(2):
        made = coordinator.post(f"/donors/{donor.id}/donations/new", data=form)
    found = session.scalars(sa.select(Donation).where(Donation.donor_id == donor.id)).all()
    donation = found[-1]
    assert (len(found), donation.promised) == (2, {"laptop": 3})  # the fixture's and this one
    receive("SERIAL77", donation=donation)
    receive("SERIAL78", donation=donation, kind="screen")
    session.commit()
    page = coordinator.get(made.location).text
    assert "1 van 3 ontvangen" in page
    assert "en 1 die niet beloofd waren" in page
    assert "1 van 3" in page
    assert "1, niet beloofd" in page
    assert "1 december 2026" in page
    assert coordinator.post(f"/donations/{donation.id}/close").status_code == 302
    assert "Ontvang nu" not in coordinator.get(made.location).text
    coordinator.post(f"/donations/{donation.id}/reopen")
    assert "Ontvang nu" in coordinator.get(made.location).text


def test_references_count_on_within_the_year_of_one_organisation(
    session: Session, donor: Donor
) -> None:
    def make(whose: Donor) -> str:
        return donations.create(session, donor=whose, client_id=str(uuid.uuid4())).reference

    first = make(donor)
    year, _number = first.split("-")
    for donation in session.scalars(sa.select(Donation)):
        donation.reference = f"{year}-999"
    assert (first, make(donor), make(donor)) == (f"{year}-001", f"{year}-1000", f"{year}-1001")
    other = make_world(session, "Ander atelier")
    theirs = donors.create(
        session,
        organisation_id=other.organisation.id,
        client_id=str(uuid.uuid4()),
        details=donors.Details(kind="person", name="Testnaam"),
    )
    assert make(theirs) == f"{year}-001"


def test_the_lists_ask_the_same_number_of_queries_for_3_and_for_30(
    coordinator: FlaskClient, world: World, session: Session, receive: Receive, donation: Donation
) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            donor = donors.create(
                session,
                organisation_id=world.organisation.id,
                client_id=str(uuid.uuid4()),
                details=donors.Details(kind="person", name="Testnaam"),
            )
            donations.create(session, donor=donor, client_id=str(uuid.uuid4()))
            receive(f"SN{uuid.uuid4().hex[:8]}")
        session.commit()
        session.expire_all()

    pages = ["/donors", f"/donations/{donation.id}", f"/donors/{donation.donor_id}", "/intake"]

    def ask() -> list[int]:
        return [queries(lambda url=url: coordinator.get(url)) for url in pages]

    fill(3)
    ask()
    few = ask()
    fill(27)
    assert ask() == few


def test_lists_page_by_key(coordinator: FlaskClient, world: World, session: Session) -> None:
    for number in range(60):
        donors.create(
            session,
            organisation_id=world.organisation.id,
            client_id=str(uuid.uuid4()),
            details=donors.Details(kind="person", name=f"Testnaam {number:03}"),
        )
    session.commit()
    first = coordinator.get("/donors?q=testnaam").text
    (after,) = re.findall(r"after=(\d+)", first)
    second = coordinator.get(f"/donors?q=testnaam&after={after}").text
    assert (first.count("Testnaam 0"), second.count("Testnaam 0")) == (50, 10)


def test_a_volunteer_receives_but_sees_no_donors(
    volunteer: FlaskClient, donation: Donation, world: World
) -> None:
    assert volunteer.get("/donors").status_code == 403
    assert volunteer.get(f"/donations/{donation.id}").status_code == 403
    assert donation.reference in volunteer.get("/intake").text
    chosen = {"donation": donation.id, "place": world.bench.id, "kind": "laptop"}
    assert volunteer.get("/intake/pile", query_string=chosen).status_code == 200


# --- the pile


def test_a_scan_is_answered_in_words_with_what_can_be_done(
    volunteer: FlaskClient, world: World, donation: Donation, blank: str
) -> None:
    body = scan_body(world, donation, blank)
    said = volunteer.post("/intake/scans", json=body).json
    assert said["state"] == "received"
    assert said["title"] == numbers.format_tag(blank)
    assert said["detail"] == "nieuw etiket, nog te meten"
    assert said["device"]["tag"] == blank
    assert volunteer.post("/intake/scans", json=body).json == said
    undone = volunteer.post(said["undo_url"], json={}).json
    assert undone["state"] == "undone"
    again = volunteer.post("/intake/scans", json=body).json
    assert (again["state"], again["undo_url"]) == ("undone", None)


def test_a_serial_without_a_tag_leads_to_one(
    volunteer: FlaskClient, world: World, donation: Donation
) -> None:
    said = volunteer.post("/intake/scans", json=scan_body(world, donation, "5CG81409PX")).json
    assert said["device"]["tag_url"] == f"/devices/{said['device']['id']}/tag"
    assert volunteer.get(said["device"]["tag_url"]).status_code == 200


def test_refusals_and_questions_carry_what_can_be_chosen(
    volunteer: FlaskClient, world: World, donation: Donation, blank: str
) -> None:
    wrong = blank[:2] + str((int(blank[2]) + 1) % 10) + blank[3:]
    refused = volunteer.post("/intake/scans", json=scan_body(world, donation, wrong)).json
    assert refused["suggestions"][0] == {"number": blank, "text": numbers.format_tag(blank)}
    strange = numbers.new()
    asked = volunteer.post("/intake/scans", json=scan_body(world, donation, strange)).json
    assert (asked["state"], asked["fresh"]) == ("unknown", True)
    assert strange in asked["claim_url"]


def test_the_same_answer_in_another_language_where_it_is_translated_later(
    volunteer: FlaskClient, world: World, donation: Donation, session: Session
) -> None:
    """What is kept is the sentence and its values, not the words of one language."""
    body = scan_body(world, donation, "0000000")
    volunteer.post("/intake/scans", json=body)
    scan = session.scalars(sa.select(donations.IntakeScan)).one()
    assert scan.answer["title"] == {"text": "Dit nummer zegt niets", "values": {}}


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"id": "7"}, 422, "id"),
        ({"id": None}, 422, "id"),
        ({"code": ["x"]}, 422, "code"),
        ({"code": ""}, 422, "code"),
        ({"donation": "1"}, 422, "donation"),
        ({"donation": 10**12}, 422, "donation"),
        ({"donation": True}, 422, "donation"),
        ({"place": 999_999}, 404, None),
        ({"donation": 999_999}, 404, None),
        ({"kind": "toaster"}, 422, "kind"),
        ({"device": 999_999}, 404, None),
    ],
)
def test_a_scan_that_makes_no_sense_is_told_which_field(  # noqa: PLR0917
    volunteer: FlaskClient,
    world: World,
    donation: Donation,
    change: dict[str, Any],
    status: int,
    field: str | None,
) -> None:
    body = scan_body(world, donation, "5CG81409PX") | change
    answer = volunteer.post("/intake/scans", json=body)
    assert answer.status_code == status
    assert answer.json["error"].get("field") == field
    assert answer.json["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b'"x"'])
def test_what_is_no_json_object_is_refused(volunteer: FlaskClient, body: bytes) -> None:
    answer = volunteer.post("/intake/scans", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json["error"]["message"]


def test_the_door_is_shut_for_whoever_may_not_receive(
    client: FlaskClient, world: World, donation: Donation
) -> None:
    body = scan_body(world, donation, "5CG81409PX")
    client.application.config["WTF_CSRF_ENABLED"] = False
    assert client.post("/intake/scans", json=body).json["error"]["code"] == "not_signed_in"
    switch_to(client, world.accounts[Role.DESK])
    assert client.post("/intake/scans", json=body).json["error"]["code"] == "forbidden"


def test_nothing_of_another_organisation_opens(
    coordinator: FlaskClient, session: Session, world: World, donation: Donation
) -> None:
    other = make_world(session, "Ander atelier")
    theirs = donors.create(
        session,
        organisation_id=other.organisation.id,
        client_id=str(uuid.uuid4()),
        details=donors.Details(kind="person", name="Geheim"),
    )
    gift = donations.create(session, donor=theirs, client_id=str(uuid.uuid4()))
    batch = str(uuid.uuid4())
    tags.print_run(session, organisation_id=other.organisation.id, count=2, batch=batch)
    session.commit()
    for url in (
        f"/donors/{theirs.id}",
        f"/donors/{theirs.id}/edit",
        f"/donors/{theirs.id}/donations/new",
        f"/donations/{gift.id}",
        f"/donations/{gift.id}/edit",
        f"/labels/runs/{batch}",
        f"/labels/runs/{batch}/pdf",
    ):
        assert coordinator.get(url).status_code == 404, url
    assert "Geheim" not in coordinator.get("/donors").text
    assert "Geheim" not in coordinator.get("/intake").text
    body = scan_body(world, gift, "5CG81409PX")
    assert coordinator.post("/intake/scans", json=body).status_code == 404


@pytest.mark.parametrize("args", ["", "donation=x&place=1&kind=laptop", "kind=toaster"])
def test_a_pile_without_a_choice_asks_for_it(
    volunteer: FlaskClient, world: World, args: str
) -> None:
    answer = volunteer.get(f"/intake/pile?{args}")
    assert answer.status_code == 422
    assert "Wat ontvang je?" in answer.text


def test_the_choice_is_remembered(volunteer: FlaskClient, world: World, donation: Donation) -> None:
    chosen = {"donation": donation.id, "place": world.shelf.id, "kind": "tablet"}
    volunteer.get("/intake/pile", query_string=chosen)
    page = volunteer.get("/intake").text
    for name, value in chosen.items():
        (field,) = re.findall(rf'<input [^>]*name="{name}"[^>]*value="{value}"[^>]*>', page)
        assert "checked" in field


# --- one device


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


# --- labels


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


# --- photos


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


@pytest.mark.parametrize("form", [{}, {"photo": (io.BytesIO(b"<svg/>"), "a.svg")}])
def test_no_photo_says_what_to_do(
    volunteer: FlaskClient, session: Session, receive: Receive, form: dict[str, Any]
) -> None:
    device_id = receive("5CG81409PX").device_id
    session.commit()
    answer = volunteer.post(f"/devices/{device_id}/photos", data=dict(form))
    assert answer.status_code == 422
    assert "foto" in answer.text
