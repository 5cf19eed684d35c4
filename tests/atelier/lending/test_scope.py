"""Whose desks a person looks after, on both databases."""

import uuid

import pytest
from sqlalchemy.orm import Session

from atelier.errors import Conflict, NotFound
from atelier.lending import scope
from atelier.lending.loans import ending
from atelier.lending.reservations import asking
from atelier.people.roles import Role
from atelier.stock import places
from atelier.stock.models import Place
from tests.atelier.lending.conftest import Ask, Lend, Ready
from tests.factories import World


def test_a_closed_desk_is_seen_until_nothing_of_it_is_open(
    session: Session,
    world: World,
    desk: Place,
    neighbour: Place,
    at_desk: Ready,
    ready: Ready,
    lend: Lend,
    ask: Ask,
) -> None:
    """Else nobody would ask for what its borrowers have, or tell who waits."""
    coordinator = world.accounts[Role.COORDINATOR]
    loan, reservation = lend(at_desk()), ask()
    places.close(session, desk)
    with pytest.raises(Conflict, match="gesloten"):
        lend(ready())
    assert scope.desks_of(session, coordinator) == [neighbour, desk]
    ending.take_back(
        session,
        loan,
        world.shelf,
        ending.Back(),
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    assert scope.desk(session, coordinator, desk.id) is desk
    asking.cancel(session, reservation, actor=world.actor, client_id=str(uuid.uuid4()))
    with pytest.raises(NotFound):
        scope.desk(session, coordinator, desk.id)
