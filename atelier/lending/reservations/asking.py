"""A desk asks for devices, and can take that back as long as nobody has them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now, today
from atelier.devices.lifecycle import KINDS
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.lending import events
from atelier.lending.fitting import Wish
from atelier.lending.models import Reservation, ReservedUnit
from atelier.lending.reservations import allocating, promising, reassigning
from atelier.people.actor import Actor
from atelier.people.models import Organisation
from atelier.people.text import tidy
from atelier.stock import holds, places
from atelier.stock.ledger import promises
from atelier.stock.models import Hold, Holding, Place, PlaceKind
from atelier.words import N_

MOST_AT_ONCE = 200
#: Nobody plans farther ahead; a year typed wrong is caught.
FARTHEST = timedelta(days=730)

#: Where this one device may be, and still come: not what stands at a point for good.
_MAY_COME = {kind for kind in PlaceKind if kind.physical or kind is PlaceKind.TRANSIT} - {
    PlaceKind.EQUIPMENT
}

UNKNOWN = N_("Deze reservatie bestaat niet (meer).")


def ask(
    session: Session,
    *,
    desk: Place,
    wish: Wish,
    quantity: int,
    wanted_by: date,
    actor: Actor,
    client_id: str,
    reference: str = "",
) -> Reservation:
    """So many of what will do, by a day. The same ``client_id`` (UUID of the form) asks once.

    What can be promised is promised at once, the rest waits its turn. Raises Invalid for a day in
    the past, a kind or a number that cannot be, Conflict for a desk that is closed.
    """
    organisation = _organisation(session, desk)
    allocating.one_by_one(session, organisation.workshop_id)
    if known := _known(session, organisation.id, client_id):
        return known
    _refuse_day(wanted_by)
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise Invalid(
            N_("Geef een aantal van 1 tot %(most)s."), field="quantity", most=MOST_AT_ONCE
        )
    if wish.kind not in KINDS:
        raise Invalid(N_("Kies wat voor toestel het is."), field="kind")
    reservation = Reservation(
        organisation_id=organisation.id,
        workshop_id=organisation.workshop_id,
        client_id=client_id,
        place_id=desk.id,
        quantity=quantity,
        wanted_by=wanted_by,
        reference=tidy(reference)[:60],
        account_id=actor.account_id,
        **asdict(wish),
    )
    _keep(session, reservation, actor)
    allocating.allocate(session, organisation.workshop_id, actor=actor)
    return reservation


def ask_for(
    session: Session,
    *,
    desk: Place,
    device: Device,
    wanted_by: date,
    actor: Actor,
    client_id: str,
    reference: str = "",
    over: str | None = None,
) -> Reservation:
    """Asks for this one device. Raises as ``ask``, and Conflict for what is promised or lent, what
    is packed for another place, or stands at a point for good.

    ``over``: why a coordinator takes it from whoever it was promised to (``take_over``); a desk by
    itself never does.
    """
    organisation = _organisation(session, desk)
    allocating.one_by_one(session, organisation.workshop_id)
    if known := _known(session, organisation.id, client_id):
        return known
    if device.organisation_id != organisation.workshop_id:
        raise NotFound(N_("Dit toestel kennen we niet."))
    _refuse_day(wanted_by)
    session.execute(  # it goes nowhere else meanwhile
        sa.select(Device.id).where(Device.id == device.id).with_for_update(key_share=True)
    )
    place = session.scalar(
        sa.select(Place)
        .join(Holding, Holding.place_id == Place.id)
        .where(Holding.device_id == device.id)
    )
    if place is None or place.kind not in _MAY_COME:
        raise Conflict(
            N_("Dit toestel kan nu niet: het is %(place)s. Kies een ander."),
            place=places.spoken(place),
        )
    _refuse_packed(session, device, desk)
    if over is not None:
        reassigning.take_over(session, device, why=over, actor=actor)
    reservation = Reservation(
        organisation_id=organisation.id,
        workshop_id=organisation.workshop_id,
        client_id=client_id,
        place_id=desk.id,
        device_id=device.id,
        kind=device.kind,
        quantity=1,
        wanted_by=wanted_by,
        reference=tidy(reference)[:60],
        account_id=actor.account_id,
    )
    (unit,) = _keep(session, reservation, actor)
    promising.promise(session, reservation, unit, device, actor=actor)
    if over is not None:  # whoever lost it may get another at once
        allocating.allocate(session, organisation.workshop_id, actor=actor)
    return reservation


def cancel(
    session: Session, reservation: Reservation, *, actor: Actor, client_id: str, why: str = ""
) -> None:
    """Takes back all of it that nobody has yet; twice is once."""
    allocating.one_by_one(session, reservation.workshop_id)
    if events.known(session, reservation.organisation_id, client_id):
        return
    units = open_units(session, reservation)
    keep_promised(session, units)
    for unit in units:
        resolve(session, unit, "cancelled")
    events.record(
        session, reservation, "cancelled", actor=actor, client_id=client_id, why=tidy(why)[:200]
    )
    allocating.allocate(session, reservation.workshop_id, actor=actor)


def cancel_unit(session: Session, unit: ReservedUnit, *, actor: Actor) -> None:
    """Takes back one of what was asked for; twice is once."""
    reservation = session.get_one(Reservation, unit.reservation_id)
    allocating.one_by_one(session, reservation.workshop_id)
    keep_promised(session, [unit])
    if resolve(session, unit, "cancelled"):
        events.record(session, reservation, "cancelled", actor=actor, unit=unit.number)
        allocating.allocate(session, reservation.workshop_id, actor=actor)


def keep_promised(session: Session, units: Iterable[ReservedUnit]) -> None:
    """Nobody moves, picks or collects what is promised to these until this transaction ends.

    To be done before the units themselves are changed (``atelier.locking``).
    """
    promised = sa.select(Hold.device_id).where(
        Hold.id.in_({unit.hold_id for unit in units if unit.hold_id})
    )
    holds.keep_still(session, session.scalars(promised).all())


def resolve(session: Session, unit: ReservedUnit, how: holds.Resolution) -> bool:
    """Whether it was still open: of several who resolve it, one does. Its promise ends with it."""
    done = session.execute(
        sa.update(ReservedUnit)
        .where(ReservedUnit.id == unit.id, ReservedUnit.resolved_at.is_(None))
        .values(resolved_at=now(), resolution=how)
        .returning(ReservedUnit.hold_id)
    ).first()
    session.refresh(unit)
    if done is None:
        return False
    if unit.hold_id is not None:
        holds.resolve(session, session.get_one(Hold, unit.hold_id), how)
    return True


def get(session: Session, organisation_ids: list[int], reservation_id: int) -> Reservation:
    """Raises NotFound for one of another organisation."""
    found = session.get(Reservation, reservation_id)
    if found is None or found.organisation_id not in organisation_ids:
        raise NotFound(UNKNOWN)
    return found


def open_units(session: Session, reservation: Reservation) -> list[ReservedUnit]:
    return list(
        session.scalars(
            sa.select(ReservedUnit)
            .where(
                ReservedUnit.reservation_id == reservation.id, ReservedUnit.resolved_at.is_(None)
            )
            .order_by(ReservedUnit.number)
        )
    )


def _organisation(session: Session, desk: Place) -> Organisation:
    """Raises Invalid for what is no desk, Conflict for one that is closed."""
    if desk.kind != PlaceKind.DESK:
        raise Invalid(N_("Kies een digibankpunt."), field="place")
    session.refresh(desk, ["active"], with_for_update={"read": True})
    if not desk.active:
        raise Conflict(N_("De plaats %(name)s is gesloten. Kies een andere."), name=desk.name)
    return session.get_one(Organisation, desk.organisation_id)


def _refuse_packed(session: Session, device: Device, desk: Place) -> None:
    """What waits for the van to another place would keep that van from leaving."""
    transfer = promises.packed_in(session, device)
    if transfer is not None and transfer.to_place_id != desk.id:
        there = session.get_one(Place, transfer.to_place_id)
        raise Conflict(promises.PACKED, number=transfer.number, place=there.name)


def _known(session: Session, organisation_id: int, client_id: str) -> Reservation | None:
    return session.scalar(
        sa.select(Reservation).where(
            Reservation.organisation_id == organisation_id,
            Reservation.client_id == ids.checked(client_id),
        )
    )


def _refuse_day(wanted_by: date) -> None:
    day = today()
    if wanted_by < day:
        raise Invalid(
            N_("Die dag is voorbij. Kies vandaag of een dag die nog komt."), field="wanted_by"
        )
    if wanted_by > day + FARTHEST:
        raise Invalid(N_("Die dag is te ver weg. Kijk het jaar na."), field="wanted_by")


def _keep(session: Session, reservation: Reservation, actor: Actor) -> list[ReservedUnit]:
    session.add(reservation)
    session.flush()
    units = [
        ReservedUnit(reservation_id=reservation.id, number=number)
        for number in range(1, reservation.quantity + 1)
    ]
    session.add_all(units)
    session.flush()
    events.record(session, reservation, "asked", actor=actor)
    return units
