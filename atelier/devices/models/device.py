from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atelier.db import Base, now


class DeviceModel(Base):
    """A maker's model. Few beside the devices, so that a forgiving search can walk them all."""

    __tablename__ = "device_model"
    __table_args__ = (sa.UniqueConstraint("maker", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    maker: Mapped[str] = mapped_column(sa.String(80), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))

    @property
    def full_name(self) -> str:
        """Maker and model, the maker not said twice."""
        if self.name.lower().startswith(self.maker.lower()):
            return self.name
        return f"{self.maker} {self.name}".strip()


#: Steps that are done at a bench; what is to be received is done at the door.
BENCH_STEPS = ("diagnose", "erase", "image", "repair", "check", "inspect")
#: In the words of a partial index, which is then used.
AT_A_BENCH = f"next_step IN {BENCH_STEPS} AND merged_into_id IS NULL"
_MERGED = "merged_into_id IS NOT NULL"


class Device(Base):
    """One thing with a tag: a laptop, tablet, smartphone, desktop or screen.

    What it is and where it stands in the workshop follows from its facts (``Event``). The columns
    below that say the same are caches for lists and filters, written only by ``devices.cache``.
    """

    __tablename__ = "device"
    __table_args__ = (
        # Of the few that were merged: for the others it would be a slow way to all of them.
        sa.Index(
            "ix_device_merged_into_id",
            "merged_into_id",
            sqlite_where=sa.text(_MERGED),
            postgresql_where=sa.text(_MERGED),
        ),
        sa.Index("ix_device_list", "organisation_id", "merged_into_id", "id"),
        sa.Index("ix_device_step", "organisation_id", "next_step", "merged_into_id", "id"),
        sa.Index("ix_device_model", "organisation_id", "model_id", "id"),
        sa.Index("ix_device_inspect", "organisation_id", "merged_into_id", "inspect_by", "id"),
        # What lies ready of each sort, counted and promised from the index alone.
        sa.Index(
            "ix_device_offered",
            "organisation_id",
            "next_step",
            "merged_into_id",
            "kind",
            "software",
            "memory_bytes",
            "screen_inches",
            "grade",
            "use",
            "disk_bytes",
            "photo_id",
            "id",
        ),
        sa.Index("ix_device_kind", "organisation_id", "kind", "id"),
        # What waits for somebody at a bench, in turn (``AT_A_BENCH``).
        sa.Index(
            "ix_device_queue",
            "organisation_id",
            "next_step_since",
            "id",
            sqlite_where=sa.text(AT_A_BENCH),
            postgresql_where=sa.text(AT_A_BENCH),
        ),
        # And of one kind, for a desk that waits for one that has at least so much.
        sa.Index(
            "ix_device_wanted",
            "organisation_id",
            "kind",
            "next_step_since",
            "id",
            "memory_bytes",
            "disk_bytes",
            "screen_inches",
            sqlite_where=sa.text(AT_A_BENCH),
            postgresql_where=sa.text(AT_A_BENCH),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    #: The tag that is on it now; older ones stay in ``Tag`` and still lead here.
    tag: Mapped[str | None] = mapped_column(sa.String(10), unique=True)
    model_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device_model.id"))
    #: Set when this record turned out to be the same device as another: that one goes on.
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    # Caches, from here down.
    next_step: Mapped[str] = mapped_column(sa.String(20), default="receive")
    next_step_since: Mapped[datetime] = mapped_column(default=now)
    #: Why (``lifecycle.gates.Reason.code``); None where there is nothing left to do.
    next_reason: Mapped[str | None] = mapped_column(sa.String(20))
    cpu: Mapped[str | None] = mapped_column(sa.String(120))
    memory_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    disk_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    disk_kind: Mapped[str | None] = mapped_column(sa.String(10))
    screen_inches: Mapped[float | None]
    grade: Mapped[str | None] = mapped_column(sa.String(1))
    use: Mapped[str | None] = mapped_column(sa.String(20))
    #: The name of the image that is on it.
    software: Mapped[str | None] = mapped_column(sa.String(40))
    #: The last day on which its inspections still count.
    inspect_by: Mapped[date | None]
    diagnosed_at: Mapped[datetime | None]
    #: The newest of its photos (``Photo.id``).
    photo_id: Mapped[int | None]

    model: Mapped[DeviceModel | None] = relationship(lazy="joined")

    @property
    def name(self) -> str | None:
        return self.model.full_name if self.model else None
