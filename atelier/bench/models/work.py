from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atelier.db import Base, now
from atelier.people.models import Account

_OPEN = sa.text("ended_at IS NULL")
PUT_BACK = "ending = 'put_back'"


class BenchWork(Base):
    """Somebody works on a device, from when they took it until they gave it away or finished."""

    __tablename__ = "bench_work"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended"),
        # Of two who take one device at once, one has it.
        sa.Index(
            "ix_bench_work_open",
            "device_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index(
            "ix_bench_work_mine",
            "account_id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        # What a person put back lately is not the next that they get.
        sa.Index(
            "ix_bench_work_put_back",
            "account_id",
            "ended_at",
            sqlite_where=sa.text(PUT_BACK),
            postgresql_where=sa.text(PUT_BACK),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    #: The bench that it lies on, where a screen said which.
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    taken_at: Mapped[datetime] = mapped_column(default=now)
    #: ``scanned``, ``next`` (the first of the queue) or ``handed`` (by a colleague).
    how: Mapped[str] = mapped_column(sa.String(10))
    #: Who handed it over.
    from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    #: ``finished``, ``handed``, ``put_back``, or ``left``: it went elsewhere by itself.
    ending: Mapped[str | None] = mapped_column(sa.String(10))

    account: Mapped[Account] = relationship(foreign_keys=account_id)
