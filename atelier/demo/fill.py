"""Fills an empty database with the demo, once."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.demo import people
from atelier.people import service
from atelier.people.models import Organisation
from atelier.stock import places
from atelier.stock.models import PlaceKind

ORGANISATION = "Demo-atelier"
PLACES = {
    "Werkbank 1": PlaceKind.BENCH,
    "Werkbank 2": PlaceKind.BENCH,
    "Rek A": PlaceKind.SHELF,
    "Rek B": PlaceKind.SHELF,
    "Bestelwagen": PlaceKind.VAN,
    "Demo-digibankpunt": PlaceKind.DESK,
}


def fill(session: Session) -> bool:
    """True when the demo was put in, False when it was there already. Does not commit."""
    if session.scalar(sa.select(Organisation.id).where(Organisation.name == ORGANISATION)):
        return False
    organisation = service.find_or_create_organisation(session, ORGANISATION)
    places.ensure_virtual(session, organisation.id)
    people.add(session, organisation)
    for name, kind in PLACES.items():
        places.create(session, organisation_id=organisation.id, kind=kind, name=name)
    return True
