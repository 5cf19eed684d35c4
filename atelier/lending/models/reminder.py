from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Reminder(Base):
    """One word to a borrower that a loan ends: said once for each day that it is due on."""

    __tablename__ = "reminder"
    __table_args__ = (
        sa.UniqueConstraint("loan_id", "due_on", "days"),
        sa.Index("ix_reminder_open", "sent_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(sa.ForeignKey("loan.id"))
    #: When the loan ends, as it was then: one that is extended gets its own.
    due_on: Mapped[date]
    #: So many days before.
    days: Mapped[int]
    #: ``mail`` or ``sms``; ``call``: the desk has to.
    channel: Mapped[str] = mapped_column(sa.String(4))
    made_at: Mapped[datetime] = mapped_column(default=now)
    #: When somebody began to send it: nobody else does meanwhile.
    taken_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    #: Why it did not go the last time; for the keeper of the system, without names.
    trouble: Mapped[str | None] = mapped_column(sa.String(200))
