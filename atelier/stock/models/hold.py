from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Hold(Base):
    """A device promised to a desk: a transfer that is to come, resolved exactly once."""

    __tablename__ = "hold"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.CheckConstraint("(resolved_at IS NULL) = (resolution IS NULL)", name="resolved"),
        # Two live promises never hold one device.
        sa.Index(
            "ix_hold_live",
            "device_id",
            unique=True,
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Whose device it is: the organisation with the workshop.
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), index=True)
    #: The desk that it is promised to.
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    resolved_at: Mapped[datetime | None]
    #: ``collected``, ``cancelled``, ``expired``, or ``released``: another device took its place.
    resolution: Mapped[str | None] = mapped_column(sa.String(10))
