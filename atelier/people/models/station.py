from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atelier.db import Base, now
from atelier.people.models.organisation import Organisation


class Station(Base):
    """A machine that may talk to the server: a bench stick, a network-boot server, a partner."""

    __tablename__ = "station"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    client_id: Mapped[str | None] = mapped_column(sa.String(36))
    name: Mapped[str] = mapped_column(sa.String(80))
    #: SHA-256 of the token, in hexadecimal. The token itself is shown once and never kept.
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    #: What it may do: ``reports``, ``orders``.
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
