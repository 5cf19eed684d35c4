"""Visits at home: planned, done, and the address forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, hypot, radians
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids, months
from atelier.db import now
from atelier.errors import Conflict, Invalid, NotFound
from atelier.lending import events
from atelier.lending.models import Borrower, Loan, Visit
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.stock.models import Desk, Place
from atelier.words import N_

Kind = Literal["bring", "set_up", "fetch"]
Done = Literal["done", "cancelled", "away"]
KINDS = ("bring", "set_up", "fetch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    kind: Kind
    planned_on: date
    address: str
    moment: str = ""
    #: The desk where the borrower can go on learning.
    helped_at: Place | None = None


def plan(session: Session, loan: Loan, wanted: Plan, *, actor: Actor, client_id: str) -> Visit:
    """The same ``client_id`` (UUID of the form) plans one.

    Raises Invalid for a day in the past or no address, Conflict where the loan has ended.
    """
    client_id = ids.checked(client_id)
    session.refresh(loan, with_for_update=True)
    known = session.scalar(
        sa.select(Visit).where(
            Visit.organisation_id == loan.organisation_id, Visit.client_id == client_id
        )
    )
    if known is not None:
        return known
    _refuse(loan, wanted)
    visit = Visit(
        organisation_id=loan.organisation_id,
        client_id=client_id,
        loan_id=loan.id,
        kind=wanted.kind,
        planned_on=wanted.planned_on,
        moment=tidy(wanted.moment)[:40],
        address=tidy(wanted.address)[:200],
        helped_at_id=wanted.helped_at.id if wanted.helped_at else None,
        made_by_id=actor.account_id,
    )
    session.add(visit)
    session.flush()
    day = wanted.planned_on.isoformat()
    events.record(session, loan, "visit_planned", actor=actor, visit=visit.id, day=day)
    return visit


def finish(session: Session, visit: Visit, how: Done, *, actor: Actor) -> bool:
    """Whether it was still open; from now on nobody knows the address any more."""
    done = session.execute(
        sa.update(Visit)
        .where(Visit.id == visit.id, Visit.done_at.is_(None))
        .values(done_at=now(), done_by_id=actor.account_id, done_how=how, address=None)
        .returning(Visit.loan_id)
    ).first()
    session.refresh(visit)
    if done is not None:
        loan = session.get_one(Loan, visit.loan_id)
        events.record(session, loan, f"visit_{how}", actor=actor, visit=visit.id)
    return done is not None


def get(session: Session, organisation_ids: Sequence[int], visit_id: int) -> Visit:
    """Raises NotFound for one of another organisation."""
    visit = session.get(Visit, visit_id)
    if visit is None or visit.organisation_id not in organisation_ids:
        raise NotFound(N_("Dit bezoek bestaat niet (meer)."))
    return visit


def open_ones(
    session: Session, desk_ids: Sequence[int], size: int = 200
) -> Sequence[tuple[Visit, Loan, Borrower, Place | None]]:
    """Those that these desks still have to make, the earliest first, with who helps afterwards."""
    rows = session.execute(
        sa.select(Visit, Loan, Borrower, Place)
        .join(Loan, Loan.id == Visit.loan_id)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .outerjoin(Place, Place.id == Visit.helped_at_id)
        .where(Visit.done_at.is_(None), Loan.place_id.in_(desk_ids))
        .order_by(Visit.planned_on, Visit.id)
        .limit(size)
    )
    return [(visit, loan, borrower, helper) for visit, loan, borrower, helper in rows]


def nearest_first(session: Session, desk: Place, offered: Sequence[Place]) -> Sequence[Place]:
    """The desks from near to far as the crow flies; those that nobody put on the map last."""
    numbers = [desk.id, *(place.id for place in offered)]
    rows = session.scalars(sa.select(Desk).where(Desk.place_id.in_(numbers)))
    known = {one.place_id: one for one in rows}
    here = known.get(desk.id)

    def distance(place: Place) -> tuple[bool, float, str]:
        there = known.get(place.id)
        apart = _apart(here, there)
        return apart is None, apart or 0.0, place.name

    return sorted(offered, key=distance)


def forget_late(session: Session, organisation_id: int, today: date) -> int:
    """Addresses of visits that nobody closed in a month: nobody needs them any more."""
    late = session.scalars(
        sa.select(Visit).where(
            Visit.organisation_id == organisation_id,
            Visit.done_at.is_(None),
            Visit.planned_on < months.add(today, -1),
        )
    ).all()
    return sum(finish(session, visit, "cancelled", actor=Actor()) for visit in late)


def _refuse(loan: Loan, wanted: Plan) -> None:
    if loan.ended_at is not None and wanted.kind != "fetch":
        raise Conflict(N_("Uitlening %(number)s is al afgesloten."), number=loan.number)
    if wanted.kind not in KINDS:
        raise Invalid(N_("Kies waarvoor het bezoek is."), field="kind")
    today = now().date()
    if wanted.planned_on < today:
        raise Invalid(
            N_("Die dag is voorbij. Kies vandaag of een dag die nog komt."), field="planned_on"
        )
    if wanted.planned_on > months.add(today, 12):
        raise Invalid(N_("Die dag is te ver weg. Kijk het jaar na."), field="planned_on")
    if not tidy(wanted.address):
        raise Invalid(N_("Schrijf het adres."), field="address")


def _apart(one: Desk | None, other: Desk | None) -> float | None:
    """In degrees of latitude; None where one is not on the map."""
    if one is None or other is None:
        return None
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    north = (one.latitude or 0) - (other.latitude or 0)
    east = (one.longitude or 0) - (other.longitude or 0)
    return hypot(north, east * cos(radians(one.latitude or 0)))
