"""Borrowers and loans, for tests that need one and ask nothing of how it came about."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from atelier import settings
from atelier.devices.models import Device
from atelier.lending import borrowers
from atelier.lending.loans import handing_over
from atelier.lending.loans.handing_over import Terms
from atelier.lending.models import Borrower, Loan
from atelier.people.actor import Actor
from atelier.stock.models import Place


def register(session: Session, desk: Place, **more: Any) -> Borrower:
    """Somebody who was never here. ``more``: as ``borrowers.register`` takes it."""
    told = {"name": "Proef Persoon", "contact": "015 00 00 00", "client_id": str(uuid.uuid4())}
    return borrowers.register(session, organisation_id=desk.organisation_id, **{**told, **more})


def lend(
    session: Session,
    desk: Place,
    device: Device,
    actor: Actor,
    *,
    borrower: Borrower | None = None,
    due_on: date | None = None,
    **terms: Any,
) -> Loan:
    """What stands ready at the desk, to a fresh borrower unless one is given.

    ``due_on`` may be past. ``terms``: as ``Terms`` has them, beside a tariff that is free. Flushes.
    """
    loan = handing_over.hand_over(
        session,
        desk=desk,
        device=device,
        borrower=borrower or register(session, desk),
        terms=Terms(**{"tariff": "kansentarief", **terms}),
        defaults=settings.load().lending,
        actor=actor,
        client_id=str(uuid.uuid4()),
    )
    loan.due_on = due_on or loan.due_on
    session.flush()
    return loan
