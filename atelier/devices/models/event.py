from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Event(Base):
    """A fact about a device, written once. The database itself refuses update and delete.

    ``kind`` is a word of ``devices.lifecycle.facts`` or of ``devices.history``; ``data`` is what
    that kind needs, and nothing that a person may ask to have removed.
    """

    __tablename__ = "event"
    __table_args__ = (
        sa.Index("ix_event_device", "device_id", "at", "id"),
        sa.UniqueConstraint("organisation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    #: Made by whoever asked (UUID), so that asking twice writes once.
    client_id: Mapped[str | None] = mapped_column(sa.String(36))
    kind: Mapped[str] = mapped_column(sa.String(30))
    at: Mapped[datetime] = mapped_column(default=now)
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("station.id"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
