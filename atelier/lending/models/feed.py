from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class CalendarFeed(Base):
    """An address that a calendar reads: what has to come back to one desk, and when."""

    __tablename__ = "calendar_feed"
    __table_args__ = (sa.UniqueConstraint("place_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    #: SHA-256 of the secret part of the address, in hexadecimal; the address is shown once.
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
