from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class BenchScreen(Base):
    """A browser that stands at a bench for good: it bears the token of which this is the hash.

    Whoever signs in there is at that bench; the page of signing in asks for a badge first.
    """

    __tablename__ = "bench_screen"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    client_id: Mapped[str] = mapped_column(sa.String(36))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    #: SHA-256 of the token, in hexadecimal.
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    #: When somebody last signed in on it.
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
