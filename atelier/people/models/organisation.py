from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Organisation(Base):
    """Everything belongs to one organisation, and is seen by that one only.

    One that lends what the workshop of another prepares is served by that other: its desks are
    places where devices of that workshop may stand.
    """

    __tablename__ = "organisation"
    __table_args__ = (sa.CheckConstraint("served_by_id <> id", name="served_by_another"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Whose workshop it draws from; None: it has its own.
    served_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    #: Its own prices, periods and limits, where they differ from the settings.
    rules: Mapped[dict[str, Any] | None]

    @property
    def workshop_id(self) -> int:
        """Whose devices, articles and ledger it draws from."""
        return self.served_by_id or self.id
