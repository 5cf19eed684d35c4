from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Posting(Base):
    """One move, from one account to another: of one device, or of so many of an article.

    Written once: the database refuses update and delete. A mistake is put right by a second move.
    """

    __tablename__ = "posting"
    __table_args__ = (
        sa.CheckConstraint("from_place_id <> to_place_id", name="moves"),
        sa.CheckConstraint("(device_id IS NULL) <> (article_id IS NULL)", name="one_thing"),
        sa.CheckConstraint("quantity > 0 AND (device_id IS NULL OR quantity = 1)", name="how_many"),
        sa.Index("ix_posting_device", "device_id", "id"),
        sa.Index("ix_posting_article", "article_id", "id"),
        sa.UniqueConstraint("organisation_id", "client_id"),
        # A move is taken back once.
        sa.UniqueConstraint("corrects_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("article.id"))
    quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    from_place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    to_place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(40))
    #: What a person wrote of it: why a move was a mistake, to whom a pallet of scrap went.
    note: Mapped[str | None] = mapped_column(sa.String(300))
    #: What it weighed, where that has to be accounted for.
    weight_g: Mapped[int | None]
    #: The move that this one takes back.
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("posting.id"))
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


class Balance(Base):
    """How many of an article an account holds: the postings, summed. A cache as ``Holding``.

    Accounts that no hand can touch may be below zero: a donor gave more than it got.
    """

    __tablename__ = "balance"
    __table_args__ = (sa.CheckConstraint("quantity >= 0 OR NOT physical", name="not_below_zero"),)

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(
        sa.ForeignKey("article.id"), primary_key=True, index=True
    )
    quantity: Mapped[int]
    physical: Mapped[bool]
