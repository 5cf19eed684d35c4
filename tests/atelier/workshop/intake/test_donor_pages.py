"""The pages of donors and donations, over HTTP."""

import re
import uuid

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.workshop.intake import donations, donors
from atelier.workshop.intake.models import Donation, Donor
from tests.atelier.workshop.intake.asking import queries
from tests.atelier.workshop.intake.conftest import Receive
from tests.factories import World, make_world


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
