"""What the page of a device at a desk leads to; and which desk a person sees first."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.loans import ending
from atelier.lending.models import Reservation
from atelier.lending.reservations import asking
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import desks, places, transfers
from atelier.stock.models import Place, PlaceKind, Transfer
from tests.atelier.web.lending.lent import lend
from tests.factories import World
from tests.visits import Person

AtDesk = Callable[..., Device]


def sent_to(session: Session, world: World, to: Place, device: Device) -> Transfer:
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=to,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    transfers.add(session, transfer, device)
    transfers.send(session, transfer, actor=world.actor)
    session.commit()
    return transfer


def test_what_comes_with_the_van_is_received_from_where_it_is_scanned(
    session: Session, world: World, host: Person, ready: AtDesk, desk: Place
) -> None:
    device = ready()
    transfer = sent_to(session, world, desk, device)
    page = host.get(f"/desk/{desk.id}/devices/{device.id}").text
    assert f"met zending {transfer.number}" in page
    assert f'href="/stock/transfers/{transfer.id}/receive"' in page
    transfers.close(session, transfer, actor=world.actor)
    session.commit()
    page = host.get(f"/desk/{desk.id}/devices/{device.id}").text
    assert f'href="/stock/transfers/{transfer.id}"' in page


def test_what_goes_to_another_desk_goes_back_into_its_box(
    session: Session, world: World, host: Person, ready: AtDesk, desk: Place, neighbour: Place
) -> None:
    device = ready()
    transfer = sent_to(session, world, neighbour, device)
    page = host.get(f"/desk/{desk.id}/devices/{device.id}").text
    assert "Leg het terug in de kist." in page
    assert f"/stock/transfers/{transfer.id}" not in page


def test_a_desk_swaps_only_for_what_it_may_hand_over(
    session: Session, world: World, host: Person, desk: Place, at_desk: AtDesk, ready: AtDesk
) -> None:
    loan = lend(session, desk, at_desk(), world.actor)
    in_workshop = ready()
    answer = host.post(
        f"/loans/{loan.id}/swap",
        {
            "client_id": str(uuid.uuid4()),
            "works": "no",
            "account": "yes",
            "told": "zwart",
            "place": str(desk.id),
            "code": in_workshop.tag or "",
        },
    )
    assert answer.status_code == 422
    assert "Volgens ons staat dit toestel nog in het atelier" in answer.text
    assert "zwart" in answer.text
    session.rollback()
    session.refresh(loan)
    assert loan.ended_at is None


def test_choosing_another_device_takes_none_away_by_itself(
    session: Session, coordinator: Person, ready: AtDesk, ask: Callable[..., Reservation]
) -> None:
    device = ready()
    made = ask()
    address = f"/reservations/{made.id}/units/1/device"
    page = coordinator.get(address).text
    assert "Nu toegezegd:" in page
    assert " checked" not in page
    answer = coordinator.post(address, {"client_id": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert "Kies een toestel in de lijst." in answer.text
    assert (device.tag or "")[:4] in coordinator.get(f"/reservations/{made.id}").text


def test_a_desk_of_ones_own_organisation_comes_before_those_that_are_served(
    session: Session,
    world: World,
    coordinator: Person,
    neighbour: Place,
    neighbour_account: Account,
) -> None:
    own = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Zuidpunt"
    )
    desks.set_workers(session, own, [world.accounts[Role.DESK].id])
    session.commit()
    assert neighbour.name < own.name
    assert "<h1>Zuidpunt</h1>" in coordinator.get("/desk", follow_redirects=True).text


@pytest.mark.parametrize("works_there", [True, False])
def test_what_stands_at_another_desk_is_followed_there_by_who_works_there_too(
    session: Session, world: World, host: Person, desk: Place, at_desk: AtDesk, works_there: bool
) -> None:
    other = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Zuidpunt"
    )
    if works_there:
        desks.set_workers(session, other, [world.accounts[Role.DESK].id])
    device = at_desk(place=other)
    page = host.get(f"/desk/{desk.id}/devices/{device.id}").text
    assert "op Zuidpunt" in page
    assert (f'href="/desk/{other.id}/devices/{device.id}"' in page) is works_there
    assert ("Zeg het aan het atelier." in page) is not works_there


def test_what_was_lent_and_then_given_leads_to_its_deed(
    session: Session, world: World, host: Person, desk: Place, at_desk: AtDesk
) -> None:
    device = at_desk()
    loan = lend(session, desk, device, world.actor)
    ending.write_off(session, loan, "given", actor=world.actor, client_id=str(uuid.uuid4()))
    session.commit()
    page = host.get(f"/desk/{desk.id}/devices/{device.id}").text
    assert "Dit is voor altijd gegeven" in page
    assert f'href="/loans/{loan.id}"' in page
    assert "bewijs" in host.get(f"/loans/{loan.id}").text.lower()


def test_what_another_desk_waits_for_is_set_apart(
    session: Session,
    world: World,
    host: Person,
    desk: Place,
    neighbour: Place,
    at_desk: AtDesk,
    ask: Callable[..., Reservation],
) -> None:
    own, other, _ = at_desk(), at_desk(), at_desk()
    assert "voor een ander punt" not in host.get("/desk").text
    for place, device in ((desk, own), (neighbour, other)):
        asking.ask_for(
            session,
            desk=place,
            device=device,
            wanted_by=date.today() + timedelta(days=3),
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )
    session.commit()
    assert "1 toestel is voor een ander punt." in host.get("/desk").text
    listed = host.get(f"/desk/{desk.id}/stock").text
    for said in ("voor Punt bij de buren", "gereserveerd", "klaar</span>"):
        assert listed.count(said) == 1, said


def test_what_came_with_the_van_is_not_still_to_come(
    session: Session, world: World, host: Person, desk: Place, ready: AtDesk
) -> None:
    first, second = ready(), ready()
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=desk,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    for device in (first, second):
        transfers.add(session, transfer, device)
    transfers.send(session, transfer, actor=world.actor)
    session.commit()
    assert ">2 toestellen</a>" in host.get("/desk").text
    transfers.arrive(session, transfer, first, actor=world.actor)
    session.commit()
    assert ">1 toestel</a>" in host.get("/desk").text
    transfers.arrive(session, transfer, second, actor=world.actor)
    session.commit()
    page = host.get("/desk").text
    assert "0 toestellen" not in page
    assert "Alles is aangekomen." in page


def test_what_lies_here_for_somebody_is_said_again_where_it_is_asked_who_gets_it(
    host: Person, desk: Place, at_desk: AtDesk, ask: Callable[..., Reservation]
) -> None:
    kept = at_desk()
    ask(reference="Dossier 17")
    free = at_desk()
    said = "gereserveerd voor Dossier 17. Geef het alleen aan die persoon."
    for device in (kept, free):
        for page in ("", "/hand-over"):
            text = host.get(f"/desk/{desk.id}/devices/{device.id}{page}").text
            assert (said in text) is (device is kept)
