"""Visits at home: planned, listed for whoever drives, closed, and forgotten."""

from collections.abc import Callable
from datetime import date, timedelta

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices.models import Device
from atelier.lending import visits
from atelier.lending.models import Loan, Visit
from atelier.people.actor import Actor
from atelier.stock.models import Place
from tests.atelier.web.lending.lent import fresh, lend, send
from tests.factories import World
from tests.visits import Person, counted

AtDesk = Callable[..., Device]
TODAY = date.today()
DAY = timedelta(days=1)
TOLD = {"kind": "set_up", "address": "Proefstraat 1", "moment": "na de middag", "helper": "0"}


@pytest.fixture
def loan(session: Session, world: World, desk: Place, at_desk: AtDesk) -> Loan:
    return lend(session, desk, at_desk(), world.actor)


def plan(person: Person, loan: Loan, **more: str) -> str:
    form = {**TOLD, "planned_on": (TODAY + DAY).isoformat(), **more}
    return str(send(person, f"/loans/{loan.id}/visits/new", **form).text)


def open_ones(session: Session, loan: Loan) -> list[Visit]:
    session.rollback()
    return list(visits.of_loan(session, loan))


def test_planned_from_the_loan_and_listed_with_all_that_the_driver_needs(
    session: Session, host: Person, desk: Place, loan: Loan
) -> None:
    client_id = fresh()
    for _ in range(2):
        page = plan(host, loan, client_id=client_id, helper=str(desk.id))
    (visit,) = open_ones(session, loan)
    assert "Het bezoek is gepland." in page
    assert "Proefstraat 1" in page
    assert "We bewaren het adres tot het bezoek gedaan is." in page
    assert "Bezoek gepland" in page
    listed = host.get("/visits").text
    for said in (
        "Proef Persoon",
        'href="tel:015000000"',
        "Proefstraat 1",
        "na de middag",
        "Staat daar",
        "De komende zeven dagen",
        "Daarna helpt",
    ):
        assert said in listed, said
    assert f"/visits/{visit.id}" in listed


def test_by_day_what_is_over_first(session: Session, host: Person, loan: Loan) -> None:
    for days in (40, 3, 0):
        plan(host, loan, planned_on=(TODAY + days * DAY).isoformat())
    over, *_ = open_ones(session, loan)
    over.planned_on = TODAY - DAY
    session.commit()
    plan(host, loan, planned_on=TODAY.isoformat())
    page = host.get("/visits").text
    words = ("Al voorbij: sluit het af", "Vandaag", "De komende zeven dagen", "Later")
    places = [page.index(f">{word}</h2>") for word in words]
    assert places == sorted(places)
    assert "2 bezoeken aan huis vandaag, of nog af te sluiten." in host.get("/").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": " "}, "Schrijf het adres."),
        ({"planned_on": "2020-01-01"}, "Die dag is voorbij."),
        ({"planned_on": "morgen"}, "Kies een dag in de kalender."),
        ({"kind": "tea"}, "kind"),
    ],
)
def test_what_cannot_be_is_said_and_loses_nothing(
    session: Session, host: Person, loan: Loan, wrong: dict[str, str], said: str
) -> None:
    form = {**TOLD, "planned_on": (TODAY + DAY).isoformat(), **wrong, "client_id": fresh()}
    answer = host.post(f"/loans/{loan.id}/visits/new", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "na de middag" in answer.text
    assert open_ones(session, loan) == []


@pytest.mark.parametrize(("how", "said"), [("done", "gedaan"), ("cancelled", "ging niet door")])
def test_closed_it_says_so_and_the_address_is_gone(
    session: Session, host: Person, loan: Loan, how: str, said: str
) -> None:
    plan(host, loan)
    (visit,) = open_ones(session, loan)
    page = send(host, f"/visits/{visit.id}/finish", how=how).text
    assert "Het adres is gewist." in page
    assert "Proefstraat" not in page
    shown = host.get(f"/visits/{visit.id}").text
    assert said in shown
    assert "Proefstraat" not in shown
    assert send(host, f"/visits/{visit.id}/finish", how="tea").status_code == 422
    late = send(host, f"/visits/{visit.id}/again", planned_on=TODAY.isoformat())
    assert "al afgesloten" in late.text


def test_nobody_at_home_is_another_day(session: Session, host: Person, loan: Loan) -> None:
    plan(host, loan)
    (visit,) = open_ones(session, loan)
    refused = send(host, f"/visits/{visit.id}/again", planned_on="2020-01-01", moment="x")
    assert refused.status_code == 422
    assert "Die dag is voorbij." in refused.text
    again, client_id = (TODAY + 4 * DAY).isoformat(), fresh()
    for _ in range(2):
        form = {"planned_on": again, "moment": "om 10 uur", "client_id": client_id}
        page = send(host, f"/visits/{visit.id}/again", **form).text
    assert "Proefstraat 1" in page
    assert "om 10 uur" in page
    (other,) = open_ones(session, loan)
    assert (other.id != visit.id, other.planned_on) == (True, TODAY + 4 * DAY)
    assert "niemand thuis" in host.get(f"/loans/{loan.id}").text


def test_what_was_written_wrongly_is_put_right(session: Session, host: Person, loan: Loan) -> None:
    plan(host, loan)
    (visit,) = open_ones(session, loan)
    address = f"/visits/{visit.id}/edit"
    assert address in host.get(f"/visits/{visit.id}").text
    assert 'value="Proefstraat 1"' in host.get(address).text
    right = {
        "kind": "bring",
        "planned_on": (TODAY + 2 * DAY).isoformat(),
        "moment": "om 10 uur",
        "address": "Proefstraat 11",
    }
    for wrong, said in (
        ({"address": " "}, "Schrijf het adres."),
        ({"planned_on": "2020-01-01"}, "Die dag is voorbij."),
    ):
        refused = send(host, address, **{**right, **wrong})
        assert (refused.status_code, said in refused.text) == (422, True)
        assert "om 10 uur" in refused.text
    for _ in range(2):
        page = send(host, address, **right).text
        assert "Proefstraat 11" in page
    (visit,) = open_ones(session, loan)
    assert (visit.kind, visit.planned_on, visit.moment) == ("bring", TODAY + 2 * DAY, "om 10 uur")
    assert host.get(f"/loans/{loan.id}").text.count("Bezoek verbeterd") == 1


def test_a_visit_of_yesterday_may_keep_its_day(session: Session, host: Person, loan: Loan) -> None:
    plan(host, loan)
    (visit,) = open_ones(session, loan)
    visit.planned_on = TODAY - DAY
    session.commit()
    told = {**TOLD, "planned_on": (TODAY - DAY).isoformat(), "address": "Proefstraat 11"}
    assert "Proefstraat 11" in send(host, f"/visits/{visit.id}/edit", **told).text
    visits.finish(session, visit, "done", actor=Actor())
    session.commit()
    late = send(host, f"/visits/{visit.id}/edit", **told)
    assert (late.status_code, "al afgesloten" in late.text) == (422, True)
    assert "Proefstraat 11" not in host.get(f"/visits/{visit.id}").text


def test_no_other_organisation_sees_where_somebody_lives(
    session: Session,
    world: World,
    host: Person,
    coordinator: Person,
    stranger: Person,
    neighbour: Place,
    at_desk: AtDesk,
) -> None:
    theirs = lend(session, neighbour, at_desk(place=neighbour), world.actor)
    plan(stranger, theirs)
    (visit,) = open_ones(session, theirs)
    assert "Proefstraat 1" in stranger.get("/visits").text
    for person in (host, coordinator):
        assert "Proefstraat" not in person.get("/visits").text
        assert person.get(f"/visits/{visit.id}").status_code == 404
        assert send(person, f"/visits/{visit.id}/finish", how="done").status_code == 404
    assert "Proefstraat" not in coordinator.get(f"/loans/{theirs.id}").text
    assert send(coordinator, f"/loans/{theirs.id}/visits/new", **TOLD).status_code == 403


def test_who_helps_further_stands_on_the_page_and_on_the_paper(
    session: Session, host: Person, desk: Place, neighbour: Place, loan: Loan
) -> None:
    asked = host.get(f"/loans/{loan.id}/helper").text
    assert "Testpunt" in asked
    assert "Punt bij de buren" not in asked
    refused = send(host, f"/loans/{loan.id}/helper", helper=str(neighbour.id))
    assert refused.status_code == 422
    page = send(host, f"/loans/{loan.id}/helper", helper=str(desk.id)).text
    assert "Testpunt helpt deze persoon verder." in page
    assert "Helpt verder" in page
    paper = host.get(f"/loans/{loan.id}/agreement.pdf").data
    text = pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range()
    assert "Hulp nodig?" in text
    session.rollback()
    assert session.get_one(Loan, loan.id).helped_at_id == desk.id


def test_in_the_calendar_without_an_address(session: Session, host: Person, loan: Loan) -> None:
    plan(host, loan)
    made = send(host, f"/desk/{loan.place_id}/calendar").text
    address = made.partition('id="address">http://localhost')[2].partition("<")[0]
    feed = host.get(address).text
    assert f"DTSTART;VALUE=DATE:{TODAY + DAY:%Y%m%d}" in feed
    assert "Bezoek: Toestel klaarzetten" in feed
    for secret in ("Proefstraat", "Proef Persoon", "na de middag"):
        assert secret not in feed


def test_more_visits_cost_no_more_queries(session: Session, host: Person, loan: Loan) -> None:
    def cost() -> int:
        with counted(db.engine) as seen:
            assert host.get("/visits").status_code == 200
        return len(seen)

    plan(host, loan)
    few = cost()
    for _ in range(4):
        plan(host, loan)
    assert cost() == few
