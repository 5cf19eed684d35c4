from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class ArticleKind(StrEnum):
    CHARGER = "charger"
    BAG = "bag"
    MOUSE = "mouse"
    HEADSET = "headset"
    CABLE = "cable"
    MEMORY = "memory"
    DISK = "disk"
    OTHER = "other"


class Article(Base):
    """A sort of thing that is counted, and bears no tag: chargers of 65 W, bags, mice."""

    __tablename__ = "article"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "name"),
        sa.UniqueConstraint("organisation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    #: Made with the form that asked (UUID), so that sending it twice makes one article.
    client_id: Mapped[str | None] = mapped_column(sa.String(36))
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(80))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
