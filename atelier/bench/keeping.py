"""What an agent told at the end of an order, written down once: what holds, and apart from it what
does not.

Each step of the workshop that believes evidence alone has a table for either. What evidence is, and
which holds, is the step's own.
"""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.documents import digest
from atelier.bench.models import Order
from atelier.db import Base
from atelier.devices import service as devices

R = TypeVar("R", bound=Base)

#: In characters.
_DETAIL = 1000


class Problem(Protocol):
    """Why what came is no evidence; ``detail`` is in English, for whoever looks into it."""

    @property
    def code(self) -> str: ...
    @property
    def detail(self) -> str: ...


def keep(
    session: Session,
    table: type[R],
    order: Order,
    *,
    evidence_id: str,
    station_id: int | None,
    **judged: Any,
) -> R:
    """The end of ``order`` as evidence; ``judged``: the columns that are the step's own."""
    kept = table(
        **_about(session, order, order.result, station_id),
        evidence_id=evidence_id,
        medium=order.disk_id or "",
        sha256=digest(order.result),
        **judged,
    )
    session.add(kept)
    session.flush()
    return kept


def put_aside(
    session: Session,
    table: type[R],
    order: Order,
    problem: Problem,
    document: Mapping[str, Any],
    *,
    station_id: int | None,
) -> R:
    refused = table(
        **_about(session, order, document, station_id),
        medium=order.disk_id,
        problem=problem.code,
        detail=problem.detail[:_DETAIL],
    )
    session.add(refused)
    session.flush()
    return refused


def has_it(
    session: Session, order: Order, document: Mapping[str, Any], *tables: type[Base]
) -> bool:
    """Whether this came of this order before, to count or to be put aside."""
    rows = (table.__table__.c for table in tables)
    wanted = (
        sa.select(row.document).where(
            row.organisation_id == order.organisation_id, row.order_id == order.id
        )
        for row in rows
    )
    return digest(document) in {digest(one) for each in wanted for one in session.scalars(each)}


def why_not_new(
    session: Session, table: type[Base], organisation_id: int, evidence_id: str
) -> str | None:
    """In English, where evidence of that number came before; None: it is new."""
    row = table.__table__.c
    known = sa.select(row.order_id).where(
        row.organisation_id == organisation_id, row.evidence_id == evidence_id
    )
    found = session.execute(known).first()
    return None if found is None else f"it came before, for order {found.order_id}"


def _about(
    session: Session, order: Order, document: Mapping[str, Any], station_id: int | None
) -> dict[str, Any]:
    return {
        "organisation_id": order.organisation_id,
        "order_id": order.id,
        "device_id": devices.get(session, order.organisation_id, order.device_id).id,
        "document": dict(document),
        "station_id": station_id,
    }
