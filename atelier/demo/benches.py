"""Who works on what in the demo, a screen at a bench, and somebody who calls for help."""

from datetime import timedelta

import sqlalchemy as sa

from atelier.bench import helping, screens, working
from atelier.db import some_time_ago
from atelier.demo.workshop import Workshop
from atelier.devices.models import Device
from atelier.people.models import Account
from atelier.stock.models import Holding, Place

_BENCH, _OTHER = "Werkbank 1", "Werkbank 2"
#: Of each step one that lies on the bench already.
_STEPS = ("repair", "check", "image")


def play(workshop: Workshop) -> None:
    session = workshop.session
    screens.place(
        session, workshop.places[_OTHER], by=workshop.coordinator, client_id=workshop.id()
    )
    worker = session.get_one(Account, workshop.worker.account_id)
    taken = [device for step in _STEPS if (device := _first(workshop, step))]
    for hours, device in enumerate(reversed(taken), start=1):
        with some_time_ago(timedelta(hours=hours)):
            working.take(
                session, device, worker, bench=None, how="scanned", client_id=workshop.id()
            )
    with some_time_ago(timedelta(minutes=3)):
        helping.call(
            session,
            session.get_one(Account, workshop.volunteer.account_id),
            reason="heavy",
            place=workshop.places[_OTHER],
            client_id=workshop.id(),
        )


def _first(workshop: Workshop, step: str) -> Device | None:
    return workshop.session.scalars(
        sa.select(Device)
        .join(Holding, Holding.device_id == Device.id)
        .join(Place, Place.id == Holding.place_id)
        .where(Place.name == _BENCH, Device.next_step == step)
        .order_by(Device.id)
        .limit(1)
    ).first()
