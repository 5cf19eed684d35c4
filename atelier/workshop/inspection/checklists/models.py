from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, Document, now


class Checklist(Base):
    """What is asked of one kind of device, in one version. Written once: a change is a new version,
    so that an old result keeps the questions it answered.
    """

    __tablename__ = "checklist"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "kind", "version"),
        sa.UniqueConstraint("organisation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    version: Mapped[int]
    client_id: Mapped[str] = mapped_column(sa.String(36))
    #: As ``card.write`` writes them.
    cards: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    #: As it was delivered, and nobody's own.
    delivered: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(default=now)
    #: None: nobody changed it.
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class ChecklistDraft(Base):
    """What a coordinator is changing, until it counts."""

    __tablename__ = "checklist_draft"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    cards: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
