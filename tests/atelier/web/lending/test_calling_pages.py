"""Whom to call, on the first page of the desk and on its own; said once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import settings
from atelier.db import db
from atelier.devices.models import Device
from atelier.lending import reminders
from atelier.lending.models import LendingEvent, Loan, Reminder
from atelier.stock.models import Place
from tests.atelier.web.lending.lent import fresh, lend, send
from tests.factories import World
from tests.visits import Person, counted

AtDesk = Callable[..., Device]
TODAY = date.today()
DAY = timedelta(days=1)


@pytest.fixture
def due(session: Session, world: World, desk: Place, at_desk: AtDesk) -> Callable[..., Loan]:
    """Lent a year ago, and nothing can be sent."""

    def make(days: int = 3, **more: Any) -> Loan:
        place = more.pop("place", desk)
        loan = lend(
            session, place, at_desk(place=place), world.actor, due_on=TODAY + days * DAY, **more
        )
        loan.started_at -= timedelta(days=365)
        rules = settings.load().lending
        reminders.plan(session, loan.organisation_id, rules, TODAY, has_mail=False, has_sms=False)
        session.commit()
        return loan

    return make


def events(session: Session) -> int:
    session.rollback()
    wanted = sa.select(sa.func.count()).where(LendingEvent.kind == "called")
    return session.scalar(wanted) or 0


def test_on_the_first_page_with_the_number_and_the_reason(
    session: Session, host: Person, desk: Place, due: Callable[..., Loan]
) -> None:
    loan = due()
    for page in ("/", f"/desk/{desk.id}/calls"):
        text = host.get(page).text
        assert 'href="tel:015000000"' in text
        assert "moet terug op" in text
        assert f"/desk/{desk.id}/calls/{loan.id}" in text


@pytest.mark.parametrize("origin", ["desk", "calls"])
def test_said_once_and_back_where_it_was(
    session: Session, host: Person, desk: Place, due: Callable[..., Loan], origin: str
) -> None:
    loan, client_id = due(), fresh()
    address = f"/desk/{desk.id}/calls/{loan.id}"
    form = {"client_id": client_id, "from": origin}
    first = host.post(address, form)
    assert (f"/desk?desk={desk.id}" in first.location) is (origin == "desk")
    for again in (client_id, fresh()):
        host.post(address, {**form, "client_id": again})
    assert events(session) == 1
    assert "tel:015" not in host.get(f"/desk/{desk.id}/calls").text
    assert "Gezegd dat het terug moet" in host.get(f"/loans/{loan.id}").text


def test_two_rows_of_one_page_are_each_counted(
    session: Session, host: Person, desk: Place, due: Callable[..., Loan]
) -> None:
    client_id = fresh()
    for loan in (due(), due(-2)):
        host.post(f"/desk/{desk.id}/calls/{loan.id}", {"client_id": client_id})
    assert events(session) == 2
    assert "Iedereen weet het" in host.get(f"/desk/{desk.id}/calls").text


def test_what_went_wrong_is_said_without_details(
    session: Session, host: Person, desk: Place, due: Callable[..., Loan]
) -> None:
    due(-2, contact="lener@example.org")
    session.execute(sa.update(Reminder).values(channel="mail", tries=9, trouble="550 geheim"))
    session.commit()
    text = host.get(f"/desk/{desk.id}/calls").text
    assert "moest terug op" in text
    assert "ons bericht ging niet weg" in text
    assert "mailto:lener@example.org" in text
    assert "Gemaild" in text
    assert "geheim" not in text


def test_nobody_else_sees_whom_a_desk_calls(
    session: Session,
    host: Person,
    coordinator: Person,
    stranger: Person,
    neighbour: Place,
    due: Callable[..., Loan],
) -> None:
    loan = due(place=neighbour)
    address = f"/desk/{neighbour.id}/calls"
    assert "Proef Persoon" in stranger.get(address).text
    for person, status in ((host, 404), (coordinator, 403)):
        assert person.get(address).status_code == status
        assert send(person, f"{address}/{loan.id}").status_code == status
    assert "Proef Persoon" not in coordinator.get(f"/desk?desk={neighbour.id}").text
    assert events(session) == 0


def test_more_calls_cost_no_more_queries(
    host: Person, desk: Place, due: Callable[..., Loan]
) -> None:
    def cost(page: str) -> int:
        with counted(db.engine) as seen:
            assert host.get(page).status_code == 200
        return len(seen)

    pages = ("/", f"/desk/{desk.id}/calls")
    for _ in range(2):
        due()
    few = [cost(page) for page in pages]
    for _ in range(2):
        due()
    assert [cost(page) for page in pages] == few


def test_who_is_overdue_is_not_named_twice_on_one_page(
    host: Person, desk: Place, due: Callable[..., Loan]
) -> None:
    loan = due(days=-3)
    assert "te laat. Kijk wie" not in host.get("/desk").text
    send(host, f"/desk/{desk.id}/calls/{loan.id}", **{"from": "desk"})
    page = host.get("/desk").text
    assert f"/desk/{desk.id}/calls/{loan.id}" not in page
    assert "1 toestel is te laat. Kijk wie het heeft." in page
