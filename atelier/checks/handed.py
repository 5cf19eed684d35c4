"""What left with somebody: inspected in time, promised to nobody else; gifts with their move."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.checks.finding import Finding
from atelier.devices.lifecycle import facts
from atelier.devices.lifecycle.state import YEARLY
from atelier.devices.models import Device, Event
from atelier.lending.days import day_of
from atelier.lending.models import Borrower, Gift, Loan
from atelier.people.models import Organisation
from atelier.stock.models import Hold, Holding, Place, PlaceKind, Posting


def nothing_overdue_was_handed_out(session: Session) -> Iterator[Finding]:
    """By what was known of its inspections when each loan that is open began."""
    owner = sa.func.coalesce(Device.merged_into_id, Device.id)
    known = session.execute(
        sa.select(Loan.id, Loan.started_at, Event.data)
        .join(Device, owner == Loan.device_id)
        .join(Event, Event.device_id == Device.id)
        .where(
            Loan.ended_at.is_(None),
            Event.kind.in_([facts.INSPECTED, facts.INSPECTION_DUE]),
            Event.at <= Loan.started_at,
        )
        .order_by(Loan.id, Event.at, Event.id)
    )
    began: dict[int, date] = {}
    until: dict[int, dict[str, date]] = {}
    for loan_id, started_at, data in known:
        began[loan_id] = day_of(started_at)
        plan = data.get("plan") or YEARLY
        until.setdefault(loan_id, {})[plan] = date.fromisoformat(data["valid_until"])
    for loan_id, days in until.items():
        if (day := min(days.values())) < began[loan_id]:
            yield Finding(f"loan {loan_id}", f"began when its inspection was overdue since {day}")


def what_is_lent_is_promised_to_nobody(session: Session) -> Iterator[Finding]:
    held = session.scalars(
        sa.select(Hold.device_id)
        .join(Holding, Holding.device_id == Hold.device_id)
        .join(Place, Place.id == Holding.place_id)
        .where(Hold.resolved_at.is_(None), Place.kind == PlaceKind.LENT)
        .order_by(Hold.device_id)
    )
    for device_id in held:
        yield Finding(f"device {device_id}", "is lent, and promised to a desk")


def gifts_have_their_move(session: Session) -> Iterator[Finding]:
    """Each gift moved its device out of stock, once; one that was a mistake moved it back."""
    moved = session.execute(
        sa.select(Posting.client_id, Posting.device_id, Posting.id)
        .join(Place, Place.id == Posting.to_place_id)
        .where(Place.kind == PlaceKind.GIVEN, Posting.device_id.is_not(None))
    )
    moves = {client_id: (device_id, posting_id) for client_id, device_id, posting_id in moved}
    back = set(
        session.scalars(sa.select(Posting.corrects_id).where(Posting.corrects_id.is_not(None)))
    )
    for gift in session.scalars(sa.select(Gift).order_by(Gift.id)):
        device_id, posting_id = moves.get(ids.part(gift.client_id, "device"), (None, None))
        if device_id != gift.device_id:
            yield Finding(f"gift {gift.id}", f"has no move of device {gift.device_id}")
        elif (posting_id in back) != (gift.undone_at is not None):
            yield Finding(
                f"gift {gift.id}", "is taken back in one of the two, and not in the other"
            )


def gifts_stay_in_their_organisations(session: Session) -> Iterator[Finding]:
    """Who got it is of who gave, the device of the workshop that they draw from."""
    owner = sa.func.coalesce(Organisation.served_by_id, Organisation.id)
    crossing = (
        sa.select(Gift.id)
        .join(Organisation, Organisation.id == Gift.organisation_id)
        .join(Borrower, Borrower.id == Gift.borrower_id)
        .join(Device, Device.id == Gift.device_id)
        .where(
            sa.or_(
                Borrower.organisation_id != Gift.organisation_id,
                Device.organisation_id != Gift.workshop_id,
                sa.and_(Gift.workshop_id != owner, Gift.undone_at.is_(None)),
            )
        )
        .order_by(Gift.id)
    )
    for gift_id in session.scalars(crossing):
        yield Finding(f"gift {gift_id}", "crosses to another organisation")


Check = Callable[[Session], Iterator[Finding]]
#: Each by what has to hold.
CHECKS: Mapping[str, Check] = {
    "nothing overdue for inspection was handed out": nothing_overdue_was_handed_out,
    "what is lent is promised to nobody": what_is_lent_is_promised_to_nobody,
    "gifts have their move": gifts_have_their_move,
    "gifts stay in their organisations": gifts_stay_in_their_organisations,
}
