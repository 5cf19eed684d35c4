"""Reports as they came in, and what could not be taken."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, Document, now


class StoredReport(Base):
    """A report of the agent, byte for byte, compressed; its id was made by the agent."""

    __tablename__ = "report"
    __table_args__ = (
        sa.Index("ix_report_device", "device_id", "at"),
        sa.Index("ix_report_state", "organisation_id", "state", "received_at"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    #: None while a person has to choose which device this is.
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    #: ``known``, ``new``, ``choice`` (waits for a person) or ``chosen``
    state: Mapped[str] = mapped_column(sa.String(10))
    #: For ``choice``: what is asked of a person (``questions``).
    question: Mapped[dict[str, Any] | None] = mapped_column(Document)
    #: What the clock of the machine said: wrong where its battery is empty.
    made_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    #: When it was made as far as we believe: reports of a device are in this order.
    at: Mapped[datetime] = mapped_column(default=now)
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("station.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    agent_version: Mapped[str] = mapped_column(sa.String(40))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    #: zlib
    body: Mapped[bytes] = mapped_column(deferred=True)


class SetAside(Base):
    """Something sent that could not be taken: kept as it came until a person has looked at it."""

    __tablename__ = "set_aside"
    __table_args__ = (sa.Index("ix_set_aside_open", "organisation_id", "resolved_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    received_at: Mapped[datetime] = mapped_column(default=now)
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("station.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    code: Mapped[str] = mapped_column(sa.String(40))
    message: Mapped[str] = mapped_column(sa.Text)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    field: Mapped[str | None] = mapped_column(sa.String(200))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    #: zlib; the first part only, where the whole was over the limit.
    body: Mapped[bytes] = mapped_column(deferred=True)
    truncated: Mapped[bool] = mapped_column(default=False)
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
