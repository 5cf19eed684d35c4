"""Given for good from stock, on both databases: what is needed, what is kept, and a mistake."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now, some_time_ago
from atelier.devices.lifecycle import GONE, READY, facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.lending import borrowers, gifts
from atelier.lending.models import Borrower, Gift, ReservedUnit
from atelier.lending.reservations import asking, fulfilling
from atelier.stock import ledger, places
from atelier.stock.models import Article, Place, PlaceKind, Posting
from tests.atelier.lending.conftest import Ask, Lend, Ready
from tests.factories import World, tell

Give = Callable[..., Gift]


@pytest.fixture
def give(session: Session, world: World, desk: Place, borrower: Borrower) -> Give:
    def to(device: Device, **more: object) -> Gift:
        asked = {
            "place": desk,
            "device": device,
            "borrower": borrower,
            "goods": {},
            "note": "De cursus is af",
            "actor": world.actor,
            "client_id": str(uuid.uuid4()),
        }
        return gifts.give(session, **{**asked, **more})  # type: ignore[arg-type]

    return to


def account(session: Session, world: World, kind: PlaceKind) -> Place:
    return places.virtual(session, world.organisation.id, kind)


def place_kind(session: Session, device: Device) -> str:
    place = ledger.place_of(session, device)
    assert place is not None
    return place.kind


def test_it_is_theirs_with_what_goes_along(
    session: Session, world: World, at_desk: Ready, chargers: Article, give: Give, desk: Place
) -> None:
    device = at_desk()
    gift = give(device, goods={chargers.id: 1})
    assert place_kind(session, device) == "given"
    assert device.next_step == GONE
    assert gifts.goods_of(session, gift) == [(chargers, 1)]
    given = account(session, world, PlaceKind.GIVEN)
    assert ledger.held(session, chargers.id, given.id) == 1
    assert ledger.held(session, chargers.id, desk.id) == 4
    assert gifts.of_device(session, desk.organisation_id, device) == gift
    second = give(at_desk())
    assert second.number == gift.number + 1


def test_scrap_weighs_what_it_weighed(
    session: Session, world: World, at_desk: Ready, give: Give, ready: Ready
) -> None:
    """A gift is no waste: it adds no weight to what went to the processor."""
    ledger.post(
        session,
        ready(),
        account(session, world, PlaceKind.SCRAPPED),
        reason="scrapped",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
        weight_g=2300,
    )
    give(at_desk())
    assert session.scalar(sa.select(sa.func.sum(Posting.weight_g))) == 2300


def test_sent_twice_it_is_given_once(session: Session, at_desk: Ready, give: Give) -> None:
    device, client_id = at_desk(), str(uuid.uuid4())
    assert give(device, client_id=client_id) is give(device, client_id=client_id)
    with pytest.raises(Conflict, match="al gebruikt"):
        give(at_desk(), client_id=client_id)


@pytest.mark.parametrize(
    ("kind", "data", "verb"),
    [
        (facts.FAULT_OPENED, {"fault": "hinge", "blocking": True}, "Herstel"),
        (facts.USED, {}, "Wis"),
        (facts.INSPECTED, {"valid_until": "2020-01-01"}, "controle"),
    ],
)
def test_only_what_is_ready_wiped_and_inspected(
    session: Session,
    world: World,
    at_desk: Ready,
    give: Give,
    kind: str,
    data: dict[str, object],
    verb: str,
) -> None:
    device = at_desk(kind="laptop")
    tell(session, world, device, kind, **data)
    with pytest.raises(Conflict) as refused:
        give(device)
    assert verb.lower() in str(refused.value).lower()
    assert place_kind(session, device) == "desk"
    assert session.scalar(sa.select(sa.func.count()).select_from(Gift)) == 0


def test_what_is_lent_is_given_by_its_loan(at_desk: Ready, give: Give, lend: Lend) -> None:
    device = at_desk()
    lend(device)
    with pytest.raises(Conflict, match="Uitgeleend"):
        give(device)


def test_what_stands_elsewhere_is_not_given_here(ready: Ready, give: Give) -> None:
    with pytest.raises(Conflict, match="niet hier"):
        give(ready())


def test_what_the_desk_had_reserved_is_collected_and_another_s_is_not_given(
    session: Session, world: World, at_desk: Ready, give: Give, neighbour: Place, desk: Place
) -> None:
    own, others = at_desk(), at_desk()
    for device, there in ((own, desk), (others, neighbour)):
        asking.ask_for(
            session,
            desk=there,
            device=device,
            wanted_by=date.today(),
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )
    give(own)
    with pytest.raises(Conflict, match="gereserveerd voor Punt bij de buren"):
        give(others)
    told = session.scalars(sa.select(ReservedUnit.resolution).order_by(ReservedUnit.id)).all()
    assert told == ["collected", None]


def test_with_a_mistake_the_reservation_is_back(
    session: Session, world: World, at_desk: Ready, give: Give, ask: Ask
) -> None:
    device = at_desk()
    reservation = ask()
    gift = give(device)
    assert asking.open_units(session, reservation) == []
    for _ in range(2):
        gifts.undo(session, gift, note="fout", actor=world.actor)
    (unit,) = asking.open_units(session, reservation)
    assert fulfilling.unit_of(session, device) is unit


def test_a_mistake_is_as_if_it_never_left(
    session: Session, at_desk: Ready, chargers: Article, give: Give, world: World, desk: Place
) -> None:
    device = at_desk()
    gift = give(device, goods={chargers.id: 2})
    with pytest.raises(Invalid):
        gifts.undo(session, gift, note=" ", actor=world.actor)
    for _ in range(2):
        gifts.undo(session, gift, note="verkeerd toestel", actor=world.actor)
    assert place_kind(session, device) == "desk"
    assert device.next_step == READY
    assert ledger.held(session, chargers.id, desk.id) == 5
    assert gifts.of_device(session, desk.organisation_id, device) is None
    again = give(device)
    assert again.number == gift.number + 1


def test_who_got_it_is_forgotten_as_a_borrower_is(
    session: Session, at_desk: Ready, give: Give, borrower: Borrower, lend: Lend
) -> None:
    """Counted from the gift, and not from when the name was first written."""
    gift = give(at_desk())
    borrower.created_at = now() - timedelta(days=500)
    session.flush()
    today = now().date()
    mine = borrower.organisation_id
    assert borrowers.forget_old(session, mine, months=12, today=today) == 0
    assert borrowers.forgotten_on(session, borrower, 12) > today
    gift.given_at = now() - timedelta(days=400)
    session.flush()
    assert borrowers.forget_old(session, mine, months=12, today=today) == 1
    assert (borrower.name, borrower.contact) == (None, None)
    assert session.get(Gift, gift.id) is not None  # the figures stay


def test_who_was_forgotten_is_given_nothing_without_a_name(
    session: Session, at_desk: Ready, give: Give, borrower: Borrower
) -> None:
    device = at_desk()
    borrowers.forget(session, borrower)
    with pytest.raises(Conflict, match="vergeten"):
        give(device)
    assert place_kind(session, device) == "desk"


def test_some_of_both_counts_from_the_last(
    session: Session, at_desk: Ready, give: Give, borrower: Borrower, ask: Ask
) -> None:
    with some_time_ago(timedelta(days=400)):
        give(at_desk())
    give(at_desk())
    borrower.created_at = now() - timedelta(days=500)
    session.flush()
    mine, today = borrower.organisation_id, now().date()
    assert borrowers.forget_old(session, mine, months=12, today=today) == 0
