"""Licences for Windows: how many there are, and on which device each is used."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Licence(Base):
    """Bought or donated, and of no device yet. What stands in a machine's firmware is its own.

    Of a key only its last five characters are ever kept.
    """

    __tablename__ = "licence"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.CheckConstraint("count > 0", name="some"),
        sa.Index("ix_licence_list", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    #: ``Windows 11 Pro``
    product: Mapped[str] = mapped_column(sa.String(80))
    #: ``volume`` or ``sticker``
    kind: Mapped[str] = mapped_column(sa.String(10))
    #: On how many devices it may be used.
    count: Mapped[int]
    key_tail: Mapped[str | None] = mapped_column(sa.String(5))
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    added_at: Mapped[datetime] = mapped_column(default=now)
    #: Typed wrong, or not ours any more: not given out again.
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]


class LicenceUse(Base):
    """A device takes a licence; or, with ``frees_id``, gives the one of that row back.

    Written once: the database itself refuses update and delete.
    """

    __tablename__ = "licence_use"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        # Given back once.
        sa.UniqueConstraint("frees_id"),
        sa.Index("ix_licence_use_device", "device_id", "id"),
        sa.Index("ix_licence_use_licence", "licence_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    #: None: the one in the device's own firmware.
    licence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("licence.id"))
    key_tail: Mapped[str | None] = mapped_column(sa.String(5))
    frees_id: Mapped[int | None] = mapped_column(sa.ForeignKey("licence_use.id"))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
