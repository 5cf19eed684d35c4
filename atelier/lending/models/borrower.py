from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Borrower(Base):
    """A reference that the desk knows, a name and one way to reach them; nothing else.

    Name and contact go some time after the last return; the figures stay.
    """

    __tablename__ = "borrower"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.UniqueConstraint("organisation_id", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    #: As the desk knows this person; made by us where the desk has none.
    reference: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str | None] = mapped_column(sa.String(80))
    #: A telephone number or an e-mail address.
    contact: Mapped[str | None] = mapped_column(sa.String(120))
    language: Mapped[str] = mapped_column(sa.String(2), default="nl")
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Since when name and contact are gone.
    forgotten_at: Mapped[datetime | None]
