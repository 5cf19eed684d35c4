"""How it is known that an installed system starts: by itself, or by the word of a person.

Both are written once: the database itself refuses update and delete.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class FirstBoot(Base):
    """What an installed system told of its first start, by the key of its writing."""

    __tablename__ = "image_first_boot"
    __table_args__ = (
        sa.UniqueConstraint("writing_id", "told_id"),
        sa.Index("ix_image_first_boot_device", "device_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    writing_id: Mapped[int] = mapped_column(sa.ForeignKey("image_writing.id"))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    #: ``FirstBoot.id``, made by the installed system; None where it cannot be read.
    told_id: Mapped[str | None] = mapped_column(sa.String(64))
    #: ``diagnostics.wire.imaging.FirstBoot``, as it came; what cannot be read stands under
    #: ``unread``, as text.
    document: Mapped[dict[str, Any]]
    #: Of the body, byte for byte, in hexadecimal digits.
    sha256: Mapped[str] = mapped_column(sa.String(64))
    #: So many parts of the machine have no driver.
    faults: Mapped[int] = mapped_column(default=0)
    #: Why it opens no gate: a ``first_boots.ProblemCode``; None: it does.
    problem: Mapped[str | None] = mapped_column(sa.String(20))
    #: In English, for whoever looks into it.
    detail: Mapped[str | None] = mapped_column(sa.Text)
    received_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def counts(self) -> bool:
        return self.problem is None


class Attestation(Base):
    """A person saw it start: where it cannot say so itself (Windows, no network)."""

    __tablename__ = "image_attestation"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.Index("ix_image_attestation_device", "device_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    writing_id: Mapped[int] = mapped_column(sa.ForeignKey("image_writing.id"))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
