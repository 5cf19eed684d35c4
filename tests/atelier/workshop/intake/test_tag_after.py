"""The number of the maker and then a blank tag, of one thing: two scans, one device."""

import uuid

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.devices import history, tags
from atelier.devices import service as devices
from atelier.devices.models import Device, Tag
from atelier.errors import Conflict, Invalid
from atelier.workshop.intake import answers, donations, service
from atelier.workshop.intake.models import Donation, IntakeScan
from labels.tags import format_tag
from tests.atelier.workshop.intake.asking import scan_body
from tests.atelier.workshop.intake.conftest import Receive
from tests.factories import World, make_world


def device_of(session: Session, scan: IntakeScan) -> Device:
    return devices.get(session, scan.organisation_id, scan.device_id or 0)


def undo(session: Session, world: World, scan: IntakeScan) -> IntakeScan:
    return service.undo(
        session,
        organisation_id=world.organisation.id,
        client_id=scan.client_id,
        actor=world.actor,
    )


def test_the_tag_goes_on_what_was_scanned_just_before(
    session: Session, donation: Donation, receive: Receive, blank: str
) -> None:
    number = receive("PF0TEST1")
    tag = receive(format_tag(blank), after=number.client_id)
    device = device_of(session, number)
    assert (tag.state, tag.device_id, device.tag) == (answers.TAGGED, device.id, blank)
    assert tag.settled_at is not None
    assert "PF0TEST1" in str(answers.sentence(tag.answer["detail"]))
    assert donations.came(session, [donation.id]) == {donation.id: 1}
    assert device.next_step == "diagnose"


def test_a_tag_with_nothing_before_it_is_a_device(
    session: Session, donation: Donation, receive: Receive, blank: str
) -> None:
    number = receive("PF0TEST1")
    tag = receive(blank)
    assert (tag.state, device_of(session, number).tag) == (answers.RECEIVED, None)
    assert donations.came(session, [donation.id]) == {donation.id: 2}


def test_only_on_what_bears_no_tag_yet(
    session: Session, world: World, receive: Receive, blank: str
) -> None:
    number = receive("PF0TEST1")
    receive(blank, after=number.client_id)
    more = _blank(session, world)
    assert receive(more, after=number.client_id).state == answers.RECEIVED
    assert device_of(session, number).tag == blank


def test_not_on_what_was_refused_taken_back_or_of_another_donation(
    session: Session, world: World, donation: Donation, receive: Receive, blank: str
) -> None:
    other = donations.create(session, donor=donation.donor, client_id=str(uuid.uuid4()))
    elsewhere = receive("PF0TEST1", donation=other)
    assert receive(blank, after=elsewhere.client_id).state == answers.RECEIVED
    back = receive("PF0TEST2")
    undo(session, world, back)
    assert receive(_blank(session, world), after=back.client_id).state == answers.RECEIVED
    refused = receive("PF0TEST1")
    assert refused.state == answers.REFUSED
    assert receive(_blank(session, world), after=refused.client_id).state == answers.RECEIVED


def test_nor_on_what_another_organisation_scanned(
    session: Session, receive: Receive, blank: str
) -> None:
    number = receive("PF0TEST1")
    number.organisation_id = make_world(session, name="Elders").organisation.id
    session.flush()
    assert receive(blank, after=number.client_id).state == answers.RECEIVED


def test_the_same_scan_again_changes_nothing(
    session: Session, receive: Receive, blank: str
) -> None:
    number, again = receive("PF0TEST1"), str(uuid.uuid4())
    first = receive(blank, after=number.client_id, client_id=again)
    assert receive(blank, after=number.client_id, client_id=again) is first
    assert [e.kind for e in history.events_of(session, device_of(session, number))].count(
        "tagged"
    ) == 1


def test_it_was_of_something_else(
    session: Session, world: World, donation: Donation, receive: Receive, blank: str
) -> None:
    number = receive("PF0TEST1")
    tag = receive(blank, after=number.client_id)
    undo(session, world, tag)
    bare = device_of(session, number)
    assert (bare.tag, bare.next_step) == (None, "receive")
    assert session.get_one(Tag, blank).device_id is None
    undo(session, world, tag)  # twice is once
    other = receive(blank)
    assert (other.state, device_of(session, other).tag) == (answers.RECEIVED, blank)
    assert other.device_id != bare.id
    assert donations.came(session, [donation.id]) == {donation.id: 2}


def test_not_once_it_bears_another(
    session: Session, world: World, receive: Receive, blank: str
) -> None:
    number = receive("PF0TEST1")
    tag = receive(blank, after=number.client_id)
    device_of(session, number).tag = None
    session.flush()
    with pytest.raises(Conflict, match=r"niet .meer. op dit"):
        undo(session, world, tag)


def test_what_names_no_scan_is_told(receive: Receive, blank: str) -> None:
    with pytest.raises(Invalid):
        receive(blank, after="that one")
    assert receive(blank, after=str(uuid.uuid4())).state == answers.RECEIVED


def test_the_page_of_the_pile_is_told(
    session: Session, volunteer: FlaskClient, world: World, donation: Donation, blank: str
) -> None:
    body = scan_body(world, donation, "PF0TEST1")
    assert volunteer.post("/intake/scans", json=body).json["device"]["tag_url"]
    tag = scan_body(world, donation, blank, after=body["id"])
    told = volunteer.post("/intake/scans", json=tag).json
    assert (told["state"], told["asks"], told["title"]) == ("tagged", False, format_tag(blank))
    assert told["device"]["tag_url"] is None
    undone = volunteer.post(told["undo_url"], json={}).json
    assert (undone["state"], undone["device"]["tag"]) == ("undone", None)
    assert undone["device"]["tag_url"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Device)) == 1


def _blank(session: Session, world: World) -> str:
    (tag,) = tags.print_run(
        session, organisation_id=world.organisation.id, count=1, batch=str(uuid.uuid4())
    )
    return tag.number
