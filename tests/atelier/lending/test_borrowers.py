"""Borrowers put right, found and forgotten, on both databases."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from atelier import months
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.lending import borrowers, gifts, visits
from atelier.lending.loans import ending
from atelier.lending.models import Borrower, Gift
from atelier.stock import ledger
from atelier.stock.models import Place
from tests.atelier.lending.conftest import Lend, Ready
from tests.factories import World

TODAY = date.today()


def known(session: Session, place: Place, name: str, reference: str) -> Borrower:
    return borrowers.register(
        session,
        organisation_id=place.organisation_id,
        name=name,
        contact="015 00 00 00",
        reference=reference,
        client_id=str(uuid.uuid4()),
    )


def give(session: Session, world: World, who: Borrower, device: Device) -> Gift:
    place = ledger.place_of(session, device)
    assert place is not None
    return gifts.give(
        session,
        place=place,
        device=device,
        borrower=who,
        goods={},
        note="Voor Proef",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )


def test_what_was_wrong_is_put_right(session: Session, world: World, borrower: Borrower) -> None:
    told = {"name": " Proef  Twee ", "contact": "016 00 00 00", "language": "fr"}
    for _ in range(2):
        borrowers.change(session, borrower, **told, actor=world.actor)
    assert (borrower.name, borrower.contact, borrower.language) == (
        "Proef Twee",
        "016 00 00 00",
        "fr",
    )
    for wrong in ({"name": " "}, {"contact": ""}, {"language": "xx"}):
        with pytest.raises(Invalid):
            borrowers.change(session, borrower, **{**told, **wrong}, actor=world.actor)


def test_who_was_forgotten_is_not_put_right(
    session: Session, world: World, borrower: Borrower
) -> None:
    for _ in range(2):
        borrowers.forget(session, borrower, actor=world.actor)
    with pytest.raises(Conflict):
        borrowers.change(
            session, borrower, name="Proef", contact="x", language="nl", actor=world.actor
        )
    assert borrower.name is None


def test_found_by_name_and_reference_in_their_own_organisation(
    session: Session, desk: Place, neighbour: Place
) -> None:
    one, two = known(session, desk, "Proef Een", "A-1"), known(session, desk, "Proef Twee", "A-2")
    gone = known(session, desk, "Proef Drie", "B-3")
    known(session, neighbour, "Proef Vier", "A-4")
    borrowers.forget(session, gone)

    def found(text: str) -> list[int]:
        page = borrowers.page(session, desk.organisation_id, text)
        return [borrower.id for borrower, _ in page.rows]

    assert found("") == found("proef") == found("a-") == [two.id, one.id]
    assert (found("twee"), found("drie"), found("b-"), found("b-3")) == (
        [two.id],
        [],
        [],
        [gone.id],
    )
    first = borrowers.page(session, desk.organisation_id, "proef", size=1)
    rest = borrowers.page(session, desk.organisation_id, "proef", first.after, size=1)
    assert [borrower.id for borrower, _ in (*first.rows, *rest.rows)] == [two.id, one.id]


def test_who_was_forgotten_is_chosen_by_nobody(
    session: Session, desk: Place, borrower: Borrower
) -> None:
    def found(text: str) -> list[Borrower]:
        return list(borrowers.search(session, desk.organisation_id, text))

    reference = borrower.reference
    assert found(reference.lower()) == found("PROEF") == [borrower]
    borrowers.forget(session, borrower)
    assert found(reference) == found("") == []
    assert known(session, desk, "Proef Persoon", reference) is borrower
    assert found(reference) == [borrower]


def test_a_reference_with_an_accented_capital_is_known_again(session: Session, desk: Place) -> None:
    first = known(session, desk, "Proef Persoon", "ÉCOLE-1")
    assert known(session, desk, "Proef Persoon", "ÉCOLE-1") is first
    for text in ("ÉCOLE", "Écol"):
        page = borrowers.page(session, desk.organisation_id, text)
        assert [borrower for borrower, _ in page.rows] == [first]
        assert borrowers.search(session, desk.organisation_id, text) == [first]


def test_of_two_references_the_one_as_it_is_written(session: Session, desk: Place) -> None:
    """As they may have come to be before capitals were looked past."""
    told = {"organisation_id": desk.organisation_id, "name": "Proef", "contact": "015 00 00 00"}
    both = [Borrower(**told, reference=one, client_id=str(uuid.uuid4())) for one in ("k-1", "K-1")]
    session.add_all(both)
    session.flush()
    assert [known(session, desk, "Proef", one) for one in ("k-1", "K-1")] == both


def test_words_go_and_figures_stay(
    session: Session, world: World, desk: Place, borrower: Borrower, lend: Lend, at_desk: Ready
) -> None:
    other = known(session, desk, "Proef Twee", "A-2")
    mine, theirs = (
        (
            lend(at_desk(), borrower=one, state_note="Gebracht door Proef"),
            give(session, world, one, at_desk()),
        )
        for one in (borrower, other)
    )
    at_home = visits.Plan(
        kind="fetch", planned_on=TODAY, address="Proefstraat 1", moment="bel Proef"
    )
    visit = visits.plan(session, mine[0], at_home, actor=world.actor, client_id=str(uuid.uuid4()))
    back = ending.Back()
    ending.take_back(session, mine[0], desk, back, actor=world.actor, client_id=str(uuid.uuid4()))
    session.commit()
    price, day = mine[0].price_cents, visit.planned_on
    borrowers.forget(session, borrower)
    session.commit()
    assert (mine[0].state_note, mine[1].note) == ("", "")
    assert (visit.moment, visit.address) == ("", None)
    assert (mine[0].price_cents, visit.planned_on) == (price, day)
    assert (theirs[0].state_note, theirs[1].note) == ("Gebracht door Proef", "Voor Proef")


def test_when_it_goes_by_itself_is_when_the_job_forgets(
    session: Session, world: World, desk: Place, borrower: Borrower, lend: Lend, at_desk: Ready
) -> None:
    loan = lend(at_desk())
    assert borrowers.forgotten_on(session, borrower, 12) is None
    ((found, count),) = borrowers.page(session, desk.organisation_id).rows
    assert (found, count) == (borrower, 1)
    back = ending.Back()
    ending.take_back(session, loan, desk, back, actor=world.actor, client_id=str(uuid.uuid4()))
    day = borrowers.forgotten_on(session, borrower, 12)
    assert day == months.add(TODAY, 12)

    def job(today: date) -> int:
        return borrowers.forget_old(session, desk.organisation_id, months=12, today=today)

    assert job(day - timedelta(days=1)) == 0
    assert borrower.name
    assert job(day) == 1
    assert borrower.name is None
