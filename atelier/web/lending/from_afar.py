"""What waits at the points, for the first page of a coordinator: figures with where they lead."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from atelier.db import today
from atelier.devices import inspections
from atelier.lending import scope
from atelier.lending.loans import finding
from atelier.lending.loans.finding import Due, Which
from atelier.lending.reservations import listing
from atelier.people.models import Account
from atelier.stock import transfers
from atelier.words import N_


@dataclass(frozen=True, kw_only=True)
class Figure:
    """``name``: a msgid."""

    icon: str
    name: str
    count: int
    address: str


def figures(session: Session, account: Account) -> list[Figure]:
    """Only what somebody has to do something about. None for who decides nothing there."""
    if not account.may("reservations.decide"):
        return []
    workshop_id = account.organisation.workshop_id
    desks = [desk.id for desk in scope.desks_of(session, account)]
    late = finding.counts(session, desks, today()).get(Due.OVERDUE, 0)
    found = (
        (
            "clock-history",
            N_("Uitleningen te laat"),
            late,
            url_for("loans.index", which=Which.OVERDUE.value),
        ),
        (
            "hourglass-split",
            N_("Toestellen waarop iemand wacht"),
            sum(listing.waiting_by_kind(session, workshop_id).values()),
            url_for("reservations.waiting"),
        ),
        (
            "calendar-check",
            N_("Controles te laat"),
            inspections.how_many_overdue(session, workshop_id, today()),
            url_for("inspections.index"),
        ),
        (
            "truck",
            N_("Zendingen waarvan iets niet aankwam"),
            transfers.how_many_incomplete(session, workshop_id),
            url_for("stock.transfers_list"),
        ),
    )
    return [
        Figure(icon=icon, name=name, count=count, address=address)
        for icon, name, count, address in found
        if count
    ]
