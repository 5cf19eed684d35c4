"""Orders whose deadline is over are written down as lost."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order, still_open
from atelier.db import now


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
            still_open(),
            Order.state != "lost",
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
