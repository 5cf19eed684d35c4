from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now

_OPEN = sa.text("closed_at IS NULL")


class Repair(Base):
    """One attempt to mend one fault. Open, it is a card that somebody is filling in.

    ``outcome`` and ``barrier`` are keys of the Open Repair Data Standard (``devices.faults.ords``).
    """

    __tablename__ = "repair"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed"),
        sa.CheckConstraint(
            "(barrier IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'end_of_life')",
            name="barrier",
        ),
        sa.Index("ix_repair_device", "device_id", "id"),
        # Two who begin on one fault work on one card.
        sa.Index(
            "ix_repair_open",
            "device_id",
            "fault",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    #: What opened the fault, and its key.
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    fault: Mapped[str] = mapped_column(sa.String(120))
    problem: Mapped[str] = mapped_column(sa.String(20))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    action: Mapped[str | None] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    outcome: Mapped[str | None] = mapped_column(sa.String(12))
    barrier: Mapped[str | None] = mapped_column(sa.String(20))
    #: What the parts in it were worth when it was closed; None where nobody knows.
    parts_cents: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class RepairTime(Base):
    """Time spent: a card that was open for so long, or so much more or less by hand."""

    __tablename__ = "repair_time"
    __table_args__ = (sa.UniqueConstraint("repair_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(sa.ForeignKey("repair.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    by_hand: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(default=now)


class RepairPhoto(Base):
    """A photo of the device (``devices.models.Photo``) from ``before`` or ``after`` a repair."""

    __tablename__ = "repair_photo"

    repair_id: Mapped[int] = mapped_column(sa.ForeignKey("repair.id"), primary_key=True)
    photo_id: Mapped[int] = mapped_column(sa.ForeignKey("photo.id"), primary_key=True, index=True)
    moment: Mapped[str] = mapped_column(sa.String(6))
