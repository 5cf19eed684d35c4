from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atelier.db import Base, now
from atelier.workshop.inspection.checklists.models import Checklist


class Checking(Base):
    """The answers of one device to one version of its list; at most one a device is unfinished."""

    __tablename__ = "checking"
    __table_args__ = (
        sa.Index("ix_checking_device", "device_id", "id"),
        sa.Index(
            "uq_checking_open",
            "device_id",
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        ),
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.CheckConstraint("(finished_at IS NULL) = (grade IS NULL)", name="graded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    checklist_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist.id"))
    #: Of the form that finished it (UUID).
    client_id: Mapped[str | None] = mapped_column(sa.String(36))
    begun_at: Mapped[datetime] = mapped_column(default=now)
    begun_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    #: By card (``asking.Asked.key``): ``answer``, ``parts``, ``by``, ``at``.
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    finished_at: Mapped[datetime | None]
    finished_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    grade: Mapped[str | None] = mapped_column(sa.String(1))
    #: What the rules suggested then; None where too little was known.
    suggested: Mapped[str | None] = mapped_column(sa.String(1))

    checklist: Mapped[Checklist] = relationship(lazy="joined", innerjoin=True)
