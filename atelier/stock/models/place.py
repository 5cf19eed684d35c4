from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base


class PlaceKind(StrEnum):
    """Where things are. From *donor* on: accounts of the ledger that no hand can touch."""

    SITE = "site"
    ROOM = "room"
    RACK = "rack"
    SHELF = "shelf"
    BENCH = "bench"
    VAN = "van"
    DESK = "desk"
    #: What stands at a desk for good: its own PC, printer, scanner, card reader.
    EQUIPMENT = "equipment"
    #: Where things come from: a donor's hands.
    DONOR = "donor"
    TRANSIT = "transit"
    #: With borrowers; which one, the loan says.
    LENT = "lent"
    #: Taken apart: what came out of it has numbers of its own.
    PARTS = "parts"
    #: Built into a device that was mended with it.
    INSTALLED = "installed"
    LOST = "lost"
    #: To a recognised processor, with its weight.
    SCRAPPED = "scrapped"
    GIVEN = "given"
    RETURNED = "returned"
    #: Left for good, when nobody noted how yet.
    GONE = "gone"
    #: A record that turned out to be another device, which goes on elsewhere.
    MERGED = "merged"

    @property
    def physical(self) -> bool:
        return self in _PHYSICAL


_PHYSICAL = frozenset(
    {
        PlaceKind.SITE,
        PlaceKind.ROOM,
        PlaceKind.RACK,
        PlaceKind.SHELF,
        PlaceKind.BENCH,
        PlaceKind.VAN,
        PlaceKind.DESK,
        PlaceKind.EQUIPMENT,
    }
)


class Place(Base):
    """An account of the ledger: a shelf, a room, a desk, or a virtual one such as the donor.

    ``organisation_id``: who runs it. Virtual accounts are of the organisation with the workshop.
    """

    __tablename__ = "place"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "name"),
        sa.UniqueConstraint("organisation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    #: What it is in: the room of a rack, the desk of its equipment.
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"), index=True)
    client_id: Mapped[str | None] = mapped_column(sa.String(36))
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(80))
    active: Mapped[bool] = mapped_column(default=True)
