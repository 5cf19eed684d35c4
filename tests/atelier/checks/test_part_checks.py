"""Parts: what the checks find when somebody went past the verbs."""

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks import parts as checks
from atelier.db import now
from atelier.devices import faults
from atelier.devices.models import Device
from atelier.stock import articles, ledger, parts, places
from atelier.stock.models import ArticleKind, PartHold, PlaceKind, SerialPart
from atelier.workshop.repair import service
from atelier.workshop.repair.models import Repair
from tests.atelier.workshop.repair.proofs import add_evidence
from tests.factories import World, make_ready


def found(session: Session) -> list[str]:
    session.expire_all()
    return [str(one) for check in checks.CHECKS.values() for one in check(session)]


@pytest.fixture
def device(session: Session, world: World) -> Device:
    made = make_ready(session, world)
    faults.open(
        session,
        made,
        problem="fan",
        source="person",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    return made


@pytest.fixture
def hold(session: Session, world: World, device: Device) -> PartHold:
    """A fan that is kept for a repair that goes on."""
    article = articles.create(
        session, organisation_id=world.organisation.id, kind=ArticleKind.FAN, name="Ventilator"
    )
    ledger.post_articles(
        session,
        article,
        2,
        origin=places.virtual(session, world.organisation.id, PlaceKind.DONOR),
        to=world.shelf,
        reason="came_in",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    repair = service.start(session, device, "fan", actor=world.actor, client_id=str(uuid.uuid4()))
    return parts.reserve(
        session, article, repair_id=repair.id, actor=world.actor, client_id=str(uuid.uuid4())
    )


def test_what_is_kept_for_what_is_over_is_found(session: Session, hold: PartHold) -> None:
    assert found(session) == []
    closed = sa.update(Repair).values(outcome="fixed", closed_at=now())
    session.execute(closed)
    assert found(session) == [
        f"hold {hold.id}: is kept for repair {hold.repair_id}, which is closed"
    ]


def test_what_is_used_without_a_move_is_found(
    session: Session, world: World, hold: PartHold
) -> None:
    parts.use(session, hold, actor=world.actor)
    assert found(session) == []
    session.execute(sa.update(PartHold).values(quantity=2))
    assert found(session) == [f"hold {hold.id}: is used, and the ledger tells of no such move"]


@pytest.mark.parametrize(
    ("medium", "result", "said"),
    [
        ("serial:A", "erased", None),
        ("serial:B", "erased", "is about another disk"),
        ("serial:A", "erased_with_exceptions", "says erased_with_exceptions"),
    ],
)
def test_a_disk_that_is_free_has_proof(
    session: Session, world: World, device: Device, medium: str, result: str, said: str | None
) -> None:
    proof = add_evidence(session, world, device, medium, result=result)
    part = SerialPart(
        organisation_id=world.organisation.id,
        client_id=str(uuid.uuid4()),
        kind="disk",
        device_id=device.id,
        medium="serial:A",
        place_id=world.shelf.id,
        evidence_id=proof,
        freed_at=now(),
    )
    session.add(part)
    session.flush()
    assert found(session) == ([f"loose disk {part.id}: evidence {proof} {said}"] if said else [])
