from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atelier.db import Base, now
from atelier.stock.models import Place


class PrinterKind(StrEnum):
    #: A queue of CUPS: any printer that takes a PDF, for labels and for sheets.
    CUPS = "cups"
    #: A label printer on the network that speaks ZPL, as Zebra's do.
    ZPL = "zpl"
    #: A Brother QL, on the network or on a USB port of the server.
    BROTHER = "brother"


class Printer(Base):
    """A printer, and the paper that is in it."""

    __tablename__ = "printer"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "name"),
        sa.UniqueConstraint("organisation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    name: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[str] = mapped_column(sa.String(20))
    #: Of CUPS the queue, at another server ``queue@host``; else ``host:port``, or a device file.
    address: Mapped[str] = mapped_column(sa.String(120))
    #: A key of ``labels.sizes.SIZES``.
    size: Mapped[str] = mapped_column(sa.String(20))
    #: Dots an inch, of a printer that speaks ZPL.
    dpi: Mapped[int | None]
    #: Of a Brother QL.
    model: Mapped[str | None] = mapped_column(sa.String(20))
    #: The bench that it stands at: there it is offered first.
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When a test label of it was last scanned: so it was read.
    proved_at: Mapped[datetime | None]

    place: Mapped[Place | None] = relationship(lazy="joined")


class PrintJob(Base):
    """What a printer was sent, once for each time that somebody asked."""

    __tablename__ = "print_job"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.Index("ix_print_job_printer", "printer_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    printer_id: Mapped[int] = mapped_column(sa.ForeignKey("printer.id"))
    #: ``device:43``, ``run:…``, ``place:3``, ``article:5``, ``test``.
    what: Mapped[str] = mapped_column(sa.String(60))
    count: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    #: *sending* until the printer took it, then *sent*; else *failed*, and ``problem`` says why.
    state: Mapped[str] = mapped_column(sa.String(10), default="sending")
    problem: Mapped[str | None] = mapped_column(sa.String(200))
