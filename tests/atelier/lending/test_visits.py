"""Visits at home, on both databases."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import Conflict, Invalid, NotFound
from atelier.lending import borrowers, helping, visits
from atelier.lending.loans import ending
from atelier.lending.models import Borrower, LendingEvent, Loan, Visit
from atelier.stock import places
from atelier.stock.models import Desk, Place, PlaceKind
from tests.atelier.lending.conftest import Ready
from tests.factories import World
from tests.lent import lend

TODAY = date.today()
DAY = timedelta(days=1)


@pytest.fixture
def loan(session: Session, world: World, desk: Place, ready: Ready) -> Loan:
    return lend(session, desk, ready(), world.actor)


def plan(session: Session, world: World, loan: Loan, client_id: str = "", **more: Any) -> Visit:
    told = {"kind": "set_up", "planned_on": TODAY + DAY, "address": "Proefstraat 1", **more}
    return visits.plan(
        session,
        loan,
        visits.Plan(**told),
        actor=world.actor,
        client_id=client_id or str(uuid.uuid4()),
    )


@pytest.mark.parametrize("how", ["done", "cancelled", "away"])
def test_the_address_goes_when_it_is_done(
    session: Session, world: World, loan: Loan, how: Any
) -> None:
    visit = plan(session, world, loan, moment="bel Proef")
    assert (visit.address, visit.moment) == ("Proefstraat 1", "bel Proef")
    told = [visits.finish(session, visit, how, actor=world.actor) for _ in range(2)]
    assert told == [True, False]
    assert (visit.address, visit.moment, visit.done_how) == (None, "", how)


def test_planned_twice_is_planned_once(session: Session, world: World, loan: Loan) -> None:
    client_id = str(uuid.uuid4())
    assert plan(session, world, loan, client_id) is plan(session, world, loan, client_id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"planned_on": TODAY - DAY},
        {"planned_on": TODAY + 800 * DAY},
        {"address": "  "},
        {"kind": "tea"},
        {"client_id": "no id"},
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, world: World, loan: Loan, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Invalid):
        plan(session, world, loan, **wrong)


def test_only_what_is_fetched_is_visited_after_the_end(
    session: Session, world: World, desk: Place, loan: Loan
) -> None:
    ending.take_back(
        session, loan, desk, ending.Back(), actor=world.actor, client_id=str(uuid.uuid4())
    )
    with pytest.raises(Conflict):
        plan(session, world, loan)
    plan(session, world, loan, kind="fetch")


def test_a_desk_sees_its_own_the_earliest_first(
    session: Session, world: World, desk: Place, neighbour: Place, loan: Loan
) -> None:
    late, early = plan(session, world, loan, planned_on=TODAY + 9 * DAY), plan(session, world, loan)
    assert [row.visit for row in visits.page(session, [desk.id]).rows] == [early, late]
    first = visits.page(session, [desk.id], size=1)
    rest = visits.page(session, [desk.id], first.after, size=1)
    assert ([row.visit for row in rest.rows], rest.after) == ([late], None)
    assert visits.page(session, [neighbour.id]).rows == []
    days = (TODAY, TODAY + DAY, TODAY + 9 * DAY)
    assert [visits.until(session, [desk.id], day) for day in days] == [0, 1, 2]
    with pytest.raises(NotFound):
        visits.get(session, [neighbour.organisation_id], early.id)
    visits.finish(session, early, "done", actor=world.actor)
    assert [row.visit for row in visits.page(session, [desk.id]).rows] == [late]


def test_an_address_that_nobody_closed_goes_after_a_month(
    session: Session, world: World, loan: Loan
) -> None:
    visit = plan(session, world, loan)
    organisation_id = loan.organisation_id
    assert visits.forget_late(session, organisation_id, TODAY + 20 * DAY) == 0
    assert visits.forget_late(session, organisation_id, TODAY + 40 * DAY) == 1
    assert visit.address is None


def test_the_address_of_what_is_back_already_goes_the_same_day(
    session: Session, world: World, desk: Place, loan: Loan
) -> None:
    visit, fetch = plan(session, world, loan), plan(session, world, loan, kind="fetch")
    assert visits.forget_late(session, loan.organisation_id, TODAY) == 0
    back = ending.Back()
    ending.take_back(session, loan, desk, back, actor=world.actor, client_id=str(uuid.uuid4()))
    assert visits.forget_late(session, loan.organisation_id, TODAY) == 1
    assert (visit.address, visit.done_how) == (None, "cancelled")
    assert fetch.address == "Proefstraat 1"


def test_nobody_at_home_is_another_day_at_the_same_address(
    session: Session, world: World, loan: Loan
) -> None:
    visit, client_id = plan(session, world, loan), str(uuid.uuid4())
    made = [
        visits.again(
            session, visit, TODAY + 5 * DAY, "na de middag", actor=world.actor, client_id=client_id
        )
        for _ in range(2)
    ]
    assert made[0] is made[1]
    assert (visit.done_how, visit.address) == ("away", None)
    (left,) = visits.of_loan(session, loan)
    assert (left.planned_on, left.moment, left.address, left.kind) == (
        TODAY + 5 * DAY,
        "na de middag",
        "Proefstraat 1",
        "set_up",
    )


def test_what_was_closed_is_not_put_off(session: Session, world: World, loan: Loan) -> None:
    visit = plan(session, world, loan)
    for day, error in ((TODAY - DAY, Invalid), (TODAY + DAY, Conflict)):
        with pytest.raises(error):
            visits.again(session, visit, day, "", actor=world.actor, client_id=str(uuid.uuid4()))
        assert visit.address == ("Proefstraat 1" if visit.done_at is None else None)
        visits.finish(session, visit, "done", actor=world.actor)
    assert visits.of_loan(session, loan) == []


def test_who_was_forgotten_is_not_visited(
    session: Session, world: World, desk: Place, loan: Loan
) -> None:
    back = ending.Back()
    ending.take_back(session, loan, desk, back, actor=world.actor, client_id=str(uuid.uuid4()))
    visit = plan(session, world, loan, kind="fetch")
    borrowers.forget(session, session.get_one(Borrower, loan.borrower_id))
    assert (visit.address, visit.done_how) == (None, "cancelled")
    with pytest.raises(Conflict):
        plan(session, world, loan, kind="fetch")


def test_a_helper_is_chosen_from_the_desks_of_whoever_lends(
    session: Session, world: World, desk: Place, neighbour: Place, loan: Loan
) -> None:
    client_id = str(uuid.uuid4())
    assert [place.id for place in helping.offered(session, loan)] == [desk.id]
    for _ in range(2):
        helping.choose(session, loan, desk, actor=world.actor, client_id=client_id)
    assert loan.helped_at_id == desk.id
    told = sa.select(sa.func.count()).where(LendingEvent.kind == "helper_chosen")
    assert session.scalar(told) == 1
    with pytest.raises(Invalid):
        helping.choose(session, loan, neighbour, actor=world.actor, client_id=str(uuid.uuid4()))


def test_who_helps_nearest(session: Session, world: World, desk: Place) -> None:
    spots = {"Ver": (51.2, 4.9), "Dichtbij": (51.03, 4.48), "Nergens": None}
    session.add(Desk(place_id=desk.id, latitude=51.02, longitude=4.48))
    offered = []
    for name, spot in spots.items():
        place = places.create(
            session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name=name
        )
        if spot is not None:
            session.add(Desk(place_id=place.id, latitude=spot[0], longitude=spot[1]))
        offered.append(place)
    session.flush()
    found = helping.nearest_first(session, desk, offered)
    assert [place.name for place in found] == ["Dichtbij", "Ver", "Nergens"]
