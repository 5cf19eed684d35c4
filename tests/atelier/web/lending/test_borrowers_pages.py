"""The page of a borrower: found, put right, forgotten; and whose business it is."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import months
from atelier.db import db
from atelier.devices.models import Device
from atelier.lending import gifts
from atelier.lending.loans import ending
from atelier.lending.models import Borrower, Instalment, LendingEvent, Loan
from atelier.people import accounts
from atelier.people.actor import Actor
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock.models import Place
from tests.atelier.web.lending.lent import fresh, lend, send
from tests.atelier.web.lending.test_hand_over import drawn
from tests.atelier.web.lending.test_photos_pages import photo
from tests.factories import World
from tests.visits import Person, counted

AtDesk = Callable[..., Device]
TODAY = date.today()
RIGHT = {"name": "Proef Juist", "contact": "016 00 00 00", "language": "fr"}


@pytest.fixture
def loan(session: Session, world: World, desk: Place, at_desk: AtDesk) -> Loan:
    return lend(session, desk, at_desk(), world.actor)


def back(session: Session, world: World, desk: Place, loan: Loan) -> None:
    how = ending.Back()
    ending.take_back(session, loan, desk, how, actor=world.actor, client_id=fresh())
    session.commit()


def known(session: Session, loan: Loan) -> Borrower:
    session.rollback()
    return session.get_one(Borrower, loan.borrower_id)


def test_from_a_loan_and_from_a_search(host: Person, loan: Loan) -> None:
    page = f"/borrowers/{loan.borrower_id}"
    assert page in host.get(f"/loans/{loan.id}").text
    assert "/borrowers?q=proef" in host.get("/loans?q=proef").text
    assert page in host.get("/borrowers?q=proef").text
    assert "Niemand gevonden" in host.get("/borrowers?q=xyz").text
    shown = host.get(page).text
    assert f"/loans/{loan.id}" in shown
    assert "bewaren we naam en contact" in shown


def test_put_right(session: Session, host: Person, loan: Loan) -> None:
    page = f"/borrowers/{loan.borrower_id}/edit"
    assert 'value="Proef Persoon"' in host.get(page).text
    assert send(host, page, **{**RIGHT, "contact": ""}).status_code == 422
    assert "Proef Juist" in send(host, page, **RIGHT).text
    borrower = known(session, loan)
    assert (borrower.name, borrower.contact, borrower.language) == tuple(RIGHT.values())


def test_who_has_a_device_is_not_forgotten_and_it_says_why(
    session: Session, host: Person, loan: Loan
) -> None:
    page = f"/borrowers/{loan.borrower_id}/forget"
    shown = host.get(page).text
    assert "Dit kan nog niet" in shown
    assert f"/loans/{loan.id}" in shown
    refused = send(host, page)
    assert refused.status_code == 422
    assert "Neem dat eerst terug." in refused.text
    assert known(session, loan).name == "Proef Persoon"


def test_who_still_owes_something_is_not_forgotten_unnoticed(
    session: Session, world: World, host: Person, desk: Place, loan: Loan
) -> None:
    back(session, world, desk, loan)
    page = f"/borrowers/{loan.borrower_id}/forget"
    assert "Deze lener moet nog" not in host.get(page).text
    session.add(Instalment(loan_id=loan.id, number=1, due_on=TODAY, amount_cents=1000))
    session.commit()
    assert "Deze lener moet nog €\xa010,00 betalen." in host.get(page).text.replace(
        "&nbsp;", "\xa0"
    )


def test_forgotten_now_with_all_that_goes(
    app: APIFlask, session: Session, world: World, host: Person, desk: Place, loan: Loan
) -> None:
    signing = {"how": "screen", "picture": drawn()}
    send(host, f"/loans/{loan.id}/sign", **signing)
    host.post(f"/loans/{loan.id}/photos", {"client_id": fresh(), "photo": photo()})
    back(session, world, desk, loan)
    shown = host.get(f"/borrowers/{loan.borrower_id}").text
    by_itself = months.add(TODAY, 12)
    assert f"{by_itself.year}, als er niets meer geleend wordt" in shown
    visit = {"kind": "fetch", "planned_on": TODAY.isoformat(), "address": "Proefstraat 1"}
    send(host, f"/loans/{loan.id}/visits/new", **visit, helper="0")
    folder: Path = app.extensions["atelier"].files.folder
    assert len([one for one in folder.rglob("*.*g") if one.is_file()]) == 3
    asked = host.get(f"/borrowers/{loan.borrower_id}/forget").text
    assert "Dit gaat weg, voor altijd" in asked
    assert "wat je in woorden opschreef" in asked
    assert "Dit blijft" in asked
    for _ in range(2):
        page = send(host, f"/borrowers/{loan.borrower_id}/forget").text
    assert "Proef Persoon" not in page
    assert f"/loans/{loan.id}" in page
    assert [one for one in folder.rglob("*.*g") if one.is_file()] == []
    borrower = known(session, loan)
    assert (borrower.name, borrower.contact) == (None, None)
    assert "Proef" not in host.get("/visits").text
    assert host.get(f"/loans/{loan.id}").status_code == 200
    assert send(host, f"/borrowers/{loan.borrower_id}/edit", **RIGHT).status_code == 422


def test_a_borrower_of_another_organisation_does_not_exist_here(
    session: Session,
    world: World,
    host: Person,
    coordinator: Person,
    neighbour: Place,
    at_desk: AtDesk,
) -> None:
    theirs = lend(session, neighbour, at_desk(place=neighbour), world.actor)
    for person in (host, coordinator):
        assert "Proef Persoon" not in person.get("/borrowers").text
        for page in ("", "/edit", "/forget"):
            address = f"/borrowers/{theirs.borrower_id}{page}"
            assert person.get(address).status_code == 404
        for page in ("/edit", "/forget"):
            address = f"/borrowers/{theirs.borrower_id}{page}"
            assert send(person, address, **RIGHT).status_code == 404
    assert f"/borrowers/{theirs.borrower_id}" not in coordinator.get(f"/loans/{theirs.id}").text


def test_what_was_given_for_good_stands_there_too(
    session: Session, world: World, host: Person, desk: Place, at_desk: AtDesk, loan: Loan
) -> None:
    gift, undone = (
        gifts.give(
            session,
            place=desk,
            device=at_desk(),
            borrower=session.get_one(Borrower, loan.borrower_id),
            goods={},
            note="",
            actor=world.actor,
            client_id=fresh(),
        )
        for _ in range(2)
    )
    gifts.undo(session, undone, note="verkeerde", actor=world.actor)
    session.commit()
    page = host.get(f"/borrowers/{loan.borrower_id}").text
    assert f"/gifts/{gift.id}" in page
    assert f"/gifts/{undone.id}" not in page


def test_more_borrowers_and_loans_cost_no_more_queries(
    session: Session, world: World, host: Person, desk: Place, at_desk: AtDesk, loan: Loan
) -> None:
    borrower = session.get_one(Borrower, loan.borrower_id)

    def cost(page: str) -> int:
        with counted(db.engine) as seen:
            assert host.get(page).status_code == 200
        return len(seen)

    def one_more() -> None:
        made = lend(session, desk, at_desk(), world.actor)
        made.borrower_id = borrower.id
        back(session, world, desk, made)

    pages = ("/borrowers", f"/borrowers/{borrower.id}")
    one_more()
    few = [cost(page) for page in pages]
    for _ in range(3):
        one_more()
    assert [cost(page) for page in pages] == few


def test_an_account_is_closed_and_what_it_lent_stays(
    app: APIFlask,
    session: Session,
    world: World,
    host: Person,
    coordinator: Person,
    desk: Place,
    at_desk: AtDesk,
) -> None:
    """Accounts are closed, never deleted: loans, months and history go on under their name."""
    account = world.accounts[Role.DESK]
    made = lend(session, desk, at_desk(), Actor(account_id=account.id))
    counts = [
        sa.select(sa.func.count()).select_from(one) for one in (Loan, LendingEvent, Instalment)
    ]
    before = [session.scalar(one) for one in counts]
    session.rollback()
    accounts.change(
        session,
        session.get_one(Account, account.id),
        name=account.name,
        role=Role.DESK,
        active=False,
        language=None,
        by=session.get_one(Account, world.accounts[Role.ADMINISTRATOR].id),
    )
    session.commit()
    assert host.get(f"/loans/{made.id}").status_code == 302
    page = coordinator.get(f"/loans/{made.id}").text
    assert "Proef Persoon" in page
    assert account.name in page
    assert f"/loans/{made.id}" in coordinator.get("/loans").text
    form = {"works": "yes", "account": "yes", "told": "", "place": str(desk.id)}
    assert "Terug op Testpunt" in send(coordinator, f"/loans/{made.id}/back", **form).text
    session.rollback()
    after = [session.scalar(one) for one in counts]
    assert after == [before[0], (before[1] or 0) + 1, before[2]]


def test_an_account_with_loans_cannot_be_deleted_from_the_database(
    session: Session, world: World, desk: Place, at_desk: AtDesk
) -> None:
    account = world.accounts[Role.DESK]
    lend(session, desk, at_desk(), Actor(account_id=account.id))
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.delete(Account).where(Account.id == account.id))
    session.rollback()
