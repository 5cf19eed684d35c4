"""The day on which a transfer is to go."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from atelier.db import today
from atelier.errors import Conflict, Invalid
from atelier.stock.models import Transfer
from atelier.stock.transfers.standing import State, state_of
from atelier.words import N_

#: Nobody plans a van farther ahead; a year typed wrong is caught.
FARTHEST = timedelta(days=366)


def plan(session: Session, transfer: Transfer, day: date | None) -> None:
    """None: on no known day. Raises Invalid for a day in the past, Conflict once it has left."""
    session.refresh(transfer, with_for_update=True)
    if transfer.planned_on == day:
        return
    if state_of(transfer) is not State.PACKING:
        raise Conflict(N_("Zending %(number)s is al vertrokken."), number=transfer.number)
    refuse_day(day)
    transfer.planned_on = day
    session.flush()


def refuse_day(day: date | None) -> None:
    """Raises Invalid."""
    earliest = today()
    if day is not None and day < earliest:
        raise Invalid(
            N_("Die dag is voorbij. Kies vandaag of een dag die nog komt."), field="planned_on"
        )
    if day is not None and day > earliest + FARTHEST:
        raise Invalid(N_("Die dag is te ver weg. Kijk het jaar na."), field="planned_on")
