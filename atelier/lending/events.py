"""What happened to reservations and loans: written once, in order."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.lending.models import LendingEvent, Loan, Reservation
from atelier.people.actor import Actor


def record(
    session: Session,
    about: Reservation | Loan,
    kind: str,
    *,
    actor: Actor,
    client_id: str | None = None,
    **data: Any,
) -> LendingEvent:
    """The same ``client_id`` writes once."""
    if client_id is not None and (known := found(session, about.organisation_id, client_id)):
        return known
    event = LendingEvent(client_id=client_id, **_columns(about, kind, actor, data))
    session.add(event)
    session.flush()
    return event


def record_all(
    session: Session,
    kind: str,
    told: Sequence[tuple[Reservation | Loan, dict[str, Any]]],
    *,
    actor: Actor,
) -> None:
    """The same of many, in one statement."""
    rows = [_columns(about, kind, actor, data) for about, data in told]
    session.execute(sa.insert(LendingEvent), rows)


def _columns(
    about: Reservation | Loan, kind: str, actor: Actor, data: dict[str, Any]
) -> dict[str, Any]:
    is_loan = isinstance(about, Loan)
    return {
        "organisation_id": about.organisation_id,
        "reservation_id": None if is_loan else about.id,
        "loan_id": about.id if is_loan else None,
        "kind": kind,
        "account_id": actor.account_id,
        "data": data,
    }


def known(session: Session, organisation_id: int, client_id: str) -> bool:
    """Whether what this id stands for was done already."""
    return found(session, organisation_id, client_id) is not None


def found(session: Session, organisation_id: int, client_id: str) -> LendingEvent | None:
    """What this id stands for, once it was done."""
    return session.scalar(
        sa.select(LendingEvent).where(
            LendingEvent.organisation_id == organisation_id, LendingEvent.client_id == client_id
        )
    )
