"""Loans as they go on and end, and who had them, on both databases."""

import time
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import months
from atelier.db import now, some_time_ago
from atelier.devices import history
from atelier.devices.lifecycle import READY, facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.lending import borrowers
from atelier.lending.loans import changing, ending, instalments
from atelier.lending.loans.ending import Back
from atelier.lending.models import Borrower, Instalment, Loan
from atelier.lending.reservations import asking, fulfilling, listing
from atelier.stock import ledger, places
from atelier.stock.models import Article, Place, PlaceKind
from tests.atelier.lending.conftest import DEFAULTS, Ask, Lend, Ready
from tests.factories import World, tell

DAY = timedelta(days=1)
TODAY = date.today()


@pytest.fixture
def in_brussels(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Brussels")
        time.tzset()
        yield
    time.tzset()


def fresh() -> str:
    return str(uuid.uuid4())


def take_back(session: Session, world: World, loan: Loan, to: Place, **back: Any) -> None:
    ending.take_back(session, loan, to, Back(**back), actor=world.actor, client_id=fresh())


def where(session: Session, device: Device) -> str:
    place = ledger.place_of(session, device)
    assert place is not None
    return place.kind


def test_no_more_comes_back_than_went_along(
    session: Session, world: World, desk: Place, at_desk: Ready, lend: Lend, chargers: Article
) -> None:
    loan = lend(at_desk(), articles={chargers.id: 2})
    assert ledger.held(session, chargers.id, desk.id) == 3
    with pytest.raises(Invalid):
        take_back(session, world, loan, desk, articles={chargers.id: 3})
    session.rollback()


def test_a_charger_that_stays_away_keeps_nobody_waiting(
    session: Session, world: World, desk: Place, lend: Lend, chargers: Article, at_desk: Ready
) -> None:
    loan = lend(at_desk(), articles={chargers.id: 2})
    take_back(session, world, loan, desk, articles={chargers.id: 1})
    lost = places.virtual(session, world.organisation.id, PlaceKind.LOST)
    held = [ledger.held(session, chargers.id, place.id) for place in (desk, lost)]
    assert held == [4, 1]
    with pytest.raises(Conflict):  # there are not so many
        lend(at_desk(), articles={chargers.id: 9})


def test_what_is_broken_waits_for_repair(
    session: Session, world: World, desk: Place, at_desk: Ready, lend: Lend
) -> None:
    device = at_desk()
    take_back(session, world, lend(device), desk, fault="Het scherm is zwart")
    assert history.state_of(session, device).faults == {"loan:1": True}


@pytest.mark.parametrize(
    ("how", "kind"), [("lost", "lost"), ("stolen", "lost"), ("given", "given")]
)
def test_what_does_not_come_back(
    session: Session, world: World, at_desk: Ready, lend: Lend, how: Any, kind: str
) -> None:
    device, client_id = at_desk(), fresh()
    loan = lend(device)
    for _ in range(2):
        ending.write_off(session, loan, how, actor=world.actor, client_id=client_id)
    assert (where(session, device), loan.ended_how) == (kind, how)
    with pytest.raises(Conflict) as refused:
        ending.live(session, device)
    assert "place" in refused.value.values


def test_a_mistake_is_undone_as_if_it_never_was(
    session: Session, world: World, desk: Place, lend: Lend, chargers: Article, at_desk: Ready
) -> None:
    device = at_desk()
    loan = lend(device, tariff="gewoon", articles={chargers.id: 1})
    with pytest.raises(Invalid):
        ending.undo(session, loan, note=" ", actor=world.actor, client_id=fresh())
    ending.undo(session, loan, note="verkeerde laptop", actor=world.actor, client_id=fresh())
    assert (where(session, device), device.next_step) == ("desk", READY)
    assert ledger.held(session, chargers.id, desk.id) == 5
    assert {one.settled_how for one in instalments.of(session, loan)} == {"waived"}
    lend(device)


def test_with_a_mistake_the_reservation_is_back(
    session: Session, world: World, lend: Lend, at_desk: Ready, ask: Ask
) -> None:
    device = at_desk()
    first, second = ask(), ask()
    (unit,) = asking.open_units(session, first)
    fulfilling.make_ready(session, unit, DEFAULTS, actor=world.actor, today=TODAY)
    until, client_id = unit.keep_until, fresh()
    loan = lend(device)
    assert (unit.resolution, asking.open_units(session, first)) == ("collected", [])
    for _ in range(2):
        ending.undo(session, loan, note="fout", actor=world.actor, client_id=client_id)
    assert asking.open_units(session, first) == [unit]
    assert fulfilling.unit_of(session, device) is unit
    assert (unit.resolved_at, unit.keep_until) == (None, until)
    (waiting,) = asking.open_units(session, second)
    assert waiting.hold_id is None, "whoever asked later got it"
    told = [event.kind for event in listing.story(session, first)]
    assert told == ["promised", "uncollected", "collected", "ready", "promised", "asked"]
    lend(device)
    assert unit.resolution == "collected"


def test_a_device_never_lent_is_not_taken_back(session: Session, at_desk: Ready) -> None:
    with pytest.raises(Conflict) as refused:
        ending.live(session, at_desk())
    assert refused.value.values == {"place": "Testpunt"}


def test_what_is_due_each_month(
    session: Session, world: World, desk: Place, at_desk: Ready, lend: Lend
) -> None:
    loan = lend(at_desk(), tariff="gewoon")
    due = instalments.of(session, loan)
    assert [one.due_on for one in due] == [months.add(TODAY, month) for month in range(12)]
    assert {one.amount_cents for one in due} == {1000}
    assert [
        instalments.settle(session, loan, 1, how, actor=world.actor) for how in ("paid", "waived")
    ] == [True, False]
    changing.extend(session, loan, months.add(TODAY, 14), actor=world.actor, client_id=fresh())
    assert len(instalments.of(session, loan)) == 14
    take_back(session, world, loan, desk)
    session.expire_all()
    settled = [one.settled_how for one in instalments.of(session, loan)]
    assert settled == ["paid"] + ["waived"] * 13
    assert session.scalar(sa.select(sa.func.count()).select_from(Instalment)) == 14


def test_the_price_is_its_organisation_s_own(
    session: Session, world: World, at_desk: Ready, lend: Lend
) -> None:
    world.organisation.rules = {"tariffs": {"gewoon": 500}, "months": 6}
    loan = lend(at_desk(), tariff="gewoon")
    assert (loan.price_cents, loan.due_on) == (500, months.add(TODAY, 6))


def test_for_longer(session: Session, world: World, at_desk: Ready, lend: Lend) -> None:
    loan, client_id = lend(at_desk()), fresh()
    until = loan.due_on + 30 * DAY
    for _ in range(2):
        changing.extend(session, loan, until, actor=world.actor, client_id=client_id)
    assert loan.due_on == until
    for wrong in (until, TODAY):
        with pytest.raises(Invalid):
            changing.extend(session, loan, wrong, actor=world.actor, client_id=fresh())


def swap(session: Session, world: World, loan: Loan, device: Device, client_id: str) -> Loan:
    desk = session.get_one(Place, loan.place_id)
    wanted = changing.Swap(device, Back(fault="Start niet"), {})
    return changing.swap(
        session, loan, desk, wanted, DEFAULTS, actor=world.actor, client_id=client_id
    )


def test_a_broken_one_for_a_working_one(
    session: Session, world: World, at_desk: Ready, lend: Lend
) -> None:
    broken, working = at_desk(kind="laptop"), at_desk(kind="laptop")
    loan, client_id = lend(broken, due_on=TODAY + 40 * DAY), fresh()
    new = swap(session, world, loan, working, client_id)
    assert swap(session, world, loan, working, client_id) is new
    assert (loan.ended_how, new.replaces_id, new.due_on) == ("swapped", loan.id, loan.due_on)
    assert (where(session, broken), where(session, working)) == ("desk", "lent")


def test_swapped_both_or_neither(
    session: Session, world: World, at_desk: Ready, lend: Lend
) -> None:
    broken, unready = at_desk(), at_desk()
    tell(session, world, unready, facts.FAULT_OPENED, fault="lamp", blocking=True)
    loan = lend(broken)
    session.commit()
    with pytest.raises(Conflict):
        swap(session, world, loan, unready, fresh())
    session.rollback()
    assert (loan.ended_at, where(session, broken)) == (None, "lent")


def due(session: Session, *loans: Loan) -> list[tuple[date, str | None]]:
    session.expire_all()
    found = [one for loan in loans for one in instalments.of(session, loan)]
    return [(one.due_on, one.settled_how) for one in found if one.settled_how != "waived"]


def test_swapped_it_goes_on_for_the_price_agreed(
    session: Session, world: World, at_desk: Ready, lend: Lend
) -> None:
    """Whatever the tariffs are now, and were its own gone."""
    loan = lend(at_desk(), tariff="gewoon")
    for tariffs in ({"gewoon": 9900}, {"anders": 700}):
        world.organisation.rules = {"tariffs": tariffs}
        loan = swap(session, world, loan, at_desk(), fresh())
        assert (loan.tariff, loan.price_cents) == ("gewoon", 1000)


def test_swapped_nobody_pays_a_month_twice(
    session: Session, world: World, at_desk: Ready, lend: Lend
) -> None:
    with some_time_ago(35 * DAY):
        began = now().date()
        loan = lend(at_desk(), tariff="gewoon", due_on=months.add(began, 4), today=began)
    instalments.settle(session, loan, 4, "paid", actor=world.actor)  # ahead
    asked = [(months.add(began, month), None) for month in range(3)]
    asked.append((months.add(began, 3), "paid"))
    assert due(session, loan) == asked
    second = swap(session, world, loan, at_desk(), fresh())
    third = swap(session, world, second, at_desk(), fresh())
    assert sorted(due(session, loan, second, third)) == asked
    assert [day for day, _ in due(session, third)] == [months.add(began, 2)]
    until = months.add(began, 6)
    changing.extend(session, third, until, actor=world.actor, client_id=fresh())
    longer = [months.add(began, month) for month in (2, 4, 5)]
    assert [day for day, _ in due(session, third)] == longer


def test_swapped_what_somebody_said_need_not_be_paid_stays_so(
    session: Session, world: World, at_desk: Ready, lend: Lend
) -> None:
    loan = lend(at_desk(), tariff="gewoon", due_on=months.add(TODAY, 4))
    instalments.settle(session, loan, 3, "waived", actor=world.actor)
    new = swap(session, world, loan, at_desk(), fresh())
    assert [day for day, _ in due(session, new)] == [months.add(TODAY, n) for n in (1, 3)]


def test_lent_just_after_midnight_it_counts_from_that_day(
    session: Session, world: World, at_desk: Ready, lend: Lend, in_brussels: None
) -> None:
    """Which is the day before in UTC, as moments are kept."""
    first = date(TODAY.year + 1, 4, 1)
    loan = lend(at_desk(), tariff="gewoon", today=first, due_on=months.add(first, 2))
    loan.started_at = datetime(first.year, 3, 31, 23, 30, tzinfo=UTC)
    session.flush()
    changing.extend(session, loan, months.add(first, 4), actor=world.actor, client_id=fresh())
    assert [day for day, _ in due(session, loan)] == [months.add(first, n) for n in range(4)]


def test_swapped_on_its_first_day(
    session: Session, world: World, at_desk: Ready, lend: Lend
) -> None:
    loan = lend(at_desk(), tariff="gewoon", due_on=months.add(TODAY, 3))
    new = swap(session, world, loan, at_desk(), fresh())
    assert [day for day, _ in due(session, loan)] == [TODAY]
    assert [day for day, _ in due(session, new)] == [months.add(TODAY, n) for n in (1, 2)]


def test_names_go_and_figures_stay(
    session: Session, world: World, desk: Place, borrower: Borrower, at_desk: Ready, lend: Lend
) -> None:
    loan = lend(at_desk())

    def forget_old(today: date) -> int:
        return borrowers.forget_old(session, desk.organisation_id, months=12, today=today)

    assert forget_old(TODAY + 4000 * DAY) == 0  # it is still out
    with pytest.raises(Conflict):
        borrowers.forget(session, borrower)
    take_back(session, world, loan, desk)
    assert forget_old(months.add(TODAY, 12) - 2 * DAY) == 0
    assert forget_old(months.add(TODAY, 12) + DAY) == 1
    assert (borrower.name, borrower.contact) == (None, None)
    assert loan.borrower_id == borrower.id


def test_a_borrower_is_registered_once_and_known_again(session: Session, desk: Place) -> None:
    def register(**more: str) -> Borrower:
        told = {"name": "A", "contact": "a@example.org", "client_id": fresh(), **more}
        return borrowers.register(session, organisation_id=desk.organisation_id, **told)

    client_id = fresh()
    assert register(client_id=client_id) is register(client_id=client_id)
    first = register(reference="K-12")
    assert register(reference="K-12", contact="b@example.org") is first
    assert first.contact == "b@example.org"
    with pytest.raises(Conflict) as refused:
        register(reference="k-12", name="B")
    assert refused.value.field == "reference"
    assert first.name == "A", "a slip in the reference gave a borrower the name of another"
    for wrong in ({"name": " "}, {"contact": ""}, {"language": "xx"}):
        with pytest.raises(Invalid):
            register(**wrong)
    assert borrowers.search(session, desk.organisation_id, "k-1") == [first]
