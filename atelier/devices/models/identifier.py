from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class DeviceIdentifier(Base):
    """Something that tells a device apart: a serial, a UUID, a MAC address, a disk's WWN, an IMEI.

    None of them alone is believed; ``devices.identity`` weighs them together.
    """

    __tablename__ = "device_identifier"
    __table_args__ = (
        sa.UniqueConstraint("device_id", "scheme", "value"),
        sa.Index("ix_device_identifier_lookup", "organisation_id", "value", "scheme"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    scheme: Mapped[str] = mapped_column(sa.String(20))
    value: Mapped[str] = mapped_column(sa.String(100))
    first_seen_at: Mapped[datetime] = mapped_column(default=now)
    #: When a later report no longer showed it (a disk taken out, a card swapped).
    gone_at: Mapped[datetime | None]
