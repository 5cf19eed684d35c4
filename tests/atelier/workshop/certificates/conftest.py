"""A device with an erased disk, and an office that makes certificates of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.edge import settings
from atelier.people.roles import Role
from atelier.workshop.erasure.certificates import around, contents, issuing
from atelier.workshop.erasure.certificates.issuing import Office, Subject
from atelier.workshop.erasure.certificates.models import Certificate
from atelier.workshop.erasure.models import StoredEvidence
from labels.certificates import Source, Speech
from tests.evidence import ERASED, store
from tests.factories import World, give_tag

Issue = Callable[[StoredEvidence], Certificate]


@pytest.fixture
def device(session: Session, world: World) -> Device:
    made = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(made)
    session.flush()
    give_tag(session, made, actor=world.actor)
    return made


@pytest.fixture
def stored(session: Session, device: Device) -> StoredEvidence:
    made = store(session, device, ERASED)
    session.commit()
    return made


@pytest.fixture
def office(app: APIFlask, tmp_path: Path) -> Office:
    return Office(
        issuer="Test-atelier",
        check_at="https://atelier.example.org/certificates/check",
        speeches={"nl": Speech("nl", lambda text: text)},
        files=settings().files,
        keys=tmp_path / "keys",
        aside=lambda work: work(),
    )


@pytest.fixture
def issue(session: Session, world: World, office: Office) -> Issue:
    """The certificate of this evidence, verified by the coordinator."""
    by = world.accounts[Role.COORDINATOR].id

    def make(stored: StoredEvidence) -> Certificate:
        source = Source(donor="Testgemeente", donation="2026-031")
        judged, beside = around.of_erasure(session, stored, source=source, verified_by=by)
        made = issuing.issue(
            session,
            Subject(
                organisation_id=stored.organisation_id,
                kind="erasure",
                device_id=stored.device_id,
                evidence_id=stored.id,
            ),
            lambda head: contents.erasure(head, judged, beside),
            office=office,
            by=by,
        )
        session.commit()
        return made

    return make
