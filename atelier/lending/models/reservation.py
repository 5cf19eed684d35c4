from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Reservation(Base):
    """What a desk asked for: so many of a kind that will do, or this one device, by a day.

    How far it is, its units say.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.CheckConstraint("quantity BETWEEN 1 AND 200", name="how_many"),
        sa.CheckConstraint("device_id IS NULL OR quantity = 1", name="this_one"),
        sa.Index("ix_reservation_list", "organisation_id", "id"),
        sa.Index("ix_reservation_workshop", "workshop_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Whose desk asked.
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    #: Whose devices it is about.
    workshop_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    #: This one device, and no other.
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    quantity: Mapped[int]
    wanted_by: Mapped[date]
    #: The least that will do.
    kind: Mapped[str] = mapped_column(sa.String(20))
    memory_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    disk_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    screen_inches: Mapped[float | None]
    #: This grade or better; A is the best.
    grade: Mapped[str | None] = mapped_column(sa.String(1))
    #: The name of the image that has to be on it.
    image: Mapped[str | None] = mapped_column(sa.String(40))
    #: For whom, as the desk knows it: a number or a class, never a name.
    reference: Mapped[str] = mapped_column(sa.String(60), default="")
    made_at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class ReservedUnit(Base):
    """One of what was asked for: it waits, is promised a device, and is resolved exactly once."""

    __tablename__ = "reserved_unit"
    __table_args__ = (
        sa.UniqueConstraint("reservation_id", "number"),
        sa.UniqueConstraint("hold_id"),
        sa.CheckConstraint("(resolved_at IS NULL) = (resolution IS NULL)", name="resolved"),
        sa.Index(
            "ix_reserved_unit_open",
            "reservation_id",
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reservation_id: Mapped[int] = mapped_column(sa.ForeignKey("reservation.id"))
    number: Mapped[int]
    #: The promise that it has now; None: it waits.
    hold_id: Mapped[int | None] = mapped_column(sa.ForeignKey("hold.id"))
    #: Since when it lies with what goes along.
    picked_at: Mapped[datetime | None]
    #: Since when the desk has it ready, and the days until it is given up run.
    ready_at: Mapped[datetime | None]
    #: The last day that it is kept: a day on which the desk is open.
    keep_until: Mapped[date | None]
    resolved_at: Mapped[datetime | None]
    #: ``collected``, ``cancelled`` or ``expired``.
    resolution: Mapped[str | None] = mapped_column(sa.String(10))
