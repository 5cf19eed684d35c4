from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now

_LIVE = sa.text("revoked_at IS NULL")


class Badge(Base):
    """What a person scans to sign in at a bench, before their PIN.

    Its code has 86 random bits and is printed, never kept: here is its hash alone.
    """

    __tablename__ = "badge"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        # One badge a person: who gets another has lost the first.
        sa.Index(
            "ix_badge_live",
            "account_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    client_id: Mapped[str] = mapped_column(sa.String(36))
    #: SHA-256 of the code, in hexadecimal.
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(default=now)
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
