"""Every account that a device can go to, while another desk waits for it, on both databases."""

import uuid

import pytest
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.stock import holds, ledger, places, transfers
from atelier.stock.models import Place, PlaceKind, Transfer
from tests.factories import World, make_ready

AWAY = [
    PlaceKind.DESK,
    PlaceKind.EQUIPMENT,
    PlaceKind.LENT,
    PlaceKind.GIVEN,
    PlaceKind.SCRAPPED,
    PlaceKind.PARTS,
    PlaceKind.RETURNED,
]


@pytest.fixture
def desk(session: Session, world: World) -> Place:
    return _desk(session, world, "Testpunt")


@pytest.fixture
def other(session: Session, world: World) -> Place:
    return _desk(session, world, "Ander punt")


@pytest.fixture
def held(session: Session, world: World, desk: Place) -> Device:
    """Promised to the desk, and still on the shelf."""
    device = make_ready(session, world, kind="screen")
    holds.make(session, device, desk, actor=world.actor, client_id=str(uuid.uuid4()))
    return device


def _desk(session: Session, world: World, name: str) -> Place:
    return places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name=name
    )


def _account(session: Session, world: World, other: Place, kind: PlaceKind) -> Place:
    """Where the device would go: the other desk, what stands there, or an account."""
    if kind is PlaceKind.EQUIPMENT:
        return places.create(
            session,
            organisation_id=world.organisation.id,
            kind=kind,
            name="Uitrusting",
            parent=other,
        )
    return other if kind is PlaceKind.DESK else places.virtual(session, other.organisation_id, kind)


def post(session: Session, world: World, device: Device, to: Place, reason: str = "moved") -> None:
    ledger.post(session, device, to, reason=reason, actor=world.actor, client_id=str(uuid.uuid4()))


def packed(session: Session, world: World, device: Device, to: Place) -> Transfer:
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=to,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    transfers.add(session, transfer, device)
    return transfer


@pytest.mark.parametrize("kind", AWAY)
@pytest.mark.parametrize("at_the_desk", [False, True], ids=["on_the_shelf", "at_the_desk"])
def test_what_a_desk_waits_for_goes_nowhere_else(
    session: Session,
    world: World,
    held: Device,
    desk: Place,
    other: Place,
    kind: PlaceKind,
    at_the_desk: bool,
) -> None:
    if at_the_desk:
        post(session, world, held, desk)
    before = ledger.place_of(session, held)
    to = _account(session, world, other, kind)
    if at_the_desk and kind is PlaceKind.LENT:
        post(session, world, held, to, "lent")  # to whoever asked for it there
        return
    with pytest.raises(Conflict, match="gereserveerd voor Testpunt"):
        post(session, world, held, to)
    assert ledger.place_of(session, held) == before
    assert holds.live(session, held.id)


def test_it_may_go_to_the_desk_and_about_the_workshop(
    session: Session, world: World, held: Device, desk: Place
) -> None:
    for place in (world.bench, desk, world.shelf):
        post(session, world, held, place)
    assert ledger.place_of(session, held) == world.shelf


@pytest.mark.parametrize("reason", ["counted", "arrived", "corrected"])
def test_where_it_is_seen_it_is_and_it_stays_promised(
    session: Session, world: World, held: Device, other: Place, reason: str
) -> None:
    """A count and a van tell where things are; to whom they go is another matter."""
    post(session, world, held, other, reason)
    assert ledger.place_of(session, held) == other
    lent = places.virtual(session, world.organisation.id, PlaceKind.LENT)
    with pytest.raises(Conflict, match="gereserveerd voor Testpunt"):
        post(session, world, held, lent, "lent")


@pytest.mark.parametrize("kind", [*AWAY, PlaceKind.BENCH, PlaceKind.VAN])
def test_what_is_packed_stays_where_the_van_takes_it(
    session: Session, world: World, desk: Place, other: Place, kind: PlaceKind
) -> None:
    device = make_ready(session, world, kind="screen")
    transfer = packed(session, world, device, desk)
    if kind is PlaceKind.BENCH:
        to = world.bench
    elif kind is PlaceKind.VAN:
        to = places.create(session, organisation_id=world.organisation.id, kind=kind, name="Wagen")
    else:
        to = _account(session, world, other, kind)
    with pytest.raises(Conflict, match=f"zending {transfer.number} naar Testpunt"):
        post(session, world, device, to)
    transfers.remove(session, transfer, device)
    post(session, world, device, to)
    assert ledger.place_of(session, device) == to


def test_what_is_packed_may_lie_anywhere_where_the_van_comes(
    session: Session, world: World, desk: Place
) -> None:
    rack = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.RACK, name="Rek"
    )
    inside = places.create(
        session,
        organisation_id=world.organisation.id,
        kind=PlaceKind.SHELF,
        name="Plank in het rek",
        parent=rack,
    )
    device = make_ready(session, world, kind="screen")
    post(session, world, device, rack)
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=rack,
        to=desk,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    transfers.add(session, transfer, device)
    post(session, world, device, inside)
    transfers.send(session, transfer, actor=world.actor)
    assert transfers.state_of(transfer).value == "underway"


def test_a_place_that_was_used_neither_begins_nor_ceases_to_lend(
    session: Session, world: World, held: Device, desk: Place, other: Place
) -> None:
    """Reservations and loans of what is no desk stand on no list; and a shelf takes anything."""
    for place, kind in ((desk, PlaceKind.SHELF), (world.shelf, PlaceKind.DESK)):
        with pytest.raises(Conflict) as refused:
            places.change(session, place, kind=kind, name=place.name)
        assert refused.value.field == "kind"
    places.change(session, world.shelf, kind=PlaceKind.RACK, name="Rek")
    places.change(session, other, kind=PlaceKind.SHELF, name="Plank")
    assert other.kind == "shelf"
