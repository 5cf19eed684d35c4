"""What happened to reservations and loans: written once, in order."""

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
    if client_id is not None and (known := _by_client_id(session, about, client_id)):
        return known
    is_loan = isinstance(about, Loan)
    event = LendingEvent(
        organisation_id=about.organisation_id,
        client_id=client_id,
        reservation_id=None if is_loan else about.id,
        loan_id=about.id if is_loan else None,
        kind=kind,
        account_id=actor.account_id,
        data=data,
    )
    session.add(event)
    session.flush()
    return event


def known(session: Session, organisation_id: int, client_id: str) -> bool:
    """Whether what this id stands for was done already."""
    wanted = sa.select(LendingEvent.id).where(
        LendingEvent.organisation_id == organisation_id, LendingEvent.client_id == client_id
    )
    return session.scalar(wanted) is not None


def _by_client_id(
    session: Session, about: Reservation | Loan, client_id: str
) -> LendingEvent | None:
    return session.scalar(
        sa.select(LendingEvent).where(
            LendingEvent.organisation_id == about.organisation_id,
            LendingEvent.client_id == client_id,
        )
    )
