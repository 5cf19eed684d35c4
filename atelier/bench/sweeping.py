"""What follows from the deadlines of orders, written down."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import ending
from atelier.bench.models import Order, still_open
from atelier.db import now
from atelier.devices import history
from atelier.devices import service as devices
from atelier.people.actor import SYSTEM


def sweep(session: Session, organisation_id: int) -> None:
    """Of the orders of an organisation whose deadline is over, those that an agent took on are
    lost. Those that none did have failed: an agent that comes back a day later begins nothing.

    Every presence, word and issue in that organisation runs this: nobody has to keep watch.
    """
    for order in session.scalars(_late(organisation_id)).all():
        if order.was_taken_on:
            order.state = "lost"
        elif _is_free(session, order):
            ending.end(session, order, "failed", reason="not_begun", by=SYSTEM)
    session.flush()


def _is_free(session: Session, order: Order) -> bool:
    """Else whoever writes of that device now may wait for the one that this is part of: the next
    sweep ends it.
    """
    device = devices.get(session, order.organisation_id, order.device_id)
    return history.try_hold(session, device)


def _late(organisation_id: int) -> sa.Select[Order]:
    return (
        sa.select(Order)
        .where(
            Order.organisation_id == organisation_id,
            still_open(),
            sa.or_(Order.state != "lost", Order.number == 0),
            Order.due_at < now(),
        )
        .order_by(Order.device_id, Order.id)
        # Those that another transaction has in hand are left to it: two sweeps at once would else
        # wait for each other's rows.
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
