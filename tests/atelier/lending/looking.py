"""How far reservations are, and bringing them farther."""

import uuid
from datetime import date, timedelta

from sqlalchemy.orm import Session

from atelier import settings
from atelier.devices.models import Device
from atelier.lending.models import Reservation, ReservedUnit
from atelier.lending.reservations import fulfilling, standing
from atelier.stock import transfers
from atelier.stock.models import Place, Transfer
from tests.factories import World

DAY = timedelta(days=1)
DEFAULTS = settings.load().lending


def states(session: Session, reservation: Reservation) -> list[str]:
    found = standing.units(session, [reservation])[reservation.id]
    return [state.value for _, _, state in found]


def units(session: Session, reservation: Reservation) -> list[ReservedUnit]:
    return [unit for unit, _, _ in standing.units(session, [reservation])[reservation.id]]


def promised(session: Session, reservation: Reservation) -> set[int]:
    found = standing.units(session, [reservation])[reservation.id]
    return {hold.device_id for _, hold, _ in found if hold}


def transfer_to(session: Session, world: World, desk: Place) -> Transfer:
    return transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=desk,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )


def bring(session: Session, world: World, desk: Place, device: Device) -> None:
    """All the way to the desk."""
    transfer = transfer_to(session, world, desk)
    fulfilling.pick(session, transfer, device, actor=world.actor)
    transfers.send(session, transfer, actor=world.actor)
    transfers.arrive(session, transfer, device, actor=world.actor)


def make_ready(
    session: Session, world: World, unit: ReservedUnit, today: date | None = None
) -> None:
    fulfilling.make_ready(session, unit, DEFAULTS, actor=world.actor, today=today or date.today())
