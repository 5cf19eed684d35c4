"""Evidence written down, once: what holds, and apart from it what does not."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import keeping
from atelier.bench.models import Order
from atelier.workshop.imaging.judging import Problem
from atelier.workshop.imaging.models import Image, Refused, Writing
from diagnostics.wire.imaging import Evidence


def keep(
    session: Session,
    order: Order,
    evidence: Evidence,
    image: Image,
    *,
    trial: bool,
    station_id: int | None,
) -> Writing:
    """Raises Problem for evidence, or a key, that came before for another order."""
    _check_new(session, order, evidence)
    return keeping.keep(
        session,
        Writing,
        order,
        evidence_id=evidence.id,
        station_id=station_id,
        image_id=image.id,
        result=evidence.result,
        reasons=list(evidence.reasons),
        trial=trial,
        first_boot_sha256=evidence.first_boot_sha256,
    )


def put_aside(
    session: Session,
    order: Order,
    problem: Problem,
    document: Mapping[str, Any],
    *,
    station_id: int | None,
) -> Refused:
    return keeping.put_aside(session, Refused, order, problem, document, station_id=station_id)


def has_it(session: Session, order: Order, document: Mapping[str, Any]) -> bool:
    return keeping.has_it(session, order, document, Writing, Refused)


def _check_new(session: Session, order: Order, evidence: Evidence) -> None:
    if trouble := keeping.why_not_new(session, Writing, order.organisation_id, evidence.id):
        raise Problem("repeated", trouble)
    if evidence.first_boot_sha256 is None:
        return
    of_key = sa.select(Writing.id).where(Writing.first_boot_sha256 == evidence.first_boot_sha256)
    if session.scalar(of_key) is not None:
        raise Problem("repeated", "the key of its first boot is another installation's")
