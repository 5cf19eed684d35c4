"""A donation and its laptops, for tests of what becomes of their disks."""

import uuid
from dataclasses import replace

from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.workshop.intake import donations, donors, service
from atelier.workshop.intake.models import Donation
from diagnostics.wire.erasure import Evidence
from tests.evidence import ERASED, store
from tests.factories import World, give_tag


def a_donation(session: Session, world: World) -> Donation:
    """Of a council, which said that one laptop comes."""
    donor = donors.create(
        session,
        organisation_id=world.organisation.id,
        client_id=str(uuid.uuid4()),
        details=donors.Details(kind="council", name="Testgemeente"),
    )
    return donations.create(
        session,
        donor=donor,
        client_id=str(uuid.uuid4()),
        details=donations.Details(promised={"laptop": 1}),
    )


def received(session: Session, world: World, donation: Donation) -> Device:
    """A laptop that came in with it, and whose disk was erased afterwards."""
    made = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(made)
    session.flush()
    tag = give_tag(session, made, actor=world.actor)
    receive(session, world, donation, tag.number)
    store(session, made, ERASED if made.id == 1 else _another(made.id))
    session.commit()
    return made


def receive(session: Session, world: World, donation: Donation, code: str) -> None:
    service.receive(
        session,
        organisation_id=world.organisation.id,
        client_id=str(uuid.uuid4()),
        donation=donation,
        place=world.bench,
        code=code,
        kind="laptop",
        actor=world.actor,
    )


def _another(number: int) -> Evidence:
    disk = replace(ERASED.disk, serial=f"TST{number:08}")
    return replace(ERASED, id=str(uuid.uuid4()), disk=disk)
