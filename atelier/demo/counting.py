"""Counts of places in the demo: one that is closed, one that goes on."""

from datetime import timedelta

import sqlalchemy as sa

from atelier.db import some_time_ago
from atelier.demo.places import NORTH, SECOND_SHELF
from atelier.demo.workshop import Workshop
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.stock import stocktakes
from atelier.stock.models import Holding, Place, Stocktake


def play(workshop: Workshop) -> None:
    shelf, desk = workshop.places[SECOND_SHELF], workshop.places[NORTH]
    with some_time_ago(timedelta(days=1)):
        done = _count(workshop, shelf, workshop.volunteer, _at(workshop, shelf))
        stocktakes.close(workshop.session, done, actor=workshop.volunteer)
    with some_time_ago(timedelta(minutes=20)):
        _count(workshop, desk, workshop.hosts[NORTH], _at(workshop, desk)[1:])


def _count(workshop: Workshop, place: Place, actor: Actor, seen: list[Device]) -> Stocktake:
    stocktake = stocktakes.open_one(
        workshop.session,
        organisation_id=workshop.organisation_id,
        place=place,
        actor=actor,
        client_id=workshop.id(),
    )
    for device in seen:
        stocktakes.scan(workshop.session, stocktake, device, actor=actor, client_id=workshop.id())
    return stocktake


def _at(workshop: Workshop, place: Place) -> list[Device]:
    wanted = sa.select(Device).join(Holding, Holding.device_id == Device.id)
    return list(workshop.session.scalars(wanted.where(Holding.place_id == place.id)))
