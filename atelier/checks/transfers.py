"""What is on its way: by the ledger, and by the slips of the transfers."""

from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks import articles
from atelier.checks.finding import Finding
from atelier.stock.models import Holding, Place, PlaceKind, Transfer, TransferLine

_UNDERWAY = sa.and_(Transfer.sent_at.is_not(None), TransferLine.settled_at.is_(None))


def devices_underway_are_on_a_slip(session: Session) -> Iterator[Finding]:
    """In the account of what is on its way is what was sent and did not come yet."""
    in_transit = session.scalars(
        sa.select(Holding.device_id)
        .join(Place, Place.id == Holding.place_id)
        .where(Place.kind == PlaceKind.TRANSIT)
    )
    sent_lines = session.scalars(
        sa.select(TransferLine.device_id)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .where(_UNDERWAY, TransferLine.device_id.is_not(None))
    )
    underway, sent = set(in_transit), {device_id for device_id in sent_lines if device_id}
    for device_id in sorted(underway - sent):
        yield Finding(f"device {device_id}", "is on its way, and no transfer says so")
    for device_id in sorted(sent - underway):
        yield Finding(f"device {device_id}", "is on its way by a transfer, and is elsewhere")


def articles_underway_are_on_a_slip(session: Session) -> Iterator[Finding]:
    sent = (
        sa.select(
            TransferLine.article_id, sa.func.sum(TransferLine.quantity - TransferLine.arrived)
        )
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .where(_UNDERWAY, TransferLine.article_id.is_not(None))
        .group_by(TransferLine.article_id)
    )
    for article_id, here, there in articles.compared(session, PlaceKind.TRANSIT, sent):
        yield Finding(
            f"article {article_id}", f"{here} are on their way, the transfers say {there}"
        )


def arrived_whole(session: Session) -> Iterator[Finding]:
    """Nothing has arrived of what never left, and what arrived whole is settled."""
    strange = (
        sa.select(TransferLine.id, TransferLine.transfer_id)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .where(
            sa.or_(
                sa.and_(Transfer.sent_at.is_(None), TransferLine.arrived > 0),
                sa.and_(Transfer.sent_at.is_(None), TransferLine.settled_at.is_not(None)),
                sa.and_(
                    TransferLine.arrived == TransferLine.quantity,
                    TransferLine.settled_at.is_(None),
                ),
            )
        )
        .order_by(TransferLine.id)
    )
    for line_id, transfer_id in session.execute(strange):
        yield Finding(f"transfer {transfer_id}", f"line {line_id} is not as far as it says")


Check = Callable[[Session], Iterator[Finding]]
#: Each by what has to hold.
CHECKS: Mapping[str, Check] = {
    "devices on their way are on a packing slip": devices_underway_are_on_a_slip,
    "articles on their way are on a packing slip": articles_underway_are_on_a_slip,
    "lines of a packing slip are as far as they say": arrived_whole,
}
