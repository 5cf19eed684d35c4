from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Request(Base):
    """What a person asked for and was shown, written once, with the order that came of it.

    Its plan and policy are what the evidence of the order is later held to.
    """

    __tablename__ = "erasure_request"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"], ["bench_order.organisation_id", "bench_order.id"]
        ),
    )

    organisation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), index=True)
    #: The disk, as the history of the device calls it.
    medium: Mapped[str] = mapped_column(sa.String(200))
    #: ``diagnostics.wire.erasure.Plan`` as it was shown, from the report that was the newest.
    plan: Mapped[dict[str, Any]]
    #: ``diagnostics.wire.erasure.Parameters``, as the order carries them.
    parameters: Mapped[dict[str, Any]]
    #: What was scanned or typed to confirm: the tag, or for a donation its count or reference.
    confirmed_by: Mapped[str] = mapped_column(sa.String(40))
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
