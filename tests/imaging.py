"""Imaging for tests: images in the catalogue, asked for, written and told of as an agent would."""

import uuid

from sqlalchemy.orm import Session

from atelier.people.roles import Role
from atelier.workshop.imaging import releasing
from atelier.workshop.imaging.asking import Asker
from atelier.workshop.imaging.models import Decision, Image
from tests.factories import World


def coordinator(world: World) -> Asker:
    return Asker(account_id=world.accounts[Role.COORDINATOR].id, coordinator=True)


def worker(world: World) -> Asker:
    return Asker(account_id=world.accounts[Role.BENCH_WORKER].id, coordinator=False)


def decide(
    session: Session,
    world: World,
    image: Image,
    *,
    withdraw: bool = False,
    client_id: str = "",
) -> Decision:
    """A coordinator releases it, tried or not, or withdraws it."""
    by, client_id = coordinator(world).actor, client_id or str(uuid.uuid4())
    why = "for these tests"
    if withdraw:
        return releasing.withdraw(session, image, reason=why, by=by, client_id=client_id)
    return releasing.release(
        session,
        image,
        notes={"nl": "Eerste versie"},
        reason=why,
        untried=True,
        by=by,
        client_id=client_id,
    )
