from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class LoanPhoto(Base):
    """How a device looked as it went out on a loan, or came back from it.

    A file of its own for each loan, named by the hash of its content: it goes when the borrower is
    forgotten, and takes no picture of another loan along.
    """

    __tablename__ = "loan_photo"
    __table_args__ = (sa.UniqueConstraint("loan_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(sa.ForeignKey("loan.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    width: Mapped[int]
    height: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
