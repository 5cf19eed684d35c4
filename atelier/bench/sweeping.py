"""Orders whose deadline is over are written down as lost."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.db import now
from diagnostics import wire

_WAITED_FOR: tuple[wire.State, ...] = ("issued", "accepted", "running")


def sweep(session: Session, organisation_id: int) -> None:
    """What ``deadlines.state_at`` says of the orders of an organisation, made so in the table.

    Every presence, word and issue in that organisation runs this: nobody has to keep watch.
    """
    # Those that another transaction has in hand are left to it: two sweeps at once would else
    # wait for each other's rows.
    late = (
        sa.select(Order.id)
        .where(
            Order.organisation_id == organisation_id,
            Order.state.in_(_WAITED_FOR),
            Order.due_at < now(),
        )
        .with_for_update(skip_locked=True)
    )
    session.execute(
        sa.update(Order)
        .where(Order.organisation_id == organisation_id, Order.id.in_(late))
        .values(state="lost")
        .execution_options(synchronize_session="fetch")
    )
