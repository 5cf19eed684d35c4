"""Fills an empty database with the demo, once."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import some_time_ago
from atelier.demo import (
    benches,
    checking,
    counting,
    donors,
    door,
    lending,
    people,
    places,
    printing,
    repairing,
    stock,
    story,
)
from atelier.demo.at_bench import AtBench
from atelier.demo.erasing import Eraser
from atelier.demo.imaging import Imager, fill_catalogue, fill_licences
from atelier.demo.workshop import Workshop, print_blanks
from atelier.edge import settings
from atelier.people import service, tokens
from atelier.people.actor import Actor
from atelier.people.models import Account, Organisation
from atelier.people.roles import Role
from atelier.stock.models import Place
from atelier.stock.places import ensure_virtual
from atelier.workshop.diagnosis import config
from atelier.workshop.erasure.asking import Asker
from atelier.workshop.imaging.asking import Asker as ImageAsker

ORGANISATION = "Demo-atelier"
NEIGHBOUR = "Demo-buurgemeente"
_TAGS, _NEXT_TAGS = 100, 24
_BEGAN = timedelta(days=430)


def fill(session: Session) -> bool:
    """True when the demo was put in, False when it was there already. Does not commit."""
    if session.scalar(sa.select(Organisation.id).where(Organisation.name == ORGANISATION)):
        return False
    with some_time_ago(_BEGAN):
        workshop = _open(session)
    story.play(workshop)
    stock.play(workshop)
    repairing.play(workshop)
    lending.play(workshop)
    counting.play(workshop)
    benches.play(workshop)
    printing.play(workshop)
    repairing.take_apart(workshop)
    checking.begin_one(session, workshop.organisation_id, workshop.worker)
    door.play(workshop)
    with some_time_ago(timedelta(days=6)):
        print_blanks(session, workshop.organisation_id, _NEXT_TAGS, "next sheet of blank tags")
    return True


def _open(session: Session) -> Workshop:
    organisation = service.find_or_create_organisation(session, ORGANISATION)
    ensure_virtual(session, organisation.id)
    accounts = people.add(session, organisation)
    people.give_badges(session, accounts)
    neighbour = people.add_neighbour(
        session, service.find_or_create_organisation(session, NEIGHBOUR)
    )
    made = _places(session, organisation, neighbour)
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
        places=made,
        hosts=_open_desks(session, made, accounts[Role.DESK], neighbour),
        donations=donors.add(session, organisation.id),
        rules=config.rules(),
        limits=config.limits(),
        files=settings().files,
        blanks=print_blanks(session, organisation.id, _TAGS),
    )


def _places(session: Session, organisation: Organisation, neighbour: Account) -> dict[str, Place]:
    """With the desk of the neighbours, who draw from this workshop."""
    made = places.add(session, organisation.id)
    neighbour.organisation.served_by_id = organisation.id
    made[places.NEIGHBOUR] = places.add_neighbour(session, neighbour.organisation_id)
    return made


def _open_desks(
    session: Session, made: dict[str, Place], host: Account, neighbour: Account
) -> dict[str, Actor]:
    """Who sits at which desk, by its name."""
    sits = {places.NORTH: host, places.BUS: host, places.NEIGHBOUR: neighbour}
    for name, account in sits.items():
        places.open_desk(session, made[name], account)
    return {name: Actor(account_id=account.id) for name, account in sits.items()}
