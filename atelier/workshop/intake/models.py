"""Who gave what, and each scan at the door."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atelier.db import Base, now


class Donor(Base):
    """A council, company or person that gives devices."""

    __tablename__ = "donor"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    client_id: Mapped[str] = mapped_column(sa.String(36))
    #: ``council``, ``company`` or ``person``
    kind: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.String(120))
    #: Belgian enterprise number, ten digits, for a company or council.
    enterprise_number: Mapped[str | None] = mapped_column(sa.String(10))
    contact: Mapped[str | None] = mapped_column(sa.String(120))
    email: Mapped[str | None] = mapped_column(sa.String(200))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    note: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Donation(Base):
    """What a donor promised, and under which what came is received."""

    __tablename__ = "donation"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "reference"),
        sa.UniqueConstraint("organisation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    client_id: Mapped[str] = mapped_column(sa.String(36))
    donor_id: Mapped[int] = mapped_column(sa.ForeignKey("donor.id"), index=True)
    #: Year and number, such as ``2026-031``: what people say to each other.
    reference: Mapped[str] = mapped_column(sa.String(20))
    #: Promised pieces by kind of device: ``{"laptop": 20, "screen": 4}``.
    promised: Mapped[dict[str, Any]] = mapped_column(default=dict)
    expected_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(default=now)

    donor: Mapped[Donor] = relationship(lazy="joined", innerjoin=True)


class IntakeScan(Base):
    """One scan at the door, by the id that the scanning device made: sent twice, it counts once."""

    __tablename__ = "intake_scan"
    __table_args__ = (
        sa.Index("ix_intake_scan_donation", "donation_id", "at"),
        sa.Index("ix_intake_scan_device", "device_id"),
        # What a person still has to settle.
        sa.Index(
            "ix_intake_scan_open",
            "organisation_id",
            "at",
            sqlite_where=sa.text("state <> 'received' AND settled_at IS NULL"),
            postgresql_where=sa.text("state <> 'received' AND settled_at IS NULL"),
        ),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    donation_id: Mapped[int] = mapped_column(sa.ForeignKey("donation.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    code: Mapped[str] = mapped_column(sa.String(200))
    #: ``received``, ``refused``, ``unknown``, or ``tagged``: the tag of what was scanned before it.
    state: Mapped[str] = mapped_column(sa.String(20))
    #: What was answered: ``{"title": …, "detail": …}``.
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    #: When it was scanned by the clock of the scanning device, which may have had no network then.
    scanned_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    #: When nobody had to think about the answer any more, where it was no *received*.
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class CameAlong(Base):
    """What came with a donation and bears no tag: so many of an article, or so much scrap.

    By the id that the counting device made: sent twice, it counts once.
    """

    __tablename__ = "came_along"
    __table_args__ = (
        sa.CheckConstraint("(article_id IS NULL) <> (scrap IS NULL)", name="one_thing"),
        sa.CheckConstraint(
            "(scrap IS NULL) = (weight_g IS NULL) AND (weight_g IS NULL OR weight_g > 0)",
            name="weight",
        ),
        sa.CheckConstraint("quantity > 0", name="how_many"),
        sa.Index("ix_came_along_donation", "donation_id", "at"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    donation_id: Mapped[int] = mapped_column(sa.ForeignKey("donation.id"))
    #: Where the articles lie; scrap lies nowhere that is counted.
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("article.id"))
    #: Of ``sorting.SCRAP``.
    scrap: Mapped[str | None] = mapped_column(sa.String(20))
    quantity: Mapped[int] = mapped_column(default=1)
    weight_g: Mapped[int | None]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    scanned_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
