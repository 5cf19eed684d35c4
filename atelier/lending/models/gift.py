from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Gift(Base):
    """A device given for good from stock: to a person, or to an organisation.

    What was lent first and then given, its loan tells.
    """

    __tablename__ = "gift"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.UniqueConstraint("organisation_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Who gives.
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    #: Whose device it was.
    workshop_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    #: What is printed on the deed: counted on by organisation.
    number: Mapped[int]
    #: Where it stood.
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    #: Who got it, known and forgotten as whoever borrows.
    borrower_id: Mapped[int] = mapped_column(sa.ForeignKey("borrower.id"), index=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), index=True)
    #: On what occasion.
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    given_at: Mapped[datetime] = mapped_column(default=now)
    given_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    #: Since when it is known to have been a mistake.
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class GiftArticle(Base):
    """What went along: chargers, bags."""

    __tablename__ = "gift_article"
    __table_args__ = (sa.CheckConstraint("quantity > 0", name="how_many"),)

    gift_id: Mapped[int] = mapped_column(sa.ForeignKey("gift.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"), primary_key=True)
    quantity: Mapped[int]
