from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Tag(Base):
    """A printed number. Blank until its first scan claims it for a device, then for ever its.

    Only a claim that was a mistake is taken back, before anything else was done with it.
    """

    __tablename__ = "tag"
    #: For the list of print runs, the newest first.
    __table_args__ = (sa.Index("ix_tag_printed", "organisation_id", "created_at"),)

    number: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    #: The print run it came from (client-made UUID), so that a sheet can be printed again.
    batch: Mapped[str | None] = mapped_column(sa.String(36), index=True)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    claimed_at: Mapped[datetime | None]
