"""Where things are in the demo: a building in a tree, a van, and the desks with their details."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from atelier.people.models import Account
from atelier.stock import desks, places
from atelier.stock.models import Place, PlaceKind

BUILDING, VAN = "Demo-gebouw", "Bestelwagen"
RECEIVED, READY, SECOND_SHELF = "Rek A", "Plank B1", "Plank B2"
NORTH, BUS, NEIGHBOUR = "Demo-digibankpunt", "Demo-bibbus", "Demo-balie van de buren"
EQUIPMENT = "Uitrusting van het demo-punt"

#: Name, kind, and what it is in.
TREE: tuple[tuple[str, PlaceKind, str | None], ...] = (
    (BUILDING, PlaceKind.SITE, None),
    ("Onthaal", PlaceKind.ROOM, BUILDING),
    (RECEIVED, PlaceKind.RACK, "Onthaal"),
    ("Werkruimte", PlaceKind.ROOM, BUILDING),
    ("Werkbank 1", PlaceKind.BENCH, "Werkruimte"),
    ("Werkbank 2", PlaceKind.BENCH, "Werkruimte"),
    ("Magazijn", PlaceKind.ROOM, BUILDING),
    ("Rek B", PlaceKind.RACK, "Magazijn"),
    (READY, PlaceKind.SHELF, "Rek B"),
    (SECOND_SHELF, PlaceKind.SHELF, "Rek B"),
    (VAN, PlaceKind.VAN, BUILDING),
    (NORTH, PlaceKind.DESK, None),
    (EQUIPMENT, PlaceKind.EQUIPMENT, NORTH),
    (BUS, PlaceKind.DESK, None),
)

_MORNING, _AFTERNOON = ["09:00", "12:00"], ["13:30", "16:30"]


@dataclass(frozen=True, kw_only=True)
class Details:
    address: str
    latitude: float
    longitude: float
    hours: Mapping[str, Any] = field(default_factory=dict)
    mobile: bool = False


_DETAILS: dict[str, Details] = {
    NORTH: Details(
        address="Demostraat 1, Demostad",
        latitude=51.036,
        longitude=4.477,
        hours={"tue": [_MORNING], "thu": [_MORNING, _AFTERNOON]},
    ),
    BUS: Details(
        address="Elke week op een ander Demoplein",
        latitude=51.018,
        longitude=4.452,
        hours={"wed": [_AFTERNOON]},
        mobile=True,
    ),
    NEIGHBOUR: Details(
        address="Demolaan 7, Demodorp",
        latitude=51.008,
        longitude=4.511,
        hours={"mon": [_MORNING], "fri": [_MORNING]},
    ),
}


def add(session: Session, organisation_id: int) -> dict[str, Place]:
    """By name, with the desks of the workshop itself."""
    made: dict[str, Place] = {}
    for name, kind, inside in TREE:
        made[name] = places.create(
            session,
            organisation_id=organisation_id,
            kind=kind,
            name=name,
            parent=made[inside] if inside else None,
        )
    return made


def open_desk(session: Session, place: Place, *workers: Account) -> None:
    """Its address, its hours, and who works there."""
    details, desk = _DETAILS[place.name], desks.of(session, place)
    desk.address, desk.mobile = details.address, details.mobile
    desk.contact = "punt@example.org"
    desk.latitude, desk.longitude = details.latitude, details.longitude
    desk.hours = desks.checked_hours(details.hours)
    desks.set_workers(session, place, [account.id for account in workers])


def add_neighbour(session: Session, organisation_id: int) -> Place:
    """The desk of another organisation, that the workshop serves."""
    return places.create(
        session, organisation_id=organisation_id, kind=PlaceKind.DESK, name=NEIGHBOUR
    )
