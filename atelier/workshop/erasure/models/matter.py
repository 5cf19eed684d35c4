from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now

_OPEN = sa.text("closed_at IS NULL")


class Matter(Base):
    """A disk that somebody has to deal with: it is not plainly erased. Open until it is dealt with.

    What happened is in the history of the device; this is the list of what is left to do.
    """

    __tablename__ = "erasure_matter"
    __table_args__ = (
        sa.Index(
            "uq_erasure_matter_open",
            "organisation_id",
            "device_id",
            "medium",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index("ix_erasure_matter_list", "organisation_id", "closed_at", "id"),
        sa.UniqueConstraint("organisation_id", "destroy_client_id"),
        # Destroying takes two people.
        sa.CheckConstraint("first_by_id <> second_by_id", name="two_people"),
        sa.CheckConstraint(
            "second_by_id IS NULL OR first_by_id IS NOT NULL", name="first_before_second"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    #: The device it was in.
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), index=True)
    medium: Mapped[str] = mapped_column(sa.String(200))
    disk_model: Mapped[str | None] = mapped_column(sa.Text)
    disk_serial: Mapped[str | None] = mapped_column(sa.Text)
    disk_size_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)

    #: ``exceptions``, ``not_erased``, ``refused`` (its evidence) or ``unable`` (nothing was tried).
    kind: Mapped[str] = mapped_column(sa.String(20))
    evidence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("erasure_evidence.id"))
    refused_id: Mapped[int | None] = mapped_column(sa.ForeignKey("erasure_refused.id"))
    opened_at: Mapped[datetime] = mapped_column(default=now)

    #: ``erased`` (by a later erasure), ``accepted`` or ``destroyed``
    closed_how: Mapped[str | None] = mapped_column(sa.String(20))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    accept_reason: Mapped[str | None] = mapped_column(sa.Text)

    destroy_client_id: Mapped[str | None] = mapped_column(sa.String(36))
    destroy_reason: Mapped[str | None] = mapped_column(sa.Text)
    destroy_ordered_at: Mapped[datetime | None]
    destroy_ordered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    #: Who destroyed it, and who saw it.
    first_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    first_at: Mapped[datetime | None]
    second_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    second_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_to_be_destroyed(self) -> bool:
        return self.destroy_ordered_at is not None and self.is_open
