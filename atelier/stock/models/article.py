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
    BATTERY = "battery"
    SCREEN = "screen"
    KEYBOARD = "keyboard"
    FAN = "fan"
    NETWORK = "network"
    ADAPTER = "adapter"
    OTHER = "other"


#: What is built into a device, or mends it.
PARTS = frozenset(
    {
        ArticleKind.CHARGER,
        ArticleKind.MEMORY,
        ArticleKind.DISK,
        ArticleKind.BATTERY,
        ArticleKind.SCREEN,
        ArticleKind.KEYBOARD,
        ArticleKind.FAN,
        ArticleKind.NETWORK,
        ArticleKind.ADAPTER,
    }
)


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
    #: Fewer than so many in house, and more have to be found; None: nobody minds.
    minimum: Mapped[int | None]
    #: Models that it fits, as people write them, comma between; empty: whatever its spec fits.
    fits: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    #: What it has to match: DDR4 SO-DIMM 8 GB, 65 W USB-C.
    spec: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    #: What one is worth, used as it is.
    value_cents: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
