"""Fills an empty database with the demo, once."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import some_time_ago
from atelier.demo import donors, people, story
from atelier.demo.at_bench import AtBench
from atelier.demo.erasing import Eraser
from atelier.demo.imaging import Imager, fill_catalogue, fill_licences
from atelier.demo.workshop import Workshop, print_blanks
from atelier.edge import settings
from atelier.people import service, tokens
from atelier.people.actor import Actor
from atelier.people.models import Organisation
from atelier.people.roles import Role
from atelier.stock import places
from atelier.stock.models import Place, PlaceKind
from atelier.workshop.diagnosis import config
from atelier.workshop.erasure.asking import Asker
from atelier.workshop.imaging.asking import Asker as ImageAsker

ORGANISATION = "Demo-atelier"
PLACES = {
    "Werkbank 1": PlaceKind.BENCH,
    "Werkbank 2": PlaceKind.BENCH,
    "Rek A": PlaceKind.SHELF,
    "Rek B": PlaceKind.SHELF,
    "Bestelwagen": PlaceKind.VAN,
    "Demo-digibankpunt": PlaceKind.DESK,
}
_TAGS = 72
_BEGAN = timedelta(days=30)


def fill(session: Session) -> bool:
    """True when the demo was put in, False when it was there already. Does not commit."""
    if session.scalar(sa.select(Organisation.id).where(Organisation.name == ORGANISATION)):
        return False
    with some_time_ago(_BEGAN):
        workshop = _open(session)
    story.play(workshop)
    return True


def _open(session: Session) -> Workshop:
    organisation = service.find_or_create_organisation(session, ORGANISATION)
    places.ensure_virtual(session, organisation.id)
    accounts = people.add(session, organisation)
    station, _ = tokens.create(
        session,
        organisation_id=organisation.id,
        name="Demo-stick",
        by=accounts[Role.COORDINATOR],
    )
    bench = AtBench(session, station)
    # A coordinator: what is on trial, nobody else may put on a machine.
    imager = ImageAsker(account_id=accounts[Role.COORDINATOR].id, coordinator=True)
    fill_catalogue(session, organisation.id, by=imager, chosen=settings().imaging)
    fill_licences(session, organisation.id, by=imager)
    return Workshop(
        session=session,
        organisation_id=organisation.id,
        volunteer=Actor(account_id=accounts[Role.VOLUNTEER].id),
        worker=Actor(account_id=accounts[Role.BENCH_WORKER].id),
        coordinator=Actor(account_id=accounts[Role.COORDINATOR].id),
        station=Actor(station_id=station.id),
        eraser=Eraser(bench, Asker(account_id=accounts[Role.BENCH_WORKER].id, coordinator=False)),
        imager=Imager(bench, imager),
        places=_places(session, organisation.id),
        donations=donors.add(session, organisation.id),
        rules=config.rules(),
        limits=config.limits(),
        files=settings().files,
        blanks=print_blanks(session, organisation.id, _TAGS),
    )


def _places(session: Session, organisation_id: int) -> dict[str, Place]:
    return {
        name: places.create(session, organisation_id=organisation_id, kind=kind, name=name)
        for name, kind in PLACES.items()
    }
