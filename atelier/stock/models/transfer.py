from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Transfer(Base):
    """What goes together from one place to another: packed, sent, received, and closed.

    Its state follows from its moments. What it moves, the ledger says.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.UniqueConstraint("organisation_id", "number"),
        sa.CheckConstraint("from_place_id <> to_place_id", name="moves"),
        sa.Index("ix_transfer_to", "to_place_id", "closed_at"),
        sa.Index("ix_transfer_from", "from_place_id", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Whose ledger it is in: the organisation with the workshop.
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    #: What is printed on the packing slip: counted on by organisation.
    number: Mapped[int]
    from_place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    to_place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    #: The day on which it is to go; None: nobody said.
    planned_on: Mapped[date | None]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class TransferLine(Base):
    """One device, or so many of an article, in a transfer."""

    __tablename__ = "transfer_line"
    __table_args__ = (
        sa.CheckConstraint("(device_id IS NULL) <> (article_id IS NULL)", name="one_thing"),
        sa.CheckConstraint("quantity > 0 AND (device_id IS NULL OR quantity = 1)", name="how_many"),
        sa.CheckConstraint("arrived BETWEEN 0 AND quantity", name="arrived"),
        sa.UniqueConstraint("transfer_id", "device_id"),
        sa.UniqueConstraint("transfer_id", "article_id"),
        # A device is on its way once: packed until it has arrived, or was given up.
        sa.Index(
            "ix_transfer_line_underway",
            "device_id",
            unique=True,
            sqlite_where=sa.text("device_id IS NOT NULL AND settled_at IS NULL"),
            postgresql_where=sa.text("device_id IS NOT NULL AND settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(sa.ForeignKey("transfer.id"))
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), index=True)
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("article.id"))
    quantity: Mapped[int] = mapped_column(default=1)
    #: How many of them arrived so far.
    arrived: Mapped[int] = mapped_column(default=0)
    #: Since when nothing of it is under way: it arrived, or somebody said what became of it.
    settled_at: Mapped[datetime | None]
