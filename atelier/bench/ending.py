"""An order is over for good."""

from sqlalchemy.orm import Session

from atelier.bench import followers, telling
from atelier.bench.models import Order
from atelier.db import now
from atelier.people.actor import Actor
from diagnostics import wire


def end(
    session: Session, order: Order, state: wire.State, *, reason: wire.Reason | None, by: Actor
) -> None:
    """And the history of the device says so; whoever follows this kind of order hears of it."""
    order.state, order.reason = state, reason
    order.ended_at = now()
    order.left_s = None
    session.flush()
    telling.ended(session, order, by)
    if follower := followers.of(order.kind):
        follower.ended(session, order, by)
