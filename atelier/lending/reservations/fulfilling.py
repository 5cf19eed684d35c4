"""From a promise to what lies ready at the desk: picked by scanning, sent, seen, kept."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices.models import Device
from atelier.errors import Conflict, NotFound
from atelier.lending import events, rules
from atelier.lending.models import Reservation, ReservedUnit
from atelier.lending.reservations import allocating
from atelier.lending.reservations.asking import keep_promised, resolve
from atelier.lending.reservations.standing import State, lies_ready, state_of
from atelier.people.actor import SYSTEM, Actor
from atelier.people.models import Organisation
from atelier.settings import Lending
from atelier.stock import desks, transfers
from atelier.stock.models import Desk, Hold, Holding, Place, Transfer
from atelier.stock.transfers.standing import hold
from atelier.words import N_


def unit_of(session: Session, device: Device) -> ReservedUnit | None:
    """The unit that this device is promised to."""
    return session.scalar(
        sa.select(ReservedUnit)
        .join(Hold, Hold.id == ReservedUnit.hold_id)
        .where(
            Hold.device_id == device.id,
            Hold.resolved_at.is_(None),
            ReservedUnit.resolved_at.is_(None),
        )
    )


def pick(session: Session, transfer: Transfer, device: Device, *, actor: Actor) -> ReservedUnit:
    """Puts a promised device with what goes to its desk; a second scan changes nothing.

    Raises NotFound for what is promised to nobody at that desk, and as ``transfers.add``.
    """
    hold(session, transfer, transfers.State.PACKING)
    unit = _held(session, device)
    reservation = session.get_one(Reservation, unit.reservation_id) if unit else None
    if unit is None or reservation is None or reservation.place_id != transfer.to_place_id:
        raise NotFound(
            N_("Dit toestel staat niet op de lijst van %(desk)s. Leg het terug."),
            desk=session.get_one(Place, transfer.to_place_id).name,
        )
    picked = state_of(session, unit) is State.PICKED
    transfers.add(session, transfer, device)
    if not picked:
        unit.picked_at = now()
        events.record(session, reservation, "picked", actor=actor, unit=unit.number)
    return unit


def put_back(session: Session, transfer: Transfer, device: Device, *, actor: Actor) -> None:
    """Takes it out of what goes along; it stays promised."""
    transfers.remove(session, transfer, device)
    unit = _held(session, device)
    if unit is not None and unit.picked_at is not None:
        unit.picked_at = None
        reservation = session.get_one(Reservation, unit.reservation_id)
        events.record(session, reservation, "put_back", actor=actor, unit=unit.number)


def make_ready(
    session: Session, unit: ReservedUnit, defaults: Lending, *, actor: Actor, today: date
) -> None:
    """Somebody at the desk saw it and put it ready: from now on the days run that it is kept.

    Twice is once; what left the desk since is put ready again. Raises Conflict while it is not at
    the desk.
    """
    reservation = session.get_one(Reservation, unit.reservation_id)
    session.refresh(unit, with_for_update=True)
    state = state_of(session, unit)
    if state is State.READY:
        return
    if state is not State.ARRIVED:
        raise Conflict(N_("Dit toestel is nog niet op het punt. Ontvang eerst de zending."))
    organisation = session.get_one(Organisation, reservation.organisation_id)
    days = rules.of(organisation, defaults).keep_days
    desk = session.get(Desk, reservation.place_id)
    unit.ready_at = now()
    unit.keep_until = desks.open_day(desk, today + timedelta(days=days))
    session.flush()
    events.record(
        session,
        reservation,
        "ready",
        actor=actor,
        unit=unit.number,
        until=unit.keep_until.isoformat(),
    )


def _held(session: Session, device: Device) -> ReservedUnit | None:
    """As ``unit_of``; nobody takes it over, or gives it up, until this transaction ends."""
    session.execute(
        sa.select(Device.id).where(Device.id == device.id).with_for_update(key_share=True)
    )
    unit = unit_of(session, device)
    if unit is not None:
        session.refresh(unit, with_for_update=True)
    return unit_of(session, device)


def expire(session: Session, workshop_id: int, *, today: date) -> int:
    """Gives up what lay ready past its last day; how many. The devices are free again."""
    allocating.one_by_one(session, workshop_id)
    late = _too_long(workshop_id, today)
    seen = session.scalars(late).all()
    keep_promised(session, seen)
    still = session.scalars(late.where(ReservedUnit.id.in_([unit.id for unit in seen]))).all()
    done = 0
    for unit in still:
        if resolve(session, unit, "expired"):
            reservation = session.get_one(Reservation, unit.reservation_id)
            events.record(session, reservation, "expired", actor=SYSTEM, unit=unit.number)
            done += 1
    if done:
        allocating.allocate(session, workshop_id, actor=SYSTEM)
    return done


def _too_long(workshop_id: int, today: date) -> sa.Select[ReservedUnit]:
    return (
        sa.select(ReservedUnit)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .join(Hold, Hold.id == ReservedUnit.hold_id)
        .join(Holding, Holding.device_id == Hold.device_id)
        .where(
            Reservation.workshop_id == workshop_id,
            ReservedUnit.resolved_at.is_(None),
            ReservedUnit.keep_until < today,
            lies_ready(),
        )
    )
