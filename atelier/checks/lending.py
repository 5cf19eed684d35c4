"""Desks: what is lent has a borrower, what is promised is promised to one, and all of it once."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks import articles
from atelier.checks.finding import Finding
from atelier.devices.models import Device
from atelier.lending.models import Borrower, Loan, LoanArticle, Reservation, ReservedUnit
from atelier.people.models import Organisation
from atelier.stock.models import Hold, Holding, Place, PlaceKind


def lent_devices_have_a_loan(session: Session) -> Iterator[Finding]:
    """A device is in the account *lent* exactly when one loan of it is open."""
    lent = sa.case((Place.kind == PlaceKind.LENT, 1), else_=0)
    open_loans = (
        sa.select(sa.func.count())
        .where(Loan.device_id == Holding.device_id, Loan.ended_at.is_(None))
        .scalar_subquery()
    )
    wrong = (
        sa.select(Holding.device_id, lent, open_loans)
        .join(Place, Place.id == Holding.place_id)
        .where(lent != open_loans)
        .order_by(Holding.device_id)
    )
    for device_id, is_lent, loans in session.execute(wrong):
        where = "lent" if is_lent else "not lent"
        yield Finding(f"device {device_id}", f"is {where}, and has {loans} open loans")


def lent_articles_are_on_a_loan(session: Session) -> Iterator[Finding]:
    """What went along with open loans is what the account *lent* holds."""
    out = (
        sa.select(LoanArticle.article_id, sa.func.sum(LoanArticle.quantity - LoanArticle.returned))
        .join(Loan, Loan.id == LoanArticle.loan_id)
        .where(Loan.ended_at.is_(None))
        .group_by(LoanArticle.article_id)
    )
    for article_id, here, there in articles.compared(session, PlaceKind.LENT, out):
        yield Finding(f"article {article_id}", f"{here} are lent, the loans say {there}")


def loans_stay_in_their_organisations(session: Session) -> Iterator[Finding]:
    """The borrower and the desk are of who lends; the device of the workshop it draws from."""
    owner = sa.func.coalesce(Organisation.served_by_id, Organisation.id)
    crossing = (
        sa.select(Loan.id)
        .join(Organisation, Organisation.id == Loan.organisation_id)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .join(Place, Place.id == Loan.place_id)
        .join(Device, Device.id == Loan.device_id)
        .where(
            sa.or_(
                Borrower.organisation_id != Loan.organisation_id,
                Place.organisation_id != Loan.organisation_id,
                Device.organisation_id != Loan.workshop_id,
                sa.and_(Loan.workshop_id != owner, Loan.ended_at.is_(None)),
            )
        )
        .order_by(Loan.id)
    )
    for loan_id in session.scalars(crossing):
        yield Finding(f"loan {loan_id}", "crosses to another organisation")


def promises_belong_to_a_unit(session: Session) -> Iterator[Finding]:
    """A live promise is that of one open unit, at its desk; a unit that ended promises nothing."""
    units = (
        sa.select(
            Hold.id,
            Hold.device_id,
            Hold.place_id,
            Hold.resolved_at.is_(None).label("live"),
            ReservedUnit.id.label("unit_id"),
            ReservedUnit.resolved_at.is_(None).label("is_open"),
            Reservation.place_id.label("desk_id"),
            Reservation.device_id.label("this_one"),
        )
        .select_from(Hold)
        .outerjoin(ReservedUnit, ReservedUnit.hold_id == Hold.id)
        .outerjoin(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .where(
            sa.or_(
                Hold.resolved_at.is_(None),
                sa.and_(ReservedUnit.id.is_not(None), ReservedUnit.resolved_at.is_(None)),
            )
        )
        .order_by(Hold.id)
    )
    for row in session.execute(units):
        if wrong := _wrong_promise(row):
            yield Finding(f"device {row.device_id}", f"promise {row.id} {wrong}")


def reservations_are_whole(session: Session) -> Iterator[Finding]:
    """So many units as were asked for; what lies ready has a day until which it is kept."""
    counted = sa.func.count(ReservedUnit.id)
    wrong = (
        sa.select(Reservation.id, Reservation.quantity, counted)
        .outerjoin(ReservedUnit, ReservedUnit.reservation_id == Reservation.id)
        .group_by(Reservation.id, Reservation.quantity)
        .having(counted != Reservation.quantity)
        .order_by(Reservation.id)
    )
    for reservation_id, asked, found in session.execute(wrong):
        yield Finding(f"reservation {reservation_id}", f"asked for {asked}, and has {found} units")
    halfway = (
        sa.select(ReservedUnit.reservation_id, ReservedUnit.number)
        .where(
            sa.or_(
                ReservedUnit.ready_at.is_(None) != ReservedUnit.keep_until.is_(None),
                sa.and_(
                    ReservedUnit.hold_id.is_(None),
                    sa.or_(ReservedUnit.picked_at.is_not(None), ReservedUnit.ready_at.is_not(None)),
                ),
            )
        )
        .order_by(ReservedUnit.id)
    )
    for reservation_id, number in session.execute(halfway):
        yield Finding(f"reservation {reservation_id}", f"unit {number} is not as far as it says")


def reservations_stay_in_their_organisations(session: Session) -> Iterator[Finding]:
    """The desk is of who asks, what is promised of the workshop it draws from."""
    crossing = (
        sa.select(Reservation.id)
        .join(Place, Place.id == Reservation.place_id)
        .outerjoin(ReservedUnit, ReservedUnit.reservation_id == Reservation.id)
        .outerjoin(Hold, Hold.id == ReservedUnit.hold_id)
        .outerjoin(Device, Device.id == Hold.device_id)
        .where(
            sa.or_(
                Place.organisation_id != Reservation.organisation_id,
                Hold.organisation_id != Reservation.workshop_id,
                Device.organisation_id != Reservation.workshop_id,
            )
        )
        .order_by(Reservation.id)
        .distinct()
    )
    for reservation_id in session.scalars(crossing):
        yield Finding(f"reservation {reservation_id}", "crosses to another organisation")


def _wrong_promise(row: sa.Row[*tuple[Any, ...]]) -> str | None:
    if row.unit_id is None:
        return "is nobody's"
    if bool(row.live) != bool(row.is_open):
        return "has ended for one of the two, and not for the other"
    if row.place_id != row.desk_id:
        return f"is for place {row.place_id}, and its reservation for {row.desk_id}"
    if row.this_one is not None and row.this_one != row.device_id:
        return f"is of another device than {row.this_one}, which was asked for"
    return None


Check = Callable[[Session], Iterator[Finding]]
#: Each by what has to hold.
CHECKS: Mapping[str, Check] = {
    "what is lent has one borrower": lent_devices_have_a_loan,
    "what went along with devices is on their loans": lent_articles_are_on_a_loan,
    "loans stay in their organisations": loans_stay_in_their_organisations,
    "each promise is that of one who waits": promises_belong_to_a_unit,
    "reservations are whole": reservations_are_whole,
    "reservations stay in their organisations": reservations_stay_in_their_organisations,
}
