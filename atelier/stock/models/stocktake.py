from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Stocktake(Base):
    """The count of one place and all that is in it, by scanning; several people may count at once.

    Nothing is missing before it is closed.
    """

    __tablename__ = "stocktake"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        # One count of a place at a time.
        sa.Index(
            "ix_stocktake_open",
            "place_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class StocktakeScan(Base):
    """One thing that was seen there: a device once, an article as often as it was counted."""

    __tablename__ = "stocktake_scan"
    __table_args__ = (
        sa.CheckConstraint("(device_id IS NULL) <> (article_id IS NULL)", name="one_thing"),
        sa.CheckConstraint("quantity >= 0", name="how_many"),
        sa.UniqueConstraint("stocktake_id", "client_id"),
        sa.UniqueConstraint("stocktake_id", "device_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stocktake_id: Mapped[int] = mapped_column(sa.ForeignKey("stocktake.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), index=True)
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("article.id"))
    quantity: Mapped[int] = mapped_column(default=1)
    #: Where it was by the ledger when it was seen here: missed there, where that is elsewhere.
    expected_place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
