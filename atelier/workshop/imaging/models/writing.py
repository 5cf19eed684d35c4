"""What agents told of images that they wrote: what holds, and apart from it what does not.

Both are written once: the database itself refuses update and delete.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Writing(Base):
    """Evidence that was read strictly, and held to the order and to the manifest."""

    __tablename__ = "image_writing"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"], ["bench_order.organisation_id", "bench_order.id"]
        ),
        sa.UniqueConstraint("organisation_id", "evidence_id"),
        sa.UniqueConstraint("organisation_id", "order_id"),
        # One key opens one thing: by it an installed system is known, of whatever organisation.
        sa.UniqueConstraint("first_boot_sha256"),
        sa.Index("ix_image_writing_device", "device_id", "id"),
        sa.Index("ix_image_writing_image", "image_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    #: Made by the agent (``Evidence.id``).
    evidence_id: Mapped[str] = mapped_column(sa.String(64))
    order_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"))
    #: The disk, as the history of the device calls it (``wwn:…``, ``serial:…``).
    medium: Mapped[str] = mapped_column(sa.String(200))
    #: ``diagnostics.wire.imaging.Evidence``, as the agent sent it.
    document: Mapped[dict[str, Any]]
    #: Of the document as canonical JSON, in hexadecimal digits.
    sha256: Mapped[str] = mapped_column(sa.String(64))
    #: ``installed`` or ``not_installed``
    result: Mapped[str] = mapped_column(sa.String(15))
    #: Why not: ``wire.imaging.Reason``.
    reasons: Mapped[list[str]] = mapped_column(default=list)
    #: Nobody had released the image when this came (or it was withdrawn by then).
    trial: Mapped[bool]
    #: SHA-256 of the key by which the installed system makes itself known, once.
    first_boot_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("station.id"))
    received_at: Mapped[datetime] = mapped_column(default=now)


class Refused(Base):
    """What came as evidence and is none: kept as it came, with what is wrong with it."""

    __tablename__ = "image_refused"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"], ["bench_order.organisation_id", "bench_order.id"]
        ),
        sa.Index("ix_image_refused_device", "device_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    order_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    medium: Mapped[str | None] = mapped_column(sa.String(200))
    #: A ``judging.ProblemCode``.
    problem: Mapped[str] = mapped_column(sa.String(20))
    detail: Mapped[str] = mapped_column(sa.Text)
    document: Mapped[dict[str, Any]]
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("station.id"))
    received_at: Mapped[datetime] = mapped_column(default=now)
