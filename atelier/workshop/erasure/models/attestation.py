from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Attestation(Base):
    """What a person says of a phone or tablet that they reset to the factory's state.

    Written once: the database refuses update and delete. It is somebody's word, and never more than
    that: no level of erasure is earned by it.
    """

    __tablename__ = "erasure_attestation"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.Index("ix_erasure_attestation_device", "device_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    medium: Mapped[str] = mapped_column(sa.String(200))
    #: ``apple``, ``android`` or ``other``: which steps were shown.
    system: Mapped[str] = mapped_column(sa.String(20))
    #: Question to answer (``yes``, ``no``, ``not_there``).
    answers: Mapped[dict[str, Any]]
    #: ``erased``, or ``not_erased`` where an answer stands in the way.
    result: Mapped[str] = mapped_column(sa.String(25))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
