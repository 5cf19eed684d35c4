"""A scan that cannot be, at each place where people scan: it says which it is, and what to do."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import months
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.lending.models import Loan
from atelier.lending.reservations import asking
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import ledger, places, transfers
from atelier.stock.models import Place, PlaceKind, Transfer
from tests.atelier.web.stock.conftest import Scan, SignIn, Stock
from tests.factories import World, make_ready, tell
from tests.lent import lend, register
from tests.visits import Person

State = Callable[[str], Device]


def fresh() -> str:
    return str(uuid.uuid4())


def move(session: Session, world: World, device: Device, to: Place, reason: str = "moved") -> None:
    ledger.post(session, device, to, reason=reason, actor=world.actor, client_id=fresh())


def transfer_to(session: Session, world: World, to: Place, *packed: Device) -> Transfer:
    made = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=to,
        actor=world.actor,
        client_id=fresh(),
    )
    for device in packed:
        transfers.add(session, made, device)
    return made


@pytest.fixture
def in_state(session: Session, world: World, stock: Stock) -> State:
    def make(state: str) -> Device:
        device = make_ready(session, world, kind="laptop")
        if state == "elsewhere":
            move(session, world, device, stock.neighbour)
        elif state == "lent":
            move(session, world, device, stock.desk)
            lend(session, stock.desk, device, world.actor)
        elif state == "not ready":
            tell(session, world, device, facts.FAULT_OPENED, fault="hinge", blocking=True)
            move(session, world, device, stock.desk, "brought_in")
        elif state == "reserved":
            move(session, world, device, stock.desk)
            asking.ask_for(
                session,
                desk=stock.neighbour,
                device=device,
                wanted_by=date.today(),
                actor=world.actor,
                client_id=fresh(),
            )
        elif state == "on its way":
            transfers.send(
                session, transfer_to(session, world, stock.neighbour, device), actor=world.actor
            )
        else:
            kind = PlaceKind(state)
            move(session, world, device, places.virtual(session, device.organisation_id, kind))
        session.commit()
        return device

    return make


#: By how it is: what the desk reads where it scans it, and what the pile says.
TOLD = {
    "elsewhere": ("Zeg het aan het atelier", None),
    "lent": ("Is het terug?", "Neem het eerst terug"),
    "not ready": ("Leg het apart voor de volgende rit", "Doe eerst dit"),
    "reserved": ("neem een ander", "Kies een ander, of vraag de coördinator"),
    "on its way": ("Leg het terug in de kist", "Ontvang eerst die zending"),
    "lost": ("Meld dat het hier is", "Meld dan dat het gevonden is"),
    "given": ("Zeg het aan het atelier", "Ontvang het dan opnieuw"),
    "scrapped": ("Zeg het aan het atelier", "Ontvang het dan opnieuw"),
    "parts": ("Zeg het aan het atelier", "Ontvang het dan opnieuw"),
    "returned": ("Zeg het aan het atelier", "Ontvang het dan opnieuw"),
}


#: What no hand can touch is not brought hither: what packing says instead.
PACKED = {
    state: TOLD[state][1]
    for state in ("lent", "on its way", "given", "scrapped", "parts", "returned")
} | {"lost": "Meld eerst dat het gevonden is"}


@pytest.mark.parametrize("state", TOLD)
def test_at_the_desk(
    desk_worker: Person, session: Session, stock: Stock, in_state: State, state: str
) -> None:
    """Scanned, and sent all the same: nothing is lent."""
    device = in_state(state)
    page = desk_worker.get(
        f"/desk/{stock.desk.id}/scan?code={device.tag}", follow_redirects=True
    ).text
    assert TOLD[state][0] in page
    assert "Klaar om mee te geven" not in page
    before = session.scalar(sa.select(sa.func.count()).select_from(Loan))
    borrower = register(session, stock.desk, name="Iemand anders")
    session.commit()
    form = {
        "tariff": "gewoon",
        "state_note": "",
        "due_on": months.add(date.today(), 3).isoformat(),
        "client_id": fresh(),
    }
    answer = desk_worker.post(
        f"/desk/{stock.desk.id}/devices/{device.id}/hand-over/{borrower.id}", form
    )
    assert answer.status_code == 422
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Loan)) == before


@pytest.mark.parametrize("state", [state for state, (_, said) in TOLD.items() if said])
def test_in_a_pile_to_another_desk(
    worker: Person,
    session: Session,
    world: World,
    in_state: State,
    scan: Scan,
    state: str,
) -> None:
    other = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Derde punt"
    )
    session.commit()
    device = in_state(state)
    before = ledger.place_of(session, device)
    told = scan(worker, f"/stock/move/{other.id}/scans", device.tag)
    assert told["state"] == "refused"
    assert TOLD[state][1] in told["detail"]
    session.expire_all()
    assert ledger.place_of(session, device) == before


@pytest.mark.parametrize("state", TOLD)
def test_packed_for_a_desk(
    worker: Person,
    session: Session,
    world: World,
    stock: Stock,
    in_state: State,
    scan: Scan,
    state: str,
) -> None:
    device, transfer = in_state(state), transfer_to(session, world, stock.desk)
    session.commit()
    told = scan(worker, f"/stock/transfers/{transfer.id}/pack/scans", device.tag)
    assert told["state"] == "refused"
    assert PACKED.get(state, "niet op shelf. Breng het eerst hierheen.") in told["detail"]
    assert transfers.lines(session, transfer) == []


@pytest.mark.parametrize("state", TOLD)
def test_out_of_a_van_that_did_not_bring_it(
    worker: Person,
    session: Session,
    world: World,
    stock: Stock,
    in_state: State,
    scan: Scan,
    state: str,
) -> None:
    device = in_state(state)
    transfer = transfer_to(session, world, stock.desk, stock.devices[0])
    transfers.send(session, transfer, actor=world.actor)
    session.commit()
    before = ledger.place_of(session, device)
    told = scan(worker, f"/stock/transfers/{transfer.id}/receive/scans", device.tag)
    assert told["state"] == "refused"
    assert "hoort niet bij deze zending" in told["detail"]
    session.expire_all()
    assert ledger.place_of(session, device) == before


def test_in_every_language_of_the_page_a_place_is_called_as_there(
    worker: Person, session: Session, world: World, stock: Stock, in_state: State, scan: Scan
) -> None:
    """Of an account that no hand can touch the name is ours."""
    device, transfer = in_state("given"), transfer_to(session, world, stock.desk)
    session.commit()
    url = f"/stock/transfers/{transfer.id}/pack/scans"
    assert "Weggegeven" in scan(worker, url, device.tag)["detail"]
    person = session.get_one(Account, world.actor.account_id)
    person.language = "fr"
    session.commit()
    told = scan(worker, url, device.tag)["detail"]
    assert told
    assert "Weggegeven" not in told


@pytest.mark.parametrize("who", ["desk", "neighbour"])
def test_a_return_of_what_was_never_lent_is_told_where_it_is(
    sign_in: SignIn, session: Session, world: World, stock: Stock, who: str
) -> None:
    """There is no loan to take back, and the page of the desk offers none."""
    device = stock.devices[0]
    place = stock.desk if who == "desk" else stock.neighbour
    move(session, world, device, stock.desk)
    session.commit()
    person = sign_in(stock.host) if who == "neighbour" else sign_in(Role.DESK)
    page = person.get(f"/desk/{place.id}/devices/{device.id}").text
    assert "Neem terug" not in page
    assert "Testpunt" in page
    assert person.post("/loans/999999/back", {"client_id": fresh()}).status_code == 404


def test_two_desks_that_hand_out_the_same_last_one(
    desk_worker: Person, sign_in: SignIn, session: Session, world: World, stock: Stock
) -> None:
    """Both had the page open: one of them lends it, the other reads why not."""
    device = stock.devices[0]
    move(session, world, device, stock.desk)
    forms = []
    for desk in (stock.desk, stock.neighbour):
        borrower = register(session, desk)
        session.commit()
        until = months.add(date.today(), 3).isoformat()
        form = {"tariff": "gewoon", "state_note": "", "due_on": until, "client_id": fresh()}
        forms.append((f"/desk/{desk.id}/devices/{device.id}/hand-over/{borrower.id}", form))
    first = desk_worker.post(*forms[0])
    second = sign_in(stock.host).post(*forms[1])
    assert (first.status_code, second.status_code) == (302, 422)
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Loan)) == 1


def test_a_place_with_something_in_it_is_not_closed_and_says_so(
    coordinator: Person, session: Session, world: World, stock: Stock
) -> None:
    """Three devices and ten chargers."""
    answer = coordinator.post(f"/places/{world.shelf.id}/close", {}, follow_redirects=True)
    assert "Verplaats eerst alles" in answer.text
    session.expire_all()
    assert session.get_one(Place, world.shelf.id).active
    assert ledger.place_of(session, stock.devices[0]) == world.shelf
