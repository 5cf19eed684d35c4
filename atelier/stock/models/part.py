from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now

_HERE = sa.text("ended_at IS NULL")
_HELD = sa.text("settled_at IS NULL")
_TAKEN = sa.text("settled_at IS NULL OR settlement = 'used'")


class SerialPart(Base):
    """A disk that came out of a device: one thing, told from all others, and never just counted.

    It keeps the duty to be erased that it had in the device: ``evidence_id`` proves that it was,
    and without that it is not free for any use. What is not free is erased in another machine, or
    destroyed by two people.
    """

    __tablename__ = "serial_part"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        # Nothing becomes free stock on somebody's word.
        sa.CheckConstraint("freed_at IS NULL OR evidence_id IS NOT NULL", name="proven"),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended"),
        sa.Index("ix_serial_part_list", "organisation_id", "ended_at", "freed_at", "id"),
        # One disk lies in one place.
        sa.Index(
            "ix_serial_part_here",
            "organisation_id",
            "medium",
            unique=True,
            sqlite_where=_HERE,
            postgresql_where=_HERE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    #: An ``ArticleKind``: what it is drawn and asked for as.
    kind: Mapped[str] = mapped_column(sa.String(20))
    #: The device that it came out of.
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), index=True)
    #: As the history of that device calls it (``wwn:…``, ``serial:…``); what had no number there
    #: has one made for it (``loose:…``), that no evidence of another machine can be about.
    medium: Mapped[str] = mapped_column(sa.String(200))
    model: Mapped[str] = mapped_column(sa.String(120), default="")
    serial: Mapped[str] = mapped_column(sa.String(80), default="")
    size_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    taken_at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    evidence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("erasure_evidence.id"))
    freed_at: Mapped[datetime | None]
    freed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    #: ``installed`` in a device, ``destroyed``, or ``gone`` into a machine that told of it.
    ending: Mapped[str | None] = mapped_column(sa.String(10))


class PartHold(Base):
    """So many of an article, or one numbered part, kept for a repair: used, or put back, once."""

    __tablename__ = "part_hold"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.CheckConstraint("(article_id IS NULL) <> (serial_part_id IS NULL)", name="one_thing"),
        sa.CheckConstraint(
            "quantity > 0 AND (serial_part_id IS NULL OR quantity = 1)", name="how_many"
        ),
        sa.CheckConstraint("(settled_at IS NULL) = (settlement IS NULL)", name="settled"),
        sa.Index(
            "ix_part_hold_live",
            "article_id",
            "place_id",
            sqlite_where=_HELD,
            postgresql_where=_HELD,
        ),
        # A part with a number of its own is in one repair, once and for good.
        sa.Index(
            "ix_part_hold_taken",
            "serial_part_id",
            unique=True,
            sqlite_where=_TAKEN,
            postgresql_where=_TAKEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    repair_id: Mapped[int] = mapped_column(sa.ForeignKey("repair.id"), index=True)
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("article.id"))
    serial_part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("serial_part.id"))
    #: Where it lies, until it is used.
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    quantity: Mapped[int] = mapped_column(default=1)
    held_at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    settled_at: Mapped[datetime | None]
    #: ``used`` or ``released``.
    settlement: Mapped[str | None] = mapped_column(sa.String(10))
