"""Where a device was, on which day and by whom; taken back with a reason; and gone for good."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock import ledger, places
from atelier.stock.models import Place, PlaceKind, Posting
from tests.atelier.web.stock.conftest import SignIn, Stock
from tests.factories import World, make_ready, make_world, tell
from tests.visits import Person, counted

_BRUSSELS = ZoneInfo("Europe/Brussels")

Where = Callable[[Device], str]
Move = Callable[..., Posting]


@pytest.fixture
def move(session: Session, world: World, stock: Stock) -> Move:
    def post(to: Place | PlaceKind, reason: str = "moved", **more: object) -> Posting:
        if isinstance(to, PlaceKind):
            to = places.virtual(session, world.organisation.id, to)
        done = ledger.post(
            session,
            stock.devices[0],
            to,
            reason=reason,
            actor=world.actor,
            client_id=str(uuid.uuid4()),
            **more,
        )
        assert done
        session.commit()
        return done

    return post


def test_its_moves_newest_first_and_who_did_them(
    volunteer: Person, world: World, stock: Stock, move: Move
) -> None:
    move(world.bench)
    page = volunteer.get(f"/devices/{stock.devices[0].id}/moves").text
    assert page.index("shelf → bench") < page.index("Bij de schenker → shelf")
    assert "door Test bench_worker" in page
    assert "nu: bench" in page
    assert "/correct" not in page
    assert "Waar was het?" in volunteer.get(f"/devices/{stock.devices[0].id}").text


def test_where_it_was_on_a_day(volunteer: Person, world: World, stock: Stock, move: Move) -> None:
    today = datetime.now(_BRUSSELS).date()
    moved_on = today + timedelta(days=2)
    # By UTC it is still the day before.
    move(world.bench, at=datetime.combine(moved_on, time(0, 30), _BRUSSELS))

    def on(day: date) -> str:
        page = volunteer.get(f"/devices/{stock.devices[0].id}/moves?day={day.isoformat()}").text
        return page.split('class="answer"')[1].split("</div>")[0]

    assert "nog niet" in on(today - timedelta(days=2))
    assert "<strong>shelf</strong>" in on(moved_on - timedelta(days=1))
    assert "<strong>bench</strong>" in on(moved_on)
    assert "door Test bench_worker" in on(moved_on)


@pytest.mark.parametrize("day", ["31-02-2026", "x", "9999-99-99", ""])
def test_a_day_that_is_none_breaks_nothing(volunteer: Person, stock: Stock, day: str) -> None:
    answer = volunteer.get(f"/devices/{stock.devices[0].id}/moves?day={day}")
    assert answer.status_code == 200


def test_the_page_asks_no_more_when_it_moved_more(
    app: APIFlask, volunteer: Person, world: World, stock: Stock, move: Move
) -> None:
    def asked() -> int:
        with app.app_context(), counted(db.engine) as seen:
            volunteer.get(f"/devices/{stock.devices[0].id}/moves")
        return len(seen)

    move(world.bench)
    few = asked()
    for number in range(10):
        move(world.bench if number % 2 else world.shelf)
    assert asked() == few


def test_the_last_move_is_taken_back_once_and_with_a_reason(
    coordinator: Person, session: Session, world: World, stock: Stock, move: Move, where: Where
) -> None:
    first, last = move(world.bench), move(world.shelf)
    listed = coordinator.get(f"/devices/{stock.devices[0].id}/moves").text
    assert f"/stock/moves/{last.id}/correct" in listed
    assert f"/stock/moves/{first.id}/correct" not in listed
    path = f"/stock/moves/{last.id}/correct"
    form = {"client_id": coordinator.client_id(path), "note": ""}
    assert "Zeg waarom" in coordinator.post(path, form).text
    for _ in range(2):
        answer = coordinator.post(path, {**form, "note": "verkeerd rek"})
        assert answer.status_code == 302
    assert where(stock.devices[0]) == "bench"
    assert "verkeerd rek" in coordinator.get(answer.location).text
    again = {"client_id": str(uuid.uuid4()), "note": "nog eens"}
    assert "kan hier niet terug" in coordinator.post(path, again).text


@pytest.mark.parametrize(
    ("kind", "reason"), [(PlaceKind.LENT, "lent"), (PlaceKind.TRANSIT, "sent")]
)
def test_what_belongs_to_a_loan_or_a_transfer_is_not_taken_back_here(
    coordinator: Person,
    stock: Stock,
    move: Move,
    where: Where,
    kind: PlaceKind,
    reason: str,
) -> None:
    posting = move(kind, reason)
    before = where(stock.devices[0])
    path = f"/stock/moves/{posting.id}/correct"
    assert path not in coordinator.get(f"/devices/{stock.devices[0].id}/moves").text
    form = {"client_id": str(uuid.uuid4()), "note": "mag niet"}
    assert coordinator.post(path, form).status_code == 422
    assert where(stock.devices[0]) == before


def test_only_who_may_takes_back_and_only_the_own(
    volunteer: Person, session: Session, world: World, sign_in: SignIn, stock: Stock, move: Move
) -> None:
    posting = move(world.bench)
    assert volunteer.get(f"/stock/moves/{posting.id}/correct").status_code == 403
    other = make_world(session, "Ander test-atelier")
    session.commit()
    stranger = sign_in(other.accounts[Role.COORDINATOR])
    assert stranger.get(f"/stock/moves/{posting.id}/correct").status_code == 404
    assert stranger.get(f"/devices/{stock.devices[0].id}/moves").status_code == 404
    assert stranger.get(f"/devices/{stock.devices[0].id}/leave").status_code == 404


def test_scrap_goes_with_its_weight_and_once(
    coordinator: Person, session: Session, stock: Stock, where: Where
) -> None:
    path = f"/devices/{stock.devices[0].id}/leave"
    form = {"client_id": coordinator.client_id(path), "how": "scrapped", "note": "Testrit 3"}
    unweighed = coordinator.post(path, form)
    assert unweighed.status_code == 422
    assert "Weeg het toestel" in unweighed.text
    assert "Testrit 3" in unweighed.text
    assert coordinator.post(path, {**form, "weight_g": "veel"}).status_code == 422
    for _ in range(2):
        assert coordinator.post(path, {**form, "weight_g": "2300"}).status_code == 302
    assert where(stock.devices[0]) == "Afgedankt"
    posting = session.scalars(sa.select(Posting).where(Posting.reason == "scrapped")).one()
    assert (posting.weight_g, posting.note) == (2300, "Testrit 3")
    listed = coordinator.get(f"/devices/{stock.devices[0].id}/moves").text
    assert "2.300 gram" in listed


@pytest.mark.parametrize(
    ("how", "place"), [("parts", "Onderdelen"), ("returned", "Terug naar de schenker")]
)
def test_other_ways_to_leave_need_no_weight(
    coordinator: Person, stock: Stock, where: Where, how: str, place: str
) -> None:
    path = f"/devices/{stock.devices[0].id}/leave"
    form = {"client_id": coordinator.client_id(path), "how": how}
    assert coordinator.post(path, form).status_code == 302
    assert where(stock.devices[0]) == place


def test_nothing_leaves_while_it_is_lent(
    coordinator: Person, stock: Stock, move: Move, where: Where
) -> None:
    path = f"/devices/{stock.devices[0].id}/leave"
    form = {"client_id": coordinator.client_id(path), "how": "scrapped", "weight_g": "5"}
    move(PlaceKind.LENT, "lent")
    assert "uitgeleend" in coordinator.post(path, form).text
    assert where(stock.devices[0]) == "Uitgeleend"


def test_nothing_leaves_with_data_in_it(
    coordinator: Person, session: Session, world: World, where: Where
) -> None:
    laptop = make_ready(session, world)
    tell(session, world, laptop, facts.USED)
    session.commit()
    path = f"/devices/{laptop.id}/leave"
    form = {"client_id": coordinator.client_id(path), "how": "scrapped", "weight_g": "5"}
    assert "van een ander" in coordinator.post(path, form).text
    assert where(laptop) == "shelf"


def test_only_who_may_lets_it_leave(worker: Person, stock: Stock) -> None:
    assert worker.get(f"/devices/{stock.devices[0].id}/leave").status_code == 403
