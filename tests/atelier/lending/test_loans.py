"""Loans as they begin, on both databases."""

import threading
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import months
from atelier.db import db
from atelier.devices import history
from atelier.devices.lifecycle import LENT, facts
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict, Invalid, NotFound
from atelier.lending import borrowers
from atelier.lending.loans import ending, handing_over
from atelier.lending.loans.ending import Back
from atelier.lending.loans.handing_over import Terms
from atelier.lending.models import Borrower, LendingEvent, Loan, ReservedUnit
from atelier.stock import ledger
from atelier.stock.models import Place
from tests.atelier.lending.conftest import DEFAULTS, Ask, Lend, Ready
from tests.factories import World, tell

DAY = timedelta(days=1)
TODAY = date.today()


def fresh() -> str:
    return str(uuid.uuid4())


def take_back(session: Session, world: World, loan: Loan, to: Place, **back: Any) -> None:
    ending.take_back(session, loan, to, Back(**back), actor=world.actor, client_id=fresh())


def where(session: Session, device: Device) -> str:
    place = ledger.place_of(session, device)
    assert place is not None
    return place.kind


def test_handed_over_and_back(
    session: Session, world: World, desk: Place, at_desk: Ready, lend: Lend
) -> None:
    device = at_desk()
    loan = lend(device)
    assert (where(session, device), device.next_step) == ("lent", LENT)
    assert loan.due_on == months.add(TODAY, 12)
    take_back(session, world, loan, desk, answers={"account": True})
    assert (loan.ended_how, loan.answers) == ("returned", {"account": True})
    assert where(session, device) == "desk"
    with pytest.raises(Conflict):  # never before it was looked at
        lend(device)
    told = session.scalars(sa.select(LendingEvent.kind).order_by(LendingEvent.id)).all()
    assert told == ["handed_over", "returned"]


def test_sent_twice_it_is_handed_over_once(
    session: Session, world: World, desk: Place, at_desk: Ready, lend: Lend
) -> None:
    device, client_id, back_id = at_desk(), fresh(), fresh()
    loan = lend(device, client_id=client_id)
    assert lend(device, client_id=client_id) is loan
    for _ in range(2):
        ending.take_back(session, loan, desk, Back(), actor=world.actor, client_id=back_id)
    assert lend(device, client_id=client_id) is loan
    assert len(ledger.moves_of(session, device)) == 4
    with pytest.raises(Conflict):
        lend(at_desk(), client_id=client_id)


def test_what_is_elsewhere_is_not_handed_over_and_is_told_where(
    session: Session, world: World, neighbour: Place, at_desk: Ready, lend: Lend
) -> None:
    device = at_desk()
    ledger.post(session, device, neighbour, reason="moved", actor=world.actor, client_id=fresh())
    with pytest.raises(Conflict) as refused:
        lend(device)
    assert refused.value.values == {"place": neighbour.name}


def test_what_is_out_is_told_by_which_loan(at_desk: Ready, lend: Lend) -> None:
    device = at_desk()
    loan = lend(device)
    with pytest.raises(Conflict) as refused:
        lend(device)
    assert refused.value.values == {"number": loan.number}


def test_collected_at_the_workshop(session: Session, ready: Ready, lend: Lend) -> None:
    device = ready()
    lend(device)
    assert where(session, device) == "lent"


def test_what_is_reserved_for_another_desk_stays(
    session: Session, neighbour: Place, ready: Ready, ask: Ask, lend: Lend
) -> None:
    device = ready()
    ask(desk=neighbour)
    with pytest.raises(Conflict) as refused:
        lend(device)
    assert refused.value.values == {"desk": neighbour.name}
    assert where(session, device) == "shelf"


def test_what_was_reserved_here_is_collected(
    session: Session, ready: Ready, ask: Ask, lend: Lend
) -> None:
    device = ready()
    ask()
    lend(device)
    unit = session.scalars(sa.select(ReservedUnit)).one()
    assert unit.resolution == "collected"


def test_nothing_overdue_is_handed_out(
    session: Session, world: World, at_desk: Ready, lend: Lend
) -> None:
    device = at_desk()
    tell(session, world, device, facts.INSPECTED, valid_until=(TODAY - DAY).isoformat())
    with pytest.raises(Conflict):
        lend(device)


def test_the_first_loan_plans_the_inspection(session: Session, at_desk: Ready, lend: Lend) -> None:
    device = at_desk()
    lend(device)
    state = history.state_of(session, device)
    assert state.inspection_valid_until == months.add(TODAY, 12)


def test_one_computer_and_one_handheld(
    session: Session, world: World, desk: Place, at_desk: Ready, lend: Lend
) -> None:
    laptop, tablet = at_desk(kind="laptop"), at_desk(kind="tablet")
    first = lend(laptop)
    lend(tablet)
    for more in ("desktop", "smartphone", "laptop"):
        with pytest.raises(Conflict):
            lend(at_desk(kind=more))
    take_back(session, world, first, desk)
    lend(at_desk(kind="laptop"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"tariff": "gratis"},
        {"due_on": TODAY},
        {"due_on": TODAY - DAY},
        {"due_on": months.add(TODAY, 70)},
        {"client_id": "no id"},
    ],
    ids=["tariff", "today", "past", "far", "id"],
)
def test_terms_make_sense(session: Session, at_desk: Ready, lend: Lend, wrong: Any) -> None:
    device = at_desk()
    with pytest.raises(Invalid):
        lend(device, **wrong)
    assert where(session, device) == "desk"


def test_a_borrower_of_another_organisation_is_unknown(
    session: Session, neighbour: Place, at_desk: Ready, lend: Lend
) -> None:
    stranger = borrowers.register(
        session,
        organisation_id=neighbour.organisation_id,
        name="Vreemd",
        contact="x@example.org",
        client_id=fresh(),
    )
    with pytest.raises(NotFound):
        lend(at_desk(), borrower=stranger)


def test_who_was_forgotten_gets_nothing_without_a_name(
    session: Session, at_desk: Ready, borrower: Borrower, lend: Lend, desk: Place
) -> None:
    device = at_desk()
    borrowers.forget(session, borrower)
    with pytest.raises(Conflict, match="vergeten"):
        lend(device)
    assert where(session, device) == "desk"
    told = {"name": "Proef Persoon", "contact": "015 00 00 00", "reference": borrower.reference}
    borrowers.register(session, organisation_id=desk.organisation_id, client_id=fresh(), **told)
    assert lend(device).borrower_id == borrower.id


def test_who_is_forgotten_while_the_page_is_open(
    app: APIFlask, session: Session, world: World, desk: Place, at_desk: Ready, borrower: Borrower
) -> None:
    """What the page was made of is not what there is now."""
    numbers, actor = (desk.id, at_desk().id, borrower.id), world.actor
    session.commit()
    with app.app_context(), Session(db.engine, expire_on_commit=False) as open_page:
        there, device, who = (
            open_page.get_one(table, number)
            for table, number in zip((Place, Device, Borrower), numbers, strict=True)
        )
        open_page.commit()
        borrowers.forget(session, borrower)
        session.commit()
        with pytest.raises(Conflict, match="vergeten"):
            handing_over.hand_over(
                open_page,
                desk=there,
                device=device,
                borrower=who,
                terms=Terms(tariff="gewoon"),
                defaults=DEFAULTS,
                actor=actor,
                client_id=fresh(),
            )
        assert who.forgotten_at is not None


def test_two_desks_take_the_last_one_in_the_same_second(
    app: APIFlask, session: Session, world: World, at_desk: Ready, borrower: Borrower
) -> None:
    device = at_desk()
    numbers, actor = (device.id, borrower.id), world.actor
    desk_id = session.scalars(sa.select(Place.id).where(Place.name == "Testpunt")).one()
    session.commit()
    done: list[str] = []

    def work() -> None:
        with app.app_context():
            try:
                handing_over.hand_over(
                    db.session,
                    desk=db.session.get_one(Place, desk_id),
                    device=db.session.get_one(Device, numbers[0]),
                    borrower=db.session.get_one(Borrower, numbers[1]),
                    terms=Terms(tariff="gewoon"),
                    defaults=DEFAULTS,
                    actor=actor,
                    client_id=fresh(),
                )
                db.session.commit()
                done.append("lent")
            except AtelierError:
                db.session.rollback()
                done.append("refused")
            db.session.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["lent"] + ["refused"] * 7
