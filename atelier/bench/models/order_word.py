from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class OrderWord(Base):
    """One thing the agent said of an order, written once: the database refuses update and delete.

    Also what came too late to count is here.
    """

    __tablename__ = "order_word"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"], ["bench_order.organisation_id", "bench_order.id"]
        ),
    )

    organisation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    #: Made by the agent, so that saying it twice counts once.
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("station.id"))
    boot_id: Mapped[str] = mapped_column(sa.String(64))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(10))
    #: By the machine's own clock.
    said_at: Mapped[datetime]
    heard_at: Mapped[datetime] = mapped_column(default=now)
    fraction: Mapped[float | None]
    left_s: Mapped[float | None]
    reason: Mapped[str | None] = mapped_column(sa.String(20))
    message: Mapped[str | None] = mapped_column(sa.Text)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    checkpoint: Mapped[dict[str, Any]] = mapped_column(default=dict)
