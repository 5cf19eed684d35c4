"""Orders for machines on the bench: each follows from what was said of it."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order, OrderWord
from atelier.bench.telling import event_id
from atelier.checks.finding import Finding
from atelier.devices.models import Device, Event
from diagnostics import wire

#: How an order ends that the agent did not end.
_BY_THE_SERVER = frozenset({"withdrawn", "given_up", "not_begun"})


def orders_follow_from_words(session: Session) -> Iterator[Finding]:
    """An order is where its last step left it, unless it was lost or ended here.

    How far it came since raises its number without a row.
    """
    last = sa.and_(
        OrderWord.organisation_id == Order.organisation_id,
        OrderWord.order_id == Order.id,
        OrderWord.id == Order.word_id,
    )
    rows = session.execute(
        sa.select(Order, OrderWord.state, OrderWord.number)
        .outerjoin(OrderWord, last)
        .order_by(Order.issued_at, Order.id)
        .execution_options(yield_per=500)
    )
    for order, said, number in rows:
        if (number is None) != (order.number == 0) or (number or 0) > order.number:
            yield _finding(order, f"is kept at word {order.number}, which was never said")
        elif not _follows(order, said or "issued"):
            yield _finding(order, f"is kept as {order.state}, but was left {said or 'issued'}")


def ended_orders_are_told(session: Session) -> Iterator[Finding]:
    """The history of the device says once that it was asked, and once how it ended."""
    rows = session.execute(
        sa.select(Order).order_by(Order.issued_at, Order.id).execution_options(yield_per=500)
    )
    for partition in rows.scalars().partitions():
        told = _told(session, partition)
        for order in partition:
            if event_id(order, "issued") not in told:
                yield _finding(order, "is not in the history of its device")
            if (event_id(order, "ended") in told) is order.is_open:
                yield _finding(order, f"is {order.state}, and the history says something else")


def orders_stay_in_their_organisation(session: Session) -> Iterator[Finding]:
    crossing = (
        sa.select(Order)
        .join(Device, Device.id == Order.device_id)
        .where(Device.organisation_id != Order.organisation_id)
    )
    for order in session.scalars(crossing):
        yield _finding(order, "is for a device of another organisation")


def _follows(order: Order, said: str) -> bool:
    if order.state == said:
        return True
    if order.state == "lost":
        return said not in wire.FINAL
    return order.state == "failed" and order.reason in _BY_THE_SERVER and said not in wire.FINAL


def _told(session: Session, orders: Sequence[Order]) -> set[str | None]:
    """Those of the lines about these orders that are there."""
    wanted = [event_id(order, what) for order in orders for what in ("issued", "ended")]
    organisations = {order.organisation_id for order in orders}
    return set(
        session.scalars(
            sa.select(Event.client_id).where(
                Event.organisation_id.in_(organisations), Event.client_id.in_(wanted)
            )
        )
    )


def _finding(order: Order, text: str) -> Finding:
    return Finding(f"order {order.id}", text)
