from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base


class PlaceKind(StrEnum):
    """Where things are. The last four are accounts of the ledger that no hand can touch."""

    ROOM = "room"
    SHELF = "shelf"
    BENCH = "bench"
    VAN = "van"
    DESK = "desk"
    #: Where things come from: a donor's hands.
    DONOR = "donor"
    TRANSIT = "transit"
    #: Left for good: scrapped, given away, returned.
    GONE = "gone"
    #: A record that turned out to be another device, which goes on elsewhere.
    MERGED = "merged"

    @property
    def physical(self) -> bool:
        return self in _PHYSICAL


_PHYSICAL = frozenset(
    {PlaceKind.ROOM, PlaceKind.SHELF, PlaceKind.BENCH, PlaceKind.VAN, PlaceKind.DESK}
)


class Place(Base):
    """An account of the ledger: a shelf, a room, a desk, or a virtual one such as the donor."""

    __tablename__ = "place"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "name"),
        sa.UniqueConstraint("organisation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    client_id: Mapped[str | None] = mapped_column(sa.String(36))
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(80))
    active: Mapped[bool] = mapped_column(default=True)
