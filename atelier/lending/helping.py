"""The warm hand-over: which desk nearby helps a borrower to go on learning."""

from collections.abc import Sequence
from math import cos, hypot, radians

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.errors import Invalid
from atelier.lending import events
from atelier.lending.models import Loan
from atelier.people.actor import Actor
from atelier.stock import desks
from atelier.stock.models import Desk, Place
from atelier.words import N_


def offered(session: Session, loan: Loan) -> Sequence[Place]:
    """The desks of whoever lends, the one nearest to where it was lent first."""
    there = session.get_one(Place, loan.place_id)
    return nearest_first(session, there, desks.all_of(session, [loan.organisation_id]))


def choose(session: Session, loan: Loan, helper: Place, *, actor: Actor, client_id: str) -> None:
    """Twice with one ``client_id`` (UUID) is once. Raises Invalid for a desk that is not offered.

    A helper chosen anew takes the place of the last one.
    """
    session.refresh(loan, with_for_update=True)
    if events.known(session, loan.organisation_id, ids.checked(client_id)):
        return
    if helper.id not in {place.id for place in offered(session, loan)}:
        raise Invalid(N_("Kies een digibankpunt in de lijst."), field="helper")
    if loan.helped_at_id == helper.id:
        return
    loan.helped_at_id = helper.id
    session.flush()
    told = {"place": helper.id, "name": helper.name}
    events.record(session, loan, "helper_chosen", actor=actor, client_id=client_id, **told)


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


def _apart(one: Desk | None, other: Desk | None) -> float | None:
    """In degrees of latitude; None where one is not on the map."""
    if one is None or other is None:
        return None
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    north = (one.latitude or 0) - (other.latitude or 0)
    east = (one.longitude or 0) - (other.longitude or 0)
    return hypot(north, east * cos(radians(one.latitude or 0)))
