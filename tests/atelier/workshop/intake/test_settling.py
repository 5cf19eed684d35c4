"""What was refused or asked stays until somebody settles it, once."""

import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.errors import Conflict
from atelier.people.roles import Role
from atelier.workshop.intake import donations, settling
from atelier.workshop.intake.models import Donation
from labels import tags as numbers
from tests.atelier.workshop.intake.asking import scan_body, switch_to
from tests.atelier.workshop.intake.conftest import Receive
from tests.factories import World

SHOP_CODE = "5412345678908"


def open_codes(session: Session, world: World) -> list[str]:
    return [scan.code for scan in settling.waiting(session, world.organisation.id)]


def test_only_what_asks_for_a_person_is_listed(
    session: Session, world: World, receive: Receive, blank: str
) -> None:
    strange = numbers.new()
    for code in (blank, blank, SHOP_CODE, strange):
        receive(code)
    assert open_codes(session, world) == [SHOP_CODE, strange]
    assert settling.how_many(session, world.organisation.id) == 2


def test_a_choice_receives_and_settles_once(
    session: Session, world: World, receive: Receive
) -> None:
    scan = receive(numbers.new())
    who = {
        "organisation_id": world.organisation.id,
        "client_id": scan.client_id,
        "actor": world.actor,
    }
    done = settling.choose(session, **who, fresh=True)
    assert done.state == "received"
    assert settling.choose(session, **who, fresh=True) is done  # a double tap
    assert open_codes(session, world) == []


def test_two_who_choose_differently_get_one_device(
    session: Session, world: World, receive: Receive
) -> None:
    """The coordinator said that nothing has to be done; the phone chooses afterwards."""
    scan = receive("58214")
    assert scan.state == "unknown"
    settling.dismiss(
        session,
        organisation_id=world.organisation.id,
        client_id=scan.client_id,
        actor=world.actor,
    )
    late = receive("58214", fresh=True, settles=scan.client_id)
    assert (late.state, late.device_id) == ("refused", None)
    assert open_codes(session, world) == []
    with pytest.raises(Conflict, match="al uitgezocht"):
        settling.choose(
            session,
            organisation_id=world.organisation.id,
            client_id=scan.client_id,
            actor=world.actor,
        )


def test_a_choice_on_the_phone_settles_the_question(
    session: Session, world: World, receive: Receive
) -> None:
    strange = numbers.new()
    asked = receive(strange)
    assert receive(strange, fresh=True, settles=asked.client_id).state == "received"
    assert open_codes(session, world) == []


def test_what_a_closed_donation_refused_goes_in_when_it_is_open_again(
    volunteer: FlaskClient, session: Session, world: World, donation: Donation, blank: str
) -> None:
    donations.close(session, donation)
    session.commit()
    body = scan_body(world, donation, blank)
    assert volunteer.post("/intake/scans", json=body).json["again"] is True
    page = volunteer.get("/intake/open").text
    assert "Probeer opnieuw" in page
    assert "Deze schenking is gesloten" in page
    donations.reopen(session, donation)
    session.commit()
    volunteer.post(f"/intake/open/{body['id']}", data={"again": "1"})
    assert open_codes(session, world) == []
    assert donations.came(session, [donation.id]) == {donation.id: 1}
    # The phone that scanned it hears so when it asks again.
    assert volunteer.post("/intake/scans", json=body).json["state"] == "settled"


def test_a_coordinator_sees_who_scanned_it_and_chooses(
    client: FlaskClient, session: Session, world: World, donation: Donation, blank: str
) -> None:
    switch_to(client, world.accounts[Role.VOLUNTEER])
    wrong = blank[:2] + str((int(blank[2]) + 1) % 10) + blank[3:]
    body = scan_body(world, donation, wrong)
    client.post("/intake/scans", json=body)
    switch_to(client, world.accounts[Role.COORDINATOR])
    page = client.get("/intake/open").text
    assert world.accounts[Role.VOLUNTEER].name in page
    assert numbers.format_tag(blank) in page
    client.post(f"/intake/open/{body['id']}", data={"number": blank})
    assert donations.came(session, [donation.id]) == {donation.id: 1}


def test_dismissing_twice_is_once_and_strangers_are_not_found(
    volunteer: FlaskClient, session: Session, world: World, receive: Receive
) -> None:
    scan = receive(SHOP_CODE)
    session.commit()
    for _ in range(2):
        said = volunteer.post(f"/intake/open/{scan.client_id}/dismiss", json={}).json
        assert said["state"] == "settled"
    assert open_codes(session, world) == []
    assert volunteer.post(f"/intake/open/{uuid.uuid4()}/dismiss", json={}).status_code == 404
