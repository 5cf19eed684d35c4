from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now

_OPEN = sa.text("closed_at IS NULL")


class HelpCall(Base):
    """Somebody at a bench asked for help; a coordinator comes, and says when it is over."""

    __tablename__ = "help_call"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.CheckConstraint("answered_at IS NULL OR answered_by_id IS NOT NULL", name="answered"),
        # Who calls twice asks for the same.
        sa.Index(
            "ix_help_call_open",
            "account_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index(
            "ix_help_call_waiting",
            "organisation_id",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    #: What it is about, where it is about a device.
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), index=True)
    #: The bench, where a screen said which.
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    #: A key of ``bench.helping.REASONS``.
    reason: Mapped[str] = mapped_column(sa.String(20))
    words: Mapped[str] = mapped_column(sa.String(200), default="")
    called_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
