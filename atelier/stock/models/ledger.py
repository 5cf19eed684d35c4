from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Posting(Base):
    """One move of one device, from one account to another.

    Written once: the database refuses update and delete. A mistake is put right by a second move.
    """

    __tablename__ = "posting"
    __table_args__ = (
        sa.CheckConstraint("from_place_id <> to_place_id", name="moves"),
        sa.Index("ix_posting_device", "device_id", "id"),
        sa.UniqueConstraint("organisation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    from_place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    to_place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("station.id"))


class Holding(Base):
    """Where each device is now: the postings, folded. A cache that ``atelier check`` compares."""

    __tablename__ = "holding"
    __table_args__ = (sa.Index("ix_holding_place", "place_id", "device_id"),)

    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    since: Mapped[datetime] = mapped_column(default=now)
