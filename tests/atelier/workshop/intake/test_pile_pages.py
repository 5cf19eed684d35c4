"""The pile and its JSON, over HTTP."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices import tags
from atelier.people.roles import Role
from atelier.workshop.intake import donations, donors
from atelier.workshop.intake.models import Donation, IntakeScan
from labels import tags as numbers
from tests.atelier.workshop.intake.asking import scan_body, switch_to
from tests.factories import World, make_world


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
def test_a_scan_that_makes_no_sense_is_told_which_field(
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


def test_scans_of_one_organisation_are_not_sent_by_somebody_of_another(
    volunteer: FlaskClient, world: World, donation: Donation, blank: str
) -> None:
    """In another tab somebody else signed in: the page keeps its scans, and asks to sign in."""
    body = scan_body(world, donation, blank)
    for organisation, status in ((world.organisation.id + 1, 401), (world.organisation.id, 200)):
        headers = {"X-Organisation": str(organisation)}
        assert volunteer.post("/intake/scans", json=body, headers=headers).status_code == status


@pytest.mark.parametrize(("minutes", "kept"), [(90, True), (-3, True), (-600, False), (1e6, False)])
def test_when_it_was_scanned_is_kept_unless_that_clock_is_wrong(
    volunteer: FlaskClient,
    session: Session,
    world: World,
    donation: Donation,
    blank: str,
    minutes: float,
    kept: bool,
) -> None:
    told = (now() - timedelta(minutes=minutes)).timestamp() * 1000
    body = scan_body(world, donation, blank, at=round(told))
    volunteer.post("/intake/scans", json=body)
    scan = session.get_one(IntakeScan, (world.organisation.id, body["id"]))
    assert (scan.scanned_at is not None) is kept
