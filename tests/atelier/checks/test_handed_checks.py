"""``atelier check`` sees what was handed out wrongly, and gifts without their move."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks import handed
from atelier.db import now, today
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.errors import Conflict
from atelier.lending import gifts
from atelier.lending.models import Borrower, Gift
from atelier.people import service as people
from atelier.stock import ledger, places
from atelier.stock.models import Hold, Place, PlaceKind, Posting
from tests.factories import World, make_ready
from tests.lent import lend, register


def found(session: Session) -> list[str]:
    return [str(one) for check in handed.CHECKS.values() for one in check(session)]


@pytest.fixture
def desk(session: Session, world: World) -> Place:
    return places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Testpunt"
    )


@pytest.fixture
def gift(session: Session, world: World, desk: Place) -> Gift:
    return gifts.give(
        session,
        place=world.shelf,
        device=make_ready(session, world),
        borrower=register(session, desk),
        goods={},
        note="",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )


def test_a_loan_that_began_when_its_inspection_was_overdue(
    session: Session, world: World, desk: Place
) -> None:
    loan = lend(session, desk, device := make_ready(session, world), world.actor)
    day = (today() - timedelta(days=1)).isoformat()
    said = {"valid_until": day, "plan": "yearly"}
    history.record(session, device, facts.INSPECTION_DUE, actor=world.actor, data=said)
    assert found(session) == [], "it became overdue while it was out"
    history.record(
        session, device, facts.INSPECTED, actor=world.actor, data=said, at=now() - timedelta(days=9)
    )
    assert found(session) == [f"loan {loan.id}: began when its inspection was overdue since {day}"]


def test_what_is_lent_and_promised(session: Session, world: World, desk: Place) -> None:
    loan = lend(session, desk, make_ready(session, world), world.actor)
    session.add(
        Hold(
            organisation_id=world.organisation.id,
            client_id=str(uuid.uuid4()),
            device_id=loan.device_id,
            place_id=desk.id,
        )
    )
    session.flush()
    assert found(session) == [f"device {loan.device_id}: is lent, and promised to a desk"]


def test_a_gift_and_its_move(session: Session, world: World, gift: Gift) -> None:
    assert found(session) == []
    gifts.undo(session, gift, note="vergist", actor=world.actor)
    assert found(session) == []
    gift.undone_at = None
    session.flush()
    assert "taken back in one of the two" in found(session)[0]
    gift.client_id = str(uuid.uuid4())
    session.flush()
    assert "has no move" in found(session)[0]


def test_a_gift_is_taken_back_as_a_whole(session: Session, world: World, gift: Gift) -> None:
    """Its move alone would leave a deed of what stands on the shelf."""
    move = session.scalars(sa.select(Posting).where(Posting.reason == gifts.GIVEN)).one()
    with pytest.raises(Conflict, match="schenking"):
        ledger.correct(
            session, move, note="vergist", actor=world.actor, client_id=str(uuid.uuid4())
        )
    gifts.undo(session, gift, note="vergist", actor=world.actor)
    assert found(session) == []


def test_a_gift_to_a_stranger_s_borrower(session: Session, gift: Gift) -> None:
    other = people.find_or_create_organisation(session, "Elders")
    session.execute(
        sa.update(Borrower).where(Borrower.id == gift.borrower_id).values(organisation_id=other.id)
    )
    assert found(session) == [f"gift {gift.id}: crosses to another organisation"]
