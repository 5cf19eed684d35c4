from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Loan(Base):
    """One device with one borrower, from the hand-over until it ends."""

    __tablename__ = "loan"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.UniqueConstraint("organisation_id", "number"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ended"),
        sa.CheckConstraint("price_cents >= 0", name="price"),
        # A device is with one borrower.
        sa.Index(
            "ix_loan_live",
            "device_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_loan_due", "organisation_id", "ended_at", "due_on"),
        # The list of a desk, in the order in which they are due.
        sa.Index("ix_loan_desk", "place_id", "ended_at", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Whose desk lends.
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    #: Whose device it is.
    workshop_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    client_id: Mapped[str] = mapped_column(sa.String(36))
    #: What is printed on the agreement: counted on by organisation.
    number: Mapped[int]
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    borrower_id: Mapped[int] = mapped_column(sa.ForeignKey("borrower.id"), index=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), index=True)
    #: The loan that this one goes on with, on another device.
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("loan.id"), unique=True)
    started_at: Mapped[datetime] = mapped_column(default=now)
    started_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    due_on: Mapped[date]
    #: Which tariff applies, and never why.
    tariff: Mapped[str] = mapped_column(sa.String(20))
    #: A month, when it began.
    price_cents: Mapped[int]
    #: What it looked like when it was handed over, in words.
    state_note: Mapped[str] = mapped_column(sa.String(300), default="")
    #: ``screen`` or ``paper``; None: not signed yet.
    signed_how: Mapped[str | None] = mapped_column(sa.String(6))
    signed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    #: ``returned``, ``swapped``, ``lost``, ``stolen``, ``given`` or ``mistake``.
    ended_how: Mapped[str | None] = mapped_column(sa.String(10))
    #: What was looked at when it came back: ``{"charger": true, "works": false, …}``.
    answers: Mapped[dict[str, Any] | None]
    #: The desk where this borrower can go on learning; None: nobody chose one.
    helped_at_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))


class LoanArticle(Base):
    """What went along, and how many of it came back."""

    __tablename__ = "loan_article"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="how_many"),
        sa.CheckConstraint("returned BETWEEN 0 AND quantity", name="returned"),
    )

    loan_id: Mapped[int] = mapped_column(sa.ForeignKey("loan.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"), primary_key=True)
    quantity: Mapped[int]
    returned: Mapped[int] = mapped_column(default=0)


class Instalment(Base):
    """One month of a loan that is to be paid: recorded here, collected elsewhere."""

    __tablename__ = "instalment"
    __table_args__ = (
        sa.UniqueConstraint("loan_id", "number"),
        sa.CheckConstraint("amount_cents > 0", name="amount"),
        sa.Index("ix_instalment_due", "settled_at", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(sa.ForeignKey("loan.id"))
    number: Mapped[int]
    due_on: Mapped[date]
    amount_cents: Mapped[int]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    #: ``paid``, or ``waived``: it need not be paid after all.
    settled_how: Mapped[str | None] = mapped_column(sa.String(6))


class LendingEvent(Base):
    """What happened to a reservation or a loan, in order. Written once."""

    __tablename__ = "lending_event"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.CheckConstraint("(reservation_id IS NULL) <> (loan_id IS NULL)", name="of_one_of_them"),
        sa.Index("ix_lending_event_reservation", "reservation_id", "id"),
        sa.Index("ix_lending_event_loan", "loan_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str | None] = mapped_column(sa.String(36))
    reservation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reservation.id"))
    loan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("loan.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    data: Mapped[dict[str, Any]]
