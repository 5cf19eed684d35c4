"""Desks, rules and organisations, as a coordinator keeps them; and the calendar of a desk."""

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from atelier import settings
from atelier.db import now
from atelier.devices.models import Device
from atelier.lending import rules
from atelier.lending.models import CalendarFeed, Loan
from atelier.people.models import Account, Organisation
from atelier.people.roles import Role
from atelier.stock import desks
from atelier.stock.models import Desk, Place, PlaceKind
from atelier.web.lending.ics import Entry, calendar
from tests.factories import World
from tests.lent import lend
from tests.visits import Person

AtDesk = Callable[..., Device]
DETAILS = {
    "name": "Testpunt",
    "address": "Teststraat 1",
    "contact": "015 00 00 00",
    "position": "51.02, 4.48",
    "mon": "09:00-12:00, 13:30-17:00",
    "mobile": "y",
}
NEW = {
    "organisation": "Verre gemeente",
    "desk": "Punt ver weg",
    "name": "Test ver",
    "login": "ver",
    "password": "a long test password",
}


def fresh() -> str:
    return str(uuid.uuid4())


def send(visitor: Person, path: str, /, **told: Any) -> TestResponse:
    return visitor.post(path, {"client_id": fresh(), **told}, follow_redirects=True)


def kept(session: Session, place: Place) -> Desk:
    session.rollback()
    found = session.get_one(Desk, place.id)
    session.refresh(found)
    return found


def test_what_people_have_to_know_of_a_desk(
    session: Session, coordinator: Person, desk: Place
) -> None:
    answer = send(coordinator, f"/desks/{desk.id}", **{**DETAILS, "name": "Testpunt Noord"})
    assert "Bewaard: Testpunt Noord." in answer.text
    assert 'value="09:00-12:00, 13:30-17:00"' in answer.text
    found = kept(session, desk)
    assert (found.address, found.contact, found.mobile) == ("Teststraat 1", "015 00 00 00", True)
    assert (found.latitude, found.longitude) == (51.02, 4.48)
    assert found.hours == {"mon": [["09:00", "12:00"], ["13:30", "17:00"]]}
    assert session.get_one(Place, desk.id).name == "Testpunt Noord"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("mon", "altijd", "Schrijf uren zoals"),
        ("mon", "25:00-26:00", "Schrijf uren als 09:00."),
        ("mon", "12:00-09:00", "Het einduur komt na het beginuur."),
        ("mon", "09:00-12:00, 11:00-13:00", "lopen door elkaar"),
        ("position", "ergens", "Schrijf twee getallen"),
        ("position", "151.0, 4.0", "Deze plek bestaat niet"),
        ("name", "", "Geef het punt een naam."),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    session: Session, coordinator: Person, desk: Place, field: str, value: str, said: str
) -> None:
    answer = send(coordinator, f"/desks/{desk.id}", **{**DETAILS, field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Teststraat 1" in answer.text
    assert session.get_one(Desk, desk.id).address == ""


def test_who_works_there(
    session: Session, world: World, coordinator: Person, desk: Place, neighbour_account: Account
) -> None:
    ours = world.accounts[Role.DESK].id
    send(coordinator, f"/desks/{desk.id}/people")
    assert desks.workers(session, desk) == set()
    send(coordinator, f"/desks/{desk.id}/people", person=[str(ours)])
    session.rollback()
    assert desks.workers(session, desk) == {ours}
    stranger = send(coordinator, f"/desks/{desk.id}/people", person=[str(neighbour_account.id)])
    assert stranger.status_code == 404
    session.rollback()
    assert desks.workers(session, desk) == {ours}


def test_who_works_nowhere_is_told_what_to_do(
    session: Session, host: Person, coordinator: Person, desk: Place
) -> None:
    send(coordinator, f"/desks/{desk.id}/people")
    assert "Vraag een coördinator" in host.get("/").text
    answer = host.get("/scan?code=1234", follow_redirects=True)
    assert "Vraag een coördinator" in answer.text


def test_equipment_has_a_place_of_its_own_once(
    session: Session, coordinator: Person, desk: Place
) -> None:
    for _ in range(2):
        send(coordinator, f"/desks/{desk.id}/equipment")
    (made,) = session.scalars(sa.select(Place).where(Place.kind == PlaceKind.EQUIPMENT)).all()
    assert (made.parent_id, made.name) == (desk.id, "Uitrusting Testpunt")


def test_an_organisation_with_its_first_desk_and_person(
    app: APIFlask, session: Session, world: World, coordinator: Person
) -> None:
    client_id = fresh()
    for _ in range(2):
        answer = send(coordinator, "/desks/organisations/new", **NEW, client_id=client_id)
        assert "Verre gemeente is toegevoegd" in answer.text
    made = session.scalars(
        sa.select(Organisation).where(Organisation.served_by_id == world.organisation.id)
    ).one()
    assert made.name == "Verre gemeente"
    host = Person(app)
    host.sign_in("ver", NEW["password"])
    assert "Punt ver weg" in host.get("/").text
    assert "Punt ver weg" in coordinator.get("/desks").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"organisation": "Test-atelier"}, "bestaat al"),
        ({"login": "{taken}"}, "bestaat al"),
        ({"password": "kort"}, "wachtwoord"),
        ({"desk": " "}, "Geef"),
    ],
    ids=["organisation", "login", "password", "desk"],
)
def test_it_is_made_whole_or_not_at_all(
    session: Session, world: World, coordinator: Person, wrong: dict[str, str], said: str
) -> None:
    taken = world.accounts[Role.DESK].login
    wrong = {name: value.format(taken=taken) for name, value in wrong.items()}
    answer = send(coordinator, "/desks/organisations/new", **{**NEW, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    session.rollback()
    assert session.scalars(sa.select(Organisation.name)).all() == ["Test-atelier"]


def test_more_people_for_whom_the_workshop_serves_and_not_for_itself(
    session: Session, coordinator: Person, desk: Place, neighbour: Place
) -> None:
    told = {"name": "Test twee", "login": "twee", "password": "a long test password"}
    send(coordinator, f"/desks/{desk.id}/people/new", **told)
    assert session.scalar(sa.select(Account).where(Account.login == "twee")) is None
    send(coordinator, f"/desks/{neighbour.id}/people/new", **told)
    made = session.scalars(sa.select(Account).where(Account.login == "twee")).one()
    assert (made.organisation_id, made.role) == (neighbour.organisation_id, "desk")
    assert desks.workers(session, neighbour) == {made.id}


def test_a_password_is_forgotten_and_somebody_leaves_where_no_administrator_is(
    app: APIFlask, session: Session, coordinator: Person, desk: Place, neighbour: Place
) -> None:
    told = {"name": "Test twee", "login": "twee", "password": "a long test password"}
    send(coordinator, f"/desks/{neighbour.id}/people/new", **told)
    made = session.scalars(sa.select(Account).where(Account.login == "twee")).one()
    address = f"/desks/{neighbour.id}/people/{made.id}"
    assert address in coordinator.get(f"/desks/{neighbour.id}").text
    refused = send(coordinator, address, password="kort")
    assert refused.status_code == 422
    assert (
        "heeft een nieuw wachtwoord" in send(coordinator, address, password="another word 42").text
    )
    for password, lets_in in (("a long test password", False), ("another word 42", True)):
        visitor = Person(app)
        answer = visitor.post("/sign-in", {"login": "twee", "password": password})
        assert (answer.status_code == 302) is lets_in, password
    for _ in range(2):
        assert "niet meer aanmelden" in send(coordinator, f"{address}/close").text
    session.rollback()
    session.refresh(made)
    assert not made.active


def test_accounts_of_ones_own_or_of_strangers_are_not_reached_through_a_desk(
    session: Session, world: World, coordinator: Person, desk: Place, neighbour: Place
) -> None:
    own = world.accounts[Role.DESK]
    for place, account in ((desk, own), (neighbour, own), (desk, world.accounts[Role.VOLUNTEER])):
        address = f"/desks/{place.id}/people/{account.id}"
        assert coordinator.get(address).status_code == 404
        assert send(coordinator, f"{address}/close").status_code == 404
    session.rollback()
    session.refresh(own)
    assert own.active


def test_rules_of_an_organisation(
    session: Session, world: World, coordinator: Person, host: Person, desk: Place, at_desk: AtDesk
) -> None:
    address = f"/desks/organisations/{world.organisation.id}/rules"
    told = {"tariff-0": "school", "price-0": "7,50", "months": "6", "remind_days": "3, 14"}
    answer = send(coordinator, address, **told)
    assert "Bewaard" in answer.text
    session.rollback()
    session.refresh(world.organisation)
    chosen = rules.of(world.organisation, settings.load().lending)
    assert (chosen.tariffs, chosen.months, chosen.remind_days) == ({"school": 750}, 6, [14, 3])
    page = coordinator.get(address).text
    assert 'value="7,50"' in page
    send(coordinator, address, **dict.fromkeys(told, ""))
    session.rollback()
    session.refresh(world.organisation)
    assert world.organisation.rules is None


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"tariff-0": "school", "price-0": "veel"}, "Schrijf een prijs"),
        ({"tariff-0": "school", "price-0": "-1"}, "Schrijf een prijs"),
        ({"tariff-0": "", "price-0": "5"}, "eigen naam"),
        ({"tariff-0": "a", "price-0": "5", "tariff-1": "a", "price-1": "6"}, "eigen naam"),
        ({"tariff-0": "a", "price-0": "99999"}, "te hoog"),
        ({"months": "0"}, "Typ een getal van 1 of meer."),
        ({"remind_days": "morgen"}, "Schrijf getallen met komma"),
    ],
)
def test_rules_that_cannot_be(
    world: World, session: Session, coordinator: Person, told: dict[str, str], said: str
) -> None:
    answer = send(coordinator, f"/desks/organisations/{world.organisation.id}/rules", **told)
    assert answer.status_code == 422
    assert said in answer.text
    session.refresh(world.organisation)
    assert world.organisation.rules is None


def test_only_coordinators_keep_desks(
    host: Person, stranger: Person, desk: Place, neighbour: Place
) -> None:
    for person in (host, stranger):
        for page in ("/desks", f"/desks/{desk.id}", "/desks/organisations/new"):
            assert person.get(page).status_code == 403, page
    assert stranger.get(f"/desk/{desk.id}/stock").status_code == 404
    assert stranger.get(f"/desk/{desk.id}/calendar").status_code == 404


@pytest.fixture
def loan(session: Session, world: World, desk: Place, at_desk: AtDesk) -> Loan:
    due_on = date.today() + timedelta(days=9)
    made = lend(session, desk, at_desk(), world.actor, due_on=due_on)
    session.commit()
    return made


def address_of(person: Person, desk: Place) -> str:
    page = send(person, f"/desk/{desk.id}/calendar").text
    found = re.search(r"http://localhost(/calendar/[\w-]{43}\.ics)", page)
    assert found, page
    return found.group(1)


def test_a_calendar_reads_what_is_due_without_signing_in(
    app: APIFlask, session: Session, host: Person, desk: Place, loan: Loan
) -> None:
    address = address_of(host, desk)
    answer = Person(app).get(address)
    assert answer.mimetype == "text/calendar"
    assert f"DTSTART;VALUE=DATE:{loan.due_on:%Y%m%d}\r\n" in answer.text
    assert "SUMMARY:Terug: " in answer.text
    assert "Proef" not in answer.text
    rows = session.execute(sa.select(CalendarFeed.__table__)).all()
    assert address.removeprefix("/calendar/").removesuffix(".ics") not in repr(rows)
    assert address not in host.get(f"/desk/{desk.id}/calendar").text


def test_an_address_withdrawn_answers_nothing(
    app: APIFlask, session: Session, host: Person, desk: Place, loan: Loan
) -> None:
    first, second = address_of(host, desk), address_of(host, desk)
    feed = session.scalars(sa.select(CalendarFeed).order_by(CalendarFeed.id)).first()
    assert feed
    send(host, f"/desk/{desk.id}/calendar/{feed.id}/revoke")
    assert [Person(app).get(one).status_code for one in (first, second)] == [404, 200]
    assert Person(app).get("/calendar/guess.ics").status_code == 404


def test_a_form_sent_twice_makes_one_address(session: Session, host: Person, desk: Place) -> None:
    client_id = fresh()
    for _ in range(2):
        send(host, f"/desk/{desk.id}/calendar", client_id=client_id)
    assert session.scalar(sa.select(sa.func.count()).select_from(CalendarFeed)) == 1


def test_nobody_withdraws_another_desk_s_address(
    session: Session, host: Person, stranger: Person, desk: Place, neighbour: Place
) -> None:
    address_of(host, desk)
    (feed,) = session.scalars(sa.select(CalendarFeed)).all()
    for place in (desk, neighbour):
        address = f"/desk/{place.id}/calendar/{feed.id}/revoke"
        assert stranger.post(address, {"client_id": fresh()}).status_code == 404
    session.refresh(feed)
    assert feed.revoked_at is None


def test_a_line_of_a_calendar_is_folded_between_letters_and_escaped() -> None:
    text = calendar("é" * 60, [Entry(key="k", day=date(2026, 12, 31), title="a;b,c\nd")], now())
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "X-WR-CALNAME:" + "é" * 60 in text.replace("\r\n ", "")
    assert "SUMMARY:a\\;b\\,c\\nd" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
