"""A transfer with a day: planned, changed, and seen by the desk with what is in it."""

import uuid
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask_babel import force_locale, format_date
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.errors import Invalid
from atelier.stock import desks, transfers
from atelier.stock.models import Desk, Transfer
from tests.atelier.web.stock.conftest import Stock
from tests.factories import World, make_ready
from tests.visits import Person, counted

TOMORROW = date.today() + timedelta(days=1)


def said(app: APIFlask, day: date) -> str:
    with app.test_request_context(), force_locale("nl"):
        return str(format_date(day, "d MMMM"))


def opened(session: Session, world: World, stock: Stock, day: date | None = None) -> Transfer:
    made = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=stock.desk,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
        planned_on=day,
    )
    session.commit()
    return made


def test_a_desk_sees_on_which_day_what_comes(
    app: APIFlask,
    worker: Person,
    desk_worker: Person,
    session: Session,
    world: World,
    stock: Stock,
) -> None:
    path = "/stock/transfers/new"
    form = {
        "client_id": worker.client_id(path),
        "origin": world.shelf.id,
        "place": stock.desk.id,
        "planned_on": TOMORROW.isoformat(),
    }
    assert worker.post(path, form).status_code == 302
    made = session.scalars(sa.select(Transfer)).one()
    assert made.planned_on == TOMORROW
    for device in stock.devices[:2]:
        transfers.add(session, made, device)
    transfers.add_articles(session, made, stock.chargers, 4)
    session.commit()
    page = desk_worker.get("/desk").text
    assert said(app, TOMORROW) in page
    assert "2 × Scherm" in page
    assert "4 × Testlader" in page


@pytest.mark.parametrize("ahead", [-1, 400])
def test_a_day_that_cannot_be_is_told_and_nothing_is_made(
    worker: Person, session: Session, world: World, stock: Stock, ahead: int
) -> None:
    path = "/stock/transfers/new"
    form = {
        "client_id": worker.client_id(path),
        "origin": world.shelf.id,
        "place": stock.desk.id,
        "planned_on": (date.today() + timedelta(days=ahead)).isoformat(),
        "note": "Blijft staan",
    }
    answer = worker.post(path, form)
    assert answer.status_code == 422
    assert "Die dag is" in answer.text
    assert "Blijft staan" in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Transfer)) == 0


def test_the_day_is_changed_until_it_leaves(
    worker: Person, session: Session, world: World, stock: Stock
) -> None:
    made = opened(session, world, stock)
    base = f"/stock/transfers/{made.id}"
    form = {"client_id": worker.client_id(base), "planned_on": TOMORROW.isoformat()}
    for _ in range(2):
        assert worker.post(f"{base}/day", form).status_code == 302
    session.expire_all()
    assert made.planned_on == TOMORROW
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    assert worker.post(f"{base}/day", {**form, "planned_on": yesterday}).status_code == 422
    assert worker.post(f"{base}/day", {**form, "planned_on": "31-31"}).status_code == 422
    assert worker.post(f"{base}/day", {**form, "planned_on": ""}).status_code == 302
    session.expire_all()
    assert made.planned_on is None
    transfers.add(session, made, stock.devices[0])
    transfers.send(session, made, actor=world.actor)
    session.commit()
    assert worker.post(f"{base}/day", form).status_code == 409


def test_the_day_on_which_the_van_always_comes_stands_ready(
    app: APIFlask,
    worker: Person,
    desk_worker: Person,
    coordinator: Person,
    session: Session,
    stock: Stock,
) -> None:
    path = f"/desks/{stock.desk.id}"
    day = desks.DAYS[TOMORROW.weekday()]
    form = {"client_id": coordinator.client_id(path), "name": "Testpunt", "delivery_day": day}
    assert coordinator.post(path, form).status_code == 302
    assert f'value="{TOMORROW}"' in worker.get(f"/stock/transfers/new?to={stock.desk.id}").text
    assert f"De wagen komt op {said(app, TOMORROW)}" in desk_worker.get("/desk").text
    assert coordinator.post(path, {**form, "delivery_day": "xyz"}).status_code == 422
    with pytest.raises(Invalid):
        desks.set_delivery_day(session, stock.desk, "xyz")


def test_the_next_van_is_today_or_within_the_week() -> None:
    monday = date(2026, 3, 2)
    desk = Desk(place_id=1, delivery_day="wed")
    assert desks.delivery_on(desk, monday) == date(2026, 3, 4)
    assert desks.delivery_on(desk, date(2026, 3, 4)) == date(2026, 3, 4)
    assert desks.delivery_on(desk, date(2026, 3, 5)) == date(2026, 3, 11)
    assert desks.delivery_on(Desk(place_id=1), monday) is None
    assert desks.delivery_on(None, monday) is None


def test_the_page_of_a_desk_asks_no_more_when_more_comes(
    app: APIFlask, desk_worker: Person, session: Session, world: World, stock: Stock
) -> None:
    def more() -> None:
        made = opened(session, world, stock, TOMORROW)
        transfers.add(session, made, make_ready(session, world, kind="screen"))
        session.commit()

    def asked() -> int:
        with app.app_context(), counted(db.engine) as seen:
            desk_worker.get("/desk")
        return len(seen)

    more()
    few = asked()
    for _ in range(4):
        more()
    assert asked() == few
