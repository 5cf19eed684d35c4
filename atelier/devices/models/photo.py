from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Photo(Base):
    """A picture of a device, kept as a file named by the hash of its content."""

    __tablename__ = "photo"
    __table_args__ = (sa.UniqueConstraint("device_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    width: Mapped[int]
    height: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
