"""What agents told of erasures: what holds, and apart from it what does not.

Both are written once: the database itself refuses update and delete.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class StoredEvidence(Base):
    """Evidence that was read strictly, and what the server itself makes of it."""

    __tablename__ = "erasure_evidence"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"], ["bench_order.organisation_id", "bench_order.id"]
        ),
        sa.UniqueConstraint("organisation_id", "evidence_id"),
        sa.UniqueConstraint("organisation_id", "order_id"),
        sa.Index("ix_erasure_evidence_device", "device_id", "id"),
        sa.Index("ix_erasure_evidence_medium", "organisation_id", "medium", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    #: Made by the agent (``Evidence.id``).
    evidence_id: Mapped[str] = mapped_column(sa.String(64))
    #: None: erased at the machine itself, without an order.
    order_id: Mapped[str | None] = mapped_column(sa.String(36))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    #: The disk, as the history of the device calls it (``wwn:…``, ``serial:…``).
    medium: Mapped[str] = mapped_column(sa.String(200))
    #: ``diagnostics.wire.erasure.Evidence``, as the agent sent it.
    document: Mapped[dict[str, Any]]
    #: Of the document as canonical JSON (``evidence.canonical``), in hexadecimal digits.
    sha256: Mapped[str] = mapped_column(sa.String(64))

    #: What the server makes of it: a ``wire.erasure.Result``, never better than the agent's.
    result: Mapped[str] = mapped_column(sa.String(25))
    #: What it earned by the server's own reckoning; None when not erased.
    level: Mapped[str | None] = mapped_column(sa.String(10))
    #: Whether what was read back is all that the policy asks.
    verified: Mapped[bool]
    #: Why the result is not plainly *erased*: codes of the agent, and of ``judging``.
    reasons: Mapped[list[str]] = mapped_column(default=list)

    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("station.id"))
    received_at: Mapped[datetime] = mapped_column(default=now)


class Refused(Base):
    """What came as evidence and is none: kept as it came, with what is wrong with it."""

    __tablename__ = "erasure_refused"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"], ["bench_order.organisation_id", "bench_order.id"]
        ),
        sa.Index("ix_erasure_refused_list", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    order_id: Mapped[str | None] = mapped_column(sa.String(36))
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    #: The disk that it should have been about.
    medium: Mapped[str | None] = mapped_column(sa.String(200))
    #: A code of ``judging.PROBLEMS``, and in English what exactly.
    problem: Mapped[str] = mapped_column(sa.String(20))
    detail: Mapped[str] = mapped_column(sa.Text)
    document: Mapped[dict[str, Any]]
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("station.id"))
    received_at: Mapped[datetime] = mapped_column(default=now)
