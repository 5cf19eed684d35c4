"""Evidence written down, once: what holds, and apart from it what does not."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from atelier.bench import keeping
from atelier.bench.documents import canonical, digest
from atelier.bench.models import Order
from atelier.workshop.erasure.judging import Judgement, Problem
from atelier.workshop.erasure.models import Refused, StoredEvidence

__all__ = ["canonical", "digest", "has_it", "keep", "put_aside"]


def keep(
    session: Session, order: Order, judgement: Judgement, *, station_id: int | None
) -> StoredEvidence:
    """Raises Problem for evidence that came before, for another order."""
    number = order.result["id"]
    if trouble := keeping.why_not_new(session, StoredEvidence, order.organisation_id, number):
        raise Problem("repeated", trouble)
    return keeping.keep(
        session,
        StoredEvidence,
        order,
        evidence_id=number,
        station_id=station_id,
        result=judgement.result,
        level=judgement.level,
        verified=judgement.verified,
        reasons=list(judgement.reasons),
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
    return keeping.has_it(session, order, document, StoredEvidence, Refused)
