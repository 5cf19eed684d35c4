from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Request(Base):
    """Who asked for which image on which disk, and what was known of that disk. Written once."""

    __tablename__ = "image_request"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"], ["bench_order.organisation_id", "bench_order.id"]
        ),
        sa.Index("ix_image_request_image", "image_id", "device_id"),
    )

    organisation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), index=True)
    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"))
    medium: Mapped[str] = mapped_column(sa.String(200))
    #: ``wire.imaging.Parameters``, as the order carries them.
    parameters: Mapped[dict[str, Any]]
    #: The image was on trial then.
    trial: Mapped[bool]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
