"""Evidence written down, once: what holds, and apart from it what does not."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.documents import canonical, digest
from atelier.bench.models import Order
from atelier.devices import service as devices
from atelier.workshop.erasure.judging import Judgement, Problem
from atelier.workshop.erasure.models import Refused, StoredEvidence

__all__ = ["canonical", "digest", "has_it", "keep", "put_aside"]

#: In characters.
_DETAIL = 1000


def keep(
    session: Session, order: Order, judgement: Judgement, *, station_id: int | None
) -> StoredEvidence:
    """Raises Problem for evidence that came before, for another order."""
    document = dict(order.result)
    known = session.scalar(
        sa.select(StoredEvidence).where(
            StoredEvidence.organisation_id == order.organisation_id,
            StoredEvidence.evidence_id == document["id"],
        )
    )
    if known is not None:
        raise Problem("repeated", f"it came before, for order {known.order_id}")
    stored = StoredEvidence(
        organisation_id=order.organisation_id,
        evidence_id=document["id"],
        order_id=order.id,
        device_id=devices.get(session, order.organisation_id, order.device_id).id,
        medium=order.disk_id or "",
        document=document,
        sha256=digest(document),
        result=judgement.result,
        level=judgement.level,
        verified=judgement.verified,
        reasons=list(judgement.reasons),
        station_id=station_id,
    )
    session.add(stored)
    session.flush()
    return stored


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
        for table in (StoredEvidence, Refused)
    )
    known = {digest(one) for each in wanted for one in session.scalars(each)}
    return digest(document) in known
