"""What another desk waits for, where devices go to borrowers: refused; a coordinator may."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import months
from atelier.devices.models import Device
from atelier.lending.models import LendingEvent, Loan, Reservation
from atelier.lending.reservations import asking
from atelier.people import service as people
from atelier.people.roles import Role
from atelier.stock import holds, ledger, transfers
from atelier.stock.models import Place
from tests.factories import PASSWORD, World
from tests.lent import lend
from tests.visits import Person

AtDesk = Callable[..., Device]
Ask = Callable[..., Reservation]
WHY = "De school begint morgen"
NEIGHBOUR = "Punt bij de buren"
SOMEBODY = {"name": "Proef Persoon", "contact": "015 00 00 00", "language": "nl", "reference": ""}


def fresh() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def device(at_desk: AtDesk) -> Device:
    return at_desk()


@pytest.fixture
def asked(session: Session, world: World, neighbour: Place, device: Device) -> Reservation:
    """Of the neighbours, for the device that stands at the desk."""
    made = asking.ask_for(
        session,
        desk=neighbour,
        device=device,
        wanted_by=date.today() + timedelta(days=3),
        actor=world.actor,
        client_id=fresh(),
    )
    session.commit()
    return made


def terms() -> dict[str, str]:
    until = months.add(date.today(), 12).isoformat()
    return {"tariff": "gewoon", "state_note": "", "due_on": until, "client_id": fresh()}


def hand_over(person: Person, desk: Place, device: Device) -> str:
    """The page where it is agreed."""
    start = f"/desk/{desk.id}/devices/{device.id}/hand-over"
    return person.post(start, {**SOMEBODY, "client_id": fresh()}).location


def loans(session: Session) -> list[Loan]:
    session.rollback()
    return list(session.scalars(sa.select(Loan).order_by(Loan.id)))


def whys(session: Session, reservation: Reservation) -> list[str]:
    rows = sa.select(LendingEvent).where(
        LendingEvent.reservation_id == reservation.id, LendingEvent.kind == "taken"
    )
    return [event.data["why"] for event in session.scalars(rows)]


def waits_again(session: Session, reservation: Reservation, device: Device) -> bool:
    open_still = len(asking.open_units(session, reservation)) == 1
    return open_still and holds.live(session, device.id) is None


@pytest.mark.usefixtures("asked")
def test_a_desk_is_told_for_whom_it_is_and_gives_it_to_nobody(
    session: Session, host: Person, desk: Place, device: Device
) -> None:
    page = host.get(f"/desk/{desk.id}/devices/{device.id}").text
    assert NEIGHBOUR in page
    assert "neem een ander" in page
    assert "toch mee" not in page
    agreed = hand_over(host, desk, device)
    assert 'name="over"' not in host.get(agreed).text
    answer = host.post(agreed, {**terms(), "over": WHY})
    assert answer.status_code == 422
    assert NEIGHBOUR in answer.text
    assert loans(session) == []


def test_a_coordinator_gives_it_all_the_same_and_says_why(
    session: Session, coordinator: Person, desk: Place, device: Device, asked: Reservation
) -> None:
    assert "Geef het toch mee" in coordinator.get(f"/desk/{desk.id}/devices/{device.id}").text
    agreed, form = hand_over(coordinator, desk, device), terms()
    assert 'name="over"' in coordinator.get(agreed).text
    assert "Schrijf in een zin waarom." in coordinator.post(agreed, form).text
    assert loans(session) == []
    for _ in range(2):
        assert coordinator.post(agreed, {**form, "over": WHY}).status_code == 302
    (loan,) = loans(session)
    assert loan.device_id == device.id
    assert whys(session, asked) == [WHY]
    assert waits_again(session, asked, device)


def test_a_desk_is_told_that_a_coordinator_gave_what_it_had_ready(
    session: Session,
    host: Person,
    coordinator: Person,
    desk: Place,
    neighbour: Place,
    device: Device,
    ask: Ask,
) -> None:
    asked = ask(reference="Klas 3")
    host.post(f"/reservations/{asked.id}/ready", {"unit": "0", "client_id": fresh()})
    form = {"desk": neighbour.id, "wanted_by": date.today().isoformat(), "over": WHY}
    path = f"/reservations/new/{device.id}"
    assert host.post(path, {**form, "desk": desk.id, "client_id": fresh()}).status_code == 409
    assert WHY not in host.get("/desk").text
    assert coordinator.post(path, {**form, "client_id": fresh()}).status_code == 302
    page = host.get("/desk").text
    assert "Lag hier klaar, en ging naar iemand anders" in page
    assert "Klas 3" in page
    assert WHY in page
    assert WHY in host.get(f"/reservations/{asked.id}").text


@pytest.mark.usefixtures("neighbour_account")
def test_a_coordinator_of_the_neighbours_takes_nothing_from_another(
    app: APIFlask, session: Session, world: World, desk: Place, neighbour: Place, ready: AtDesk
) -> None:
    theirs = people.create_account(
        session,
        organisation_id=neighbour.organisation_id,
        login="buurcoordinator",
        name="Test coördinator van de buren",
        role=Role.COORDINATOR,
        password=PASSWORD,
    )
    device = ready()
    made = asking.ask_for(
        session,
        desk=desk,
        device=device,
        wanted_by=date.today(),
        actor=world.actor,
        client_id=fresh(),
    )
    session.commit()
    person = Person(app)
    person.sign_in(theirs.login)
    path = f"/reservations/new/{device.id}"
    form = {
        "desk": neighbour.id,
        "wanted_by": date.today().isoformat(),
        "over": WHY,
        "client_id": fresh(),
    }
    person.post(path, form)
    session.rollback()
    hold = holds.live(session, device.id)
    assert hold is not None
    assert hold.place_id == desk.id
    assert whys(session, made) == []


def test_what_lies_packed_for_another_is_not_given(
    session: Session, world: World, host: Person, desk: Place, neighbour: Place, at_desk: AtDesk
) -> None:
    device = at_desk()
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=desk,
        to=neighbour,
        actor=world.actor,
        client_id=fresh(),
    )
    transfers.add(session, transfer, device)
    session.commit()
    answer = host.post(hand_over(host, desk, device), terms())
    assert answer.status_code == 422
    assert f"zending {transfer.number} naar {NEIGHBOUR}" in answer.text
    assert loans(session) == []


def test_what_lies_packed_a_coordinator_gives_and_says_why(
    session: Session, world: World, coordinator: Person, desk: Place, ready: AtDesk
) -> None:
    """Reserved by the desk itself, and packed for it: who asked came to the workshop."""
    device = ready()
    made = asking.ask_for(
        session,
        desk=desk,
        device=device,
        wanted_by=date.today(),
        actor=world.actor,
        client_id=fresh(),
    )
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=desk,
        actor=world.actor,
        client_id=fresh(),
    )
    transfers.add(session, transfer, device)
    session.commit()
    page = coordinator.get(f"/desk/{desk.id}/devices/{device.id}").text
    assert f"zending {transfer.number} naar Testpunt" in page
    agreed, form = hand_over(coordinator, desk, device), terms()
    assert 'name="over"' in coordinator.get(agreed).text
    assert "Schrijf in een zin waarom." in coordinator.post(agreed, form).text
    assert coordinator.post(agreed, {**form, "over": WHY}).status_code == 302
    assert len(loans(session)) == 1
    assert transfers.lines(session, transfer) == []
    assert whys(session, made) == []
    assert asking.open_units(session, made) == []  # collected, and not taken from anybody


@pytest.fixture
def lent(session: Session, world: World, desk: Place, at_desk: AtDesk) -> Loan:
    loan = lend(session, desk, at_desk(), world.actor)
    session.commit()
    return loan


def test_no_swap_gives_it_unless_a_coordinator_says_why(
    session: Session,
    host: Person,
    coordinator: Person,
    desk: Place,
    device: Device,
    asked: Reservation,
    lent: Loan,
) -> None:
    path = f"/loans/{lent.id}/swap"
    form = {
        "works": "no",
        "account": "yes",
        "told": "zwart",
        "place": str(desk.id),
        "code": device.tag or "",
        "client_id": fresh(),
    }
    refused = host.post(path, {**form, "over": WHY})
    assert refused.status_code == 422
    assert f"Dit toestel is voor {NEIGHBOUR}" in refused.text
    assert 'name="over"' not in refused.text
    asks = coordinator.post(path, form)
    assert "Schrijf in een zin waarom." in asks.text
    assert 'name="over"' in asks.text
    assert coordinator.post(path, {**form, "over": WHY}).status_code == 302
    first, second = loans(session)
    assert (first.ended_how, second.device_id) == ("swapped", device.id)
    assert whys(session, asked) == [WHY]
    assert waits_again(session, asked, device)


def test_what_comes_back_or_is_given_to_its_borrower_was_nobody_else_s(
    session: Session, host: Person, desk: Place, neighbour: Place, lent: Loan, world: World
) -> None:
    """Nobody can be promised what is lent, so these two doors take it from nobody."""
    device = session.get_one(Device, lent.device_id)
    page = host.post(
        f"/reservations/new/{device.id}",
        {"desk": desk.id, "wanted_by": date.today().isoformat(), "client_id": fresh()},
    )
    assert page.status_code in {404, 409}
    assert holds.live(session, device.id) is None
    session.commit()
    host.post(f"/loans/{lent.id}/end/given", {"client_id": fresh()})
    session.rollback()
    place = ledger.place_of(session, device)
    assert place is not None
    assert place.kind == "given"
