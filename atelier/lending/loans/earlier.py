"""What somebody borrowed before, or was given."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.loans.finding import Due, Row
from atelier.lending.models import Borrower, Gift, Loan
from atelier.paging import Page, cut
from atelier.stock.models import Place

PAGE_SIZE = 20
#: More gifts to one borrower, nobody looks for on one page.
_MOST_GIFTS = 50


def page(
    session: Session, borrower: Borrower, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Row]:
    """The loans that have ended, the newest first, in one query.

    ``after``: the key of the last loan seen.
    """
    wanted = (
        sa.select(Loan, Device, Place)
        .join(Device, Device.id == Loan.device_id)
        .join(Place, Place.id == Loan.place_id)
        .where(Loan.borrower_id == borrower.id, Loan.ended_at.is_not(None))
        .order_by(Loan.id.desc())
        .limit(size + 1)
    )
    wanted = wanted.where(Loan.id < after) if after else wanted
    found = [
        Row(loan=loan, device=device, borrower=borrower, place=place, due=Due.ENDED)
        for loan, device, place in session.execute(wanted).unique()
    ]
    return cut(found, [row.loan.id for row in found], size)


def gifts(session: Session, borrower: Borrower) -> Sequence[tuple[Gift, Device]]:
    """What was given from stock, the newest first; mistakes left out. One query."""
    rows = session.execute(
        sa.select(Gift, Device)
        .join(Device, Device.id == Gift.device_id)
        .where(Gift.borrower_id == borrower.id, Gift.undone_at.is_(None))
        .order_by(Gift.id.desc())
        .limit(_MOST_GIFTS)
    ).unique()
    return [(gift, device) for gift, device in rows]
