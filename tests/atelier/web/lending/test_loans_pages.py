"""The page of a loan, what can become of it, and the list of all of them."""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from atelier import months
from atelier.db import db
from atelier.devices import history
from atelier.devices.models import Device
from atelier.lending.loans import finding, instalments
from atelier.lending.loans.finding import Which
from atelier.lending.models import Borrower, Loan, Reservation
from atelier.people.actor import Actor
from atelier.people.roles import Role
from atelier.stock import ledger, places
from atelier.stock.models import Article, Place, PlaceKind
from tests.factories import World
from tests.lent import lend as lent
from tests.lent import register
from tests.visits import Person, counted

AtDesk = Callable[..., Device]
Lend = Callable[..., Loan]
Ask = Callable[..., Reservation]
TODAY = date.today()
DAY = timedelta(days=1)
FINE = {"works": "yes", "account": "yes", "told": ""}


def fresh() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def lend(session: Session, world: World, desk: Place, at_desk: AtDesk) -> Lend:
    """Lends a fresh device to a fresh borrower; ``due_on`` may be past."""

    def make(device: Device | None = None, **more: Any) -> Loan:
        place = more.pop("place", desk)
        borrower = register(session, place, name=more.pop("name", "Proef Persoon"))
        actor = Actor(account_id=world.accounts[Role.DESK].id)
        device = device or at_desk(place=place)
        loan = lent(session, place, device, actor, borrower=borrower, **more)
        session.commit()
        return loan

    return make


def send(person: Person, address: str, **told: str) -> TestResponse:
    return person.post(address, {"client_id": fresh(), **told}, follow_redirects=True)


def again(session: Session, loan: Loan) -> Loan:
    session.rollback()
    session.refresh(loan)
    return loan


def place_of(session: Session, loan: Loan) -> Place:
    session.rollback()
    found = ledger.place_of(session, session.get_one(Device, loan.device_id))
    assert found is not None
    return found


def test_taken_back_with_what_was_looked_at(
    session: Session, host: Person, desk: Place, lend: Lend, chargers: Article
) -> None:
    loan = lend(articles={chargers.id: 2})
    answer = send(
        host,
        f"/loans/{loan.id}/back",
        **FINE,
        place=str(desk.id),
        **{f"article-{chargers.id}": "1"},
    )
    assert "Terug op Testpunt" in answer.text
    assert "Dit toestel is terug." in answer.text
    assert "(1 terug)" in answer.text
    assert again(session, loan).answers == {"works": True, "account": True}
    assert place_of(session, loan).id == desk.id
    assert ledger.held(session, chargers.id, desk.id) == 4


def test_sent_twice_it_came_back_once(
    session: Session, host: Person, desk: Place, lend: Lend
) -> None:
    loan, form = lend(), {**FINE, "client_id": fresh(), "place": str(desk.id)}
    for _ in range(2):
        assert host.post(f"/loans/{loan.id}/back", form).status_code == 302
    device = session.get_one(Device, loan.device_id)
    assert len(ledger.moves_of(session, device)) == 4


def test_what_is_broken_waits_for_repair_in_the_words_chosen(
    session: Session, host: Person, desk: Place, lend: Lend
) -> None:
    loan = lend()
    address, told = f"/loans/{loan.id}/back", {"works": "no", "account": "yes", "told": ""}
    refused = send(host, address, **told, place=str(desk.id))
    assert refused.status_code == 422
    assert "Kies wat er mis is, of vertel het." in refused.text
    assert again(session, loan).ended_at is None
    form = {**told, "client_id": fresh(), "place": str(desk.id), "faults": ["screen", "wet"]}
    host.post(address, {**form, "told": "water over gekregen"})
    state = history.state_of(session, session.get_one(Device, loan.device_id))
    assert state.faults == {f"loan:{loan.number}": True}
    (event,) = [
        one
        for one in history.events_of(session, session.get_one(Device, loan.device_id))
        if one.kind == "fault_opened"
    ]
    assert event.data["words"] == "Scherm, Nat geworden. water over gekregen"


@pytest.mark.parametrize("missing", ["works", "account", "place"])
def test_each_question_is_answered(
    session: Session, host: Person, desk: Place, lend: Lend, missing: str
) -> None:
    loan = lend()
    form = {**FINE, "place": str(desk.id), missing: ""}
    answer = send(host, f"/loans/{loan.id}/back", **form)
    assert answer.status_code == 422
    assert again(session, loan).ended_at is None


def test_taken_back_in_the_workshop_by_a_coordinator(
    session: Session, world: World, coordinator: Person, neighbour: Place, lend: Lend
) -> None:
    loan = lend(place=neighbour)
    answer = send(coordinator, f"/loans/{loan.id}/back", **FINE, place=str(world.shelf.id))
    assert answer.status_code == 200
    assert place_of(session, loan).id == world.shelf.id
    assert "Proef Persoon" not in answer.text


def test_a_host_puts_nothing_on_a_shelf_of_the_workshop(
    session: Session, world: World, host: Person, lend: Lend
) -> None:
    loan = lend()
    answer = send(host, f"/loans/{loan.id}/back", **FINE, place=str(world.shelf.id))
    assert answer.status_code == 422
    assert "Kies waar het toestel nu is." in answer.text


def test_swapped_in_one_go(
    session: Session, host: Person, desk: Place, lend: Lend, at_desk: AtDesk
) -> None:
    loan, other = lend(), at_desk()
    form = {"works": "no", "account": "yes", "told": "zwart", "place": str(desk.id)}
    answer = send(host, f"/loans/{loan.id}/swap", **form, code=other.tag or "")
    assert "Laat tekenen" in answer.text
    second = session.scalars(sa.select(Loan).where(Loan.replaces_id == loan.id)).one()
    assert (again(session, loan).ended_how, second.device_id) == ("swapped", other.id)
    assert "Uitlening 2" in host.get(f"/loans/{loan.id}").text


def test_a_swap_asks_before_it_takes_what_lies_here_for_somebody(
    session: Session, host: Person, desk: Place, lend: Lend, at_desk: AtDesk, ask: Ask
) -> None:
    loan, other = lend(), at_desk()
    ask(reference="Dossier 17")
    form = {"works": "no", "account": "no", "told": "zwart", "place": str(desk.id)}
    sent = {**form, "code": other.tag or ""}
    asked = send(host, f"/loans/{loan.id}/swap", **sent)
    assert asked.status_code == 422
    assert "Dit toestel is gereserveerd voor Dossier 17." in asked.text
    assert "zwart" in asked.text
    assert again(session, loan).ended_at is None
    done = send(host, f"/loans/{loan.id}/swap", **sent, kept="y")
    assert again(session, loan).ended_how == "swapped"
    assert "nog niet overal afgemeld" in done.text


def test_a_swap_that_cannot_be_changes_nothing(
    session: Session, host: Person, desk: Place, neighbour: Place, lend: Lend, at_desk: AtDesk
) -> None:
    loan, elsewhere = lend(), at_desk(place=neighbour)
    form = {"works": "no", "account": "yes", "told": "zwart", "place": str(desk.id)}
    for code, said in ((elsewhere.tag or "", "Punt bij de buren"), ("999", "kennen we niet")):
        answer = send(host, f"/loans/{loan.id}/swap", **form, code=code)
        assert answer.status_code == 422
        assert said in answer.text
        assert "zwart" in answer.text
    assert again(session, loan).ended_at is None
    assert place_of(session, loan).kind == PlaceKind.LENT


def test_for_longer(session: Session, host: Person, lend: Lend) -> None:
    loan = lend()
    until = loan.due_on + 40 * DAY
    wrong = send(host, f"/loans/{loan.id}/extend", due_on=loan.due_on.isoformat())
    assert wrong.status_code == 422
    assert "Kies een dag na de einddatum van nu." in wrong.text
    assert "Verlengd." in send(host, f"/loans/{loan.id}/extend", due_on=until.isoformat()).text
    assert again(session, loan).due_on == until


@pytest.mark.parametrize(
    ("how", "kind"), [("lost", "lost"), ("stolen", "lost"), ("given", "given")]
)
def test_what_does_not_come_back(
    session: Session, host: Person, lend: Lend, how: str, kind: str
) -> None:
    loan = lend()
    assert host.get(f"/loans/{loan.id}/deed.pdf").status_code == 409
    send(host, f"/loans/{loan.id}/end/{how}")
    assert (again(session, loan).ended_how, place_of(session, loan).kind) == (how, kind)
    deed = host.get(f"/loans/{loan.id}/deed.pdf")
    assert (deed.status_code == 200) is (how == "given")
    if how == "given":
        text = pypdfium2.PdfDocument(deed.data)[0].get_textpage().get_text_range()
        assert "Proef Persoon" in text


def test_there_are_no_other_ends(host: Person, lend: Lend) -> None:
    loan = lend()
    assert host.get(f"/loans/{loan.id}/end/sold").status_code == 404


def test_a_mistake_asks_why_and_leaves_all_as_it_was(
    session: Session, host: Person, desk: Place, lend: Lend
) -> None:
    loan = lend(tariff="gewoon")
    assert send(host, f"/loans/{loan.id}/mistake", note="").status_code == 422
    answer = send(host, f"/loans/{loan.id}/mistake", note="verkeerde <b>laptop</b>")
    assert "verkeerde &lt;b&gt;laptop" in answer.text
    assert place_of(session, loan).id == desk.id
    assert again(session, loan).ended_how == "mistake"


def test_an_ended_loan_is_not_ended_again(
    session: Session, host: Person, desk: Place, lend: Lend
) -> None:
    loan = lend()
    send(host, f"/loans/{loan.id}/end/lost")
    for page, told in (
        ("back", {**FINE, "place": str(desk.id)}),
        ("end/given", {}),
        ("mistake", {"note": "x"}),
        ("extend", {"due_on": (TODAY + 900 * DAY).isoformat()}),
        ("sign", {"how": "paper"}),
    ):
        answer = send(host, f"/loans/{loan.id}/{page}", **told)
        assert answer.status_code == 422, page
        assert "is al afgesloten" in answer.text, page


def test_months_are_paid_or_waived_once(session: Session, host: Person, lend: Lend) -> None:
    loan = lend(tariff="gewoon", due_on=months.add(TODAY, 12))
    assert "Nog open: € 120,00." in host.get(f"/loans/{loan.id}").text.replace("\xa0", " ")
    for number, how in ((1, "paid"), (1, "waived"), (2, "waived")):
        send(host, f"/loans/{loan.id}/instalments/{number}", how=how)
    settled = [one.settled_how for one in instalments.of(session, again(session, loan))]
    assert settled == ["paid", "waived"] + [None] * 10
    assert "Nog open: € 100,00." in host.get(f"/loans/{loan.id}").text.replace("\xa0", " ")
    assert send(host, f"/loans/{loan.id}/instalments/3", how="later").status_code == 422


def test_overdue_and_due_soon_are_told_apart(session: Session, host: Person, lend: Lend) -> None:
    lend(name="Laat", due_on=TODAY - DAY)
    lend(name="Bijna", due_on=TODAY + 3 * DAY)
    lend(name="Rustig")
    named = {
        which: {name for name in ("Laat", "Bijna", "Rustig") if f">{name}<" in page}
        for which in ("overdue", "due", "open", "all")
        if (page := host.get("/loans", query_string={"which": which}).text)
    }
    assert named == {
        "overdue": {"Laat"},
        "due": {"Laat", "Bijna"},
        "open": {"Laat", "Bijna", "Rustig"},
        "all": {"Laat", "Bijna", "Rustig"},
    }
    page = host.get("/").text
    assert "1 toestel is te laat" in page
    assert "bijna terug" in page


def test_the_list_pages_by_key_without_missing_or_doubling(
    session: Session, world: World, desk: Place, lend: Lend
) -> None:
    made = [lend(due_on=TODAY + (number % 3) * DAY).id for number in range(7)]
    for which in (Which.OPEN, Which.ALL):
        seen: list[int] = []
        after = None
        while True:
            part = finding.page(session, [desk.id], which, today=TODAY, after=after, size=2)
            seen += [row.loan.id for row in part.rows]
            if (after := part.after) is None:
                break
        assert sorted(seen) == made
        assert len(seen) == len(made)


@pytest.mark.parametrize("asked", ["Perso", "{reference}", "{number}", "{tag}"])
def test_a_loan_is_found_by_what_people_know(
    session: Session, host: Person, lend: Lend, asked: str
) -> None:
    loan = lend()
    lend(name="Iemand Anders")
    tag = session.get_one(Device, loan.device_id).tag or ""
    known = {
        "reference": session.get_one(Borrower, loan.borrower_id).reference,
        "number": loan.number,
        "tag": f"{tag[:4]} {tag[4:8]} {tag[8:]}",
    }
    page = host.get("/loans", query_string={"q": asked.format(**known)}).text
    assert "Proef Persoon" in page
    assert "Iemand Anders" not in page


def test_the_export_is_what_the_list_shows(host: Person, lend: Lend) -> None:
    lend(name="=Laat", due_on=TODAY - DAY)
    lend(name="Rustig")
    text = host.get("/loans.csv?which=overdue", buffered=True).data.decode("utf-8-sig")
    (head, row) = csv.reader(io.StringIO(text), delimiter=";")
    told = dict(zip(head, row, strict=True))
    assert told["Naam"] == "'=Laat"  # no spreadsheet runs it
    assert told["Tot en met"] == (TODAY - DAY).isoformat()


def test_more_loans_cost_no_more_queries(session: Session, host: Person, lend: Lend) -> None:
    def cost(page: str) -> int:
        with counted(db.engine) as seen:
            assert host.get(page).status_code == 200
        return len(seen)

    pages = ("/", "/loans", "/loans?which=all")
    for _ in range(2):
        lend(due_on=TODAY + DAY)
    few = {page: cost(page) for page in pages}
    for _ in range(3):
        lend(due_on=TODAY + DAY)
    assert {page: cost(page) for page in pages} == few


def test_from_the_device_to_its_loan(coordinator: Person, lend: Lend) -> None:
    loan = lend()
    assert f"/devices/{loan.device_id}/loan" in coordinator.get(f"/devices/{loan.device_id}").text
    assert coordinator.get(f"/devices/{loan.device_id}/loan").location == f"/loans/{loan.id}"


def test_a_device_that_is_not_out_says_where_it_is(coordinator: Person, at_desk: AtDesk) -> None:
    device = at_desk()
    answer = coordinator.get(f"/devices/{device.id}/loan")
    assert answer.status_code == 409
    assert "Testpunt" in answer.text


def test_lost_and_found_again(
    session: Session, world: World, host: Person, desk: Place, lend: Lend
) -> None:
    loan = lend()
    send(host, f"/loans/{loan.id}/end/lost")
    assert "Dit was vermist" in host.get(f"/desk/{desk.id}/devices/{loan.device_id}").text
    lost = places.virtual(session, world.organisation.id, PlaceKind.LOST)
    assert place_of(session, loan).id == lost.id
