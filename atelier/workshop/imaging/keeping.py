"""Evidence written down, once: what holds, and apart from it what does not."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.documents import digest
from atelier.bench.models import Order
from atelier.devices import service as devices
from atelier.workshop.imaging.judging import Problem
from atelier.workshop.imaging.models import Image, Refused, Writing
from diagnostics.wire.imaging import Evidence

#: In characters.
_DETAIL = 1000


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
    document = dict(order.result)
    writing = Writing(
        organisation_id=order.organisation_id,
        evidence_id=evidence.id,
        order_id=order.id,
        device_id=devices.get(session, order.organisation_id, order.device_id).id,
        image_id=image.id,
        medium=order.disk_id or "",
        document=document,
        sha256=digest(document),
        result=evidence.result,
        reasons=list(evidence.reasons),
        trial=trial,
        first_boot_sha256=evidence.first_boot_sha256,
        station_id=station_id,
    )
    session.add(writing)
    session.flush()
    return writing


def put_aside(
    session: Session,
    order: Order,
    problem: Problem,
    document: Mapping[str, Any],
    *,
    station_id: int | None,
) -> Refused:
    refused = Refused(
        organisation_id=order.organisation_id,
        order_id=order.id,
        device_id=devices.get(session, order.organisation_id, order.device_id).id,
        medium=order.disk_id,
        problem=problem.code,
        detail=problem.detail[:_DETAIL],
        document=dict(document),
        station_id=station_id,
    )
    session.add(refused)
    session.flush()
    return refused


def has_it(session: Session, order: Order, document: Mapping[str, Any]) -> bool:
    """Whether this came of this order before, to count or to be put aside."""
    wanted = (
        sa.select(table.document).where(
            table.organisation_id == order.organisation_id, table.order_id == order.id
        )
        for table in (Writing, Refused)
    )
    known = {digest(one) for each in wanted for one in session.scalars(each)}
    return digest(document) in known


def _check_new(session: Session, order: Order, evidence: Evidence) -> None:
    known = session.scalar(
        sa.select(Writing).where(
            Writing.organisation_id == order.organisation_id, Writing.evidence_id == evidence.id
        )
    )
    if known is not None:
        raise Problem("repeated", f"it came before, for order {known.order_id}")
    if evidence.first_boot_sha256 is None:
        return
    of_key = sa.select(Writing.id).where(Writing.first_boot_sha256 == evidence.first_boot_sha256)
    if session.scalar(of_key) is not None:
        raise Problem("repeated", "the key of its first boot is another installation's")
