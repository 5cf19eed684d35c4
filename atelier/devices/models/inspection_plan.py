from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class InspectionPlan(Base):
    """How often devices of one kind are inspected; a kind may have several."""

    __tablename__ = "inspection_plan"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.UniqueConstraint("organisation_id", "kind", "name"),
        sa.CheckConstraint("months IS NOT NULL OR after_loan", name="when"),
        sa.CheckConstraint("months IS NULL OR months > 0", name="months"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str | None] = mapped_column(sa.String(36))
    #: Of device.
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(80))
    #: Since the last inspection by this plan, or since the start of a loan before there was any.
    months: Mapped[int | None]
    #: Also each time that it comes back from a borrower.
    after_loan: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def key(self) -> str:
        """What facts call it by."""
        return f"plan:{self.id}"
