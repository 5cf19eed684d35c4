from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Presence(Base):
    """One start of a machine, as the agent on it says; kept when the machine is gone.

    Found by what the machine itself made at its start, so that saying it twice makes one.
    """

    __tablename__ = "presence"
    __table_args__ = (
        # A report of another organisation is none.
        sa.ForeignKeyConstraint(
            ["organisation_id", "report_id"], ["report.organisation_id", "report.id"]
        ),
        sa.Index("ix_presence_seen", "organisation_id", "last_seen_at"),
        sa.Index("ix_presence_device", "device_id", "last_seen_at"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    boot_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("station.id"))
    #: The last report that was taken from this start.
    report_id: Mapped[str] = mapped_column(sa.String(36))
    #: What that report is of; None while a person has to choose.
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    agent_version: Mapped[str] = mapped_column(sa.String(40))
    #: ``medium``, ``network`` or ``installed``
    started_from: Mapped[str | None] = mapped_column(sa.String(10))
    #: ``measuring``, ``waiting``, ``working``, ``checking`` or ``going_off``
    doing: Mapped[str] = mapped_column(sa.String(10))
    language: Mapped[str] = mapped_column(sa.String(2))
    first_seen_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
