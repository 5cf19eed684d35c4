from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.bench import deadlines
from atelier.db import Base, now
from diagnostics import wire

_STATES = ("issued", "accepted", "running", "lost")
_OPEN = sa.text("state IN ('issued', 'accepted', 'running', 'lost')")


class Order(Base):
    """One thing asked of one machine, or of one disk in it.

    What the machine and the disk said of themselves is kept with it, so that the agent can see
    whether it is the one that was meant. From ``number`` down: folded from the words of the agent.
    """

    __tablename__ = "bench_order"
    __table_args__ = (
        # One order at a time on a disk, wherever the disk is now.
        sa.Index(
            "uq_bench_order_disk",
            "organisation_id",
            "disk_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index("ix_bench_order_device", "device_id", "issued_at"),
        sa.Index(
            "ix_bench_order_open",
            "organisation_id",
            "due_at",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    #: Made by whoever issued it (UUID), so that asking twice issues once.
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)

    #: The machine, as the report says that was its newest when this was issued.
    report_id: Mapped[str] = mapped_column(sa.String(36))
    machine_uuid: Mapped[str | None] = mapped_column(sa.Text)
    machine_serial: Mapped[str | None] = mapped_column(sa.Text)
    board_serial: Mapped[str | None] = mapped_column(sa.Text)

    #: The disk by its name in the history (``wwn:…`` or ``serial:…``); None: the whole machine.
    disk_id: Mapped[str | None] = mapped_column(sa.String(200))
    disk_serial: Mapped[str | None] = mapped_column(sa.Text)
    disk_wwn: Mapped[str | None] = mapped_column(sa.Text)
    disk_model: Mapped[str | None] = mapped_column(sa.Text)
    disk_size_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)

    issued_at: Mapped[datetime] = mapped_column(default=now)
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    #: A person wants it to end.
    stop: Mapped[bool] = mapped_column(default=False)
    #: A state of ``diagnostics.wire``; what follows from ``due_at`` is written some time later.
    state: Mapped[str] = mapped_column(sa.String(10), default="issued")
    #: By when the agent must have begun (issued), or said another word (accepted, running).
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    #: Why it failed: a word of ``wire.REASONS``.
    reason: Mapped[str | None] = mapped_column(sa.String(20))
    message: Mapped[str | None] = mapped_column(sa.Text)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)

    #: Of the last word that counted.
    number: Mapped[int] = mapped_column(default=0)
    word_id: Mapped[str | None] = mapped_column(sa.String(64))
    #: Which start of the machine has it in hand.
    boot_id: Mapped[str | None] = mapped_column(sa.String(64))
    #: Which one first said that it runs.
    started_in: Mapped[str | None] = mapped_column(sa.String(64))
    #: What the agent asked to have kept, for a start that remembers nothing.
    checkpoint: Mapped[dict[str, Any]] = mapped_column(default=dict)
    heard_at: Mapped[datetime | None]
    fraction: Mapped[float | None]
    left_s: Mapped[float | None]

    @property
    def standing(self) -> wire.State:
        """Its state at this moment: *lost* as soon as the deadline is over."""
        return deadlines.state_at(cast("wire.State", self.state), self.due_at, now())

    @property
    def was_taken_on(self) -> bool:
        """An agent said so. None begins anything before the server has heard it."""
        return self.number > 0

    @property
    def is_open(self) -> bool:
        return self.state not in wire.FINAL


def still_open() -> sa.ColumnElement[bool]:
    """What holds of an open order, in the words of the partial indexes, which are then used."""
    states: list[sa.ColumnElement[str]] = [sa.literal_column(f"'{state}'") for state in _STATES]
    return Order.state.in_(states)
