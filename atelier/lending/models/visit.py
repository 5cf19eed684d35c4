from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Visit(Base):
    """Somebody goes to a borrower's home: to bring a device, to set it up, or to fetch it.

    Address and moment are kept until it is done, or called off, and not a day longer.
    """

    __tablename__ = "visit"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.CheckConstraint("(done_at IS NULL) = (done_how IS NULL)", name="done"),
        sa.CheckConstraint("done_at IS NULL OR address IS NULL", name="address_goes"),
        sa.Index("ix_visit_open", "organisation_id", "done_at", "planned_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    loan_id: Mapped[int] = mapped_column(sa.ForeignKey("loan.id"), index=True)
    #: ``bring``, ``set_up`` or ``fetch``.
    kind: Mapped[str] = mapped_column(sa.String(10))
    planned_on: Mapped[date]
    #: As people say it: *in the morning*, *about two o'clock*.
    moment: Mapped[str] = mapped_column(sa.String(40), default="")
    address: Mapped[str | None] = mapped_column(sa.String(200))
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    #: ``done``, ``cancelled``, or ``away``: nobody was at home.
    done_how: Mapped[str | None] = mapped_column(sa.String(10))
