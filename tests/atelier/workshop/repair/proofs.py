"""Evidence that a disk was erased, as the server keeps it: only what the parts look at."""

import uuid

from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.workshop.erasure.models import StoredEvidence
from tests.factories import World


def add_evidence(
    session: Session,
    world: World,
    device: Device,
    medium: str,
    *,
    verified: bool = True,
    result: str = "erased",
) -> int:
    """The number of a new row about this disk."""
    row = StoredEvidence(
        organisation_id=world.organisation.id,
        evidence_id=str(uuid.uuid4()),
        device_id=device.id,
        medium=medium,
        document={},
        sha256="0" * 64,
        result=result,
        level="clear",
        verified=verified,
        reasons=[],
    )
    session.add(row)
    session.commit()
    return row.id
