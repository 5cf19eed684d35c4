"""Who gets which device, by the rule of ``fitting``."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from atelier import locking
from atelier.devices.lifecycle import GONE, READY
from atelier.devices.models import Device
from atelier.lending import events, fitting
from atelier.lending.fitting import Asked, Candidate, Wish
from atelier.lending.models import Reservation, ReservedUnit
from atelier.lending.reservations import available, promising
from atelier.people.actor import Actor
from atelier.stock import holds
from atelier.stock.models import Hold, Holding, Place, PlaceKind

#: Where a promised device may be, and still come.
REACHABLE = [kind.value for kind in PlaceKind if kind.physical or kind is PlaceKind.TRANSIT]
_AT_THE_DESK, _AT_THE_WORKSHOP, _AT_ANOTHER = range(3)


def allocate(session: Session, workshop_id: int, *, actor: Actor) -> int:
    """Promises what is free to those who wait, in their turn; how many were promised.

    What was promised stays promised: nobody loses a device to whoever asks later. What is lost,
    gone or broken since is promised to nobody any more, and to a desk that is closed nothing is.
    """
    one_by_one(session, workshop_id)
    _follow_merged(session, workshop_id)
    _let_go_of_what_will_not_come(session, workshop_id, actor)
    these = _promise_the_very_ones(session, workshop_id, actor)
    return these + _promise_in_turn(session, workshop_id, actor)


def one_by_one(session: Session, workshop_id: int) -> None:
    """Whoever else promises something, or gives it up, waits until this transaction ends.

    To be held before all else (``atelier.locking``).
    """
    locking.allocation(session, workshop_id)


def _promise_in_turn(session: Session, workshop_id: int, actor: Actor) -> int:
    """By the rule; again for whoever was chosen a device that went elsewhere a moment ago."""
    done = 0
    while chosen := _choose(session, workshop_id):
        holds.keep_still(session, chosen.values())
        free = available.among(session, workshop_id, chosen.values())
        here = {unit: device for unit, device in chosen.items() if device in free}
        _promise_all(session, workshop_id, here, actor)
        done += len(here)
        if len(here) == len(chosen):
            break
    return done


def _choose(session: Session, workshop_id: int) -> dict[int, int]:
    """Unit to device. What comes is for whom nothing that is ready will do: that goes before."""
    chosen: dict[int, int] = {}
    waiting = _waiting(session, workshop_id)
    for steps in ((READY,), available.COMING):
        waiting = [asked for asked in waiting if asked.unit_id not in chosen]
        if waiting:
            wishes = [asked.wish for asked in waiting]
            found = available.candidates(session, workshop_id, wishes, steps, len(waiting))
            chosen |= fitting.choose(waiting, found, _distances(session, waiting, found))
    return chosen


def _promise_all(
    session: Session, workshop_id: int, chosen: Mapping[int, int], actor: Actor
) -> None:
    """Devices by unit, free and kept still; in as many statements for one as for all."""
    rows = session.execute(
        sa.select(ReservedUnit, Reservation)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .where(ReservedUnit.id.in_(chosen))
        .order_by(ReservedUnit.id)
    ).all()
    if not rows:
        return
    desks = {chosen[unit.id]: reservation.place_id for unit, reservation in rows}
    made = holds.make_all(session, workshop_id, desks, actor=actor)
    for unit, _ in rows:
        unit.hold_id = made[chosen[unit.id]].id
    session.flush()
    told = [(one, {"unit": unit.number, "device": chosen[unit.id]}) for unit, one in rows]
    events.record_all(session, "promised", told, actor=actor)


def suited(session: Session, reservation: Reservation, size: int = 20) -> list[Device]:
    """Free devices that will do for it, what the rule would choose first in front."""
    asked = _asked(0, reservation)
    found = available.suited(session, reservation.workshop_id, asked.wish)
    fitting_ones = fitting.ranked(asked, found, _distances(session, [asked], found))[:size]
    numbers = [one.device_id for one in fitting_ones]
    wanted = sa.select(Device).where(Device.id.in_(numbers))
    devices = {device.id: device for device in session.scalars(wanted).unique()}
    return [devices[number] for number in numbers]


def wish_of(reservation: Reservation) -> Wish:
    return Wish(
        kind=reservation.kind,
        memory_bytes=reservation.memory_bytes,
        disk_bytes=reservation.disk_bytes,
        screen_inches=reservation.screen_inches,
        grade=reservation.grade,
        image=reservation.image,
    )


def _follow_merged(session: Session, workshop_id: int) -> None:
    """Who asked for one device that turned out to be another waits for that other."""
    goes_on = sa.select(Device.merged_into_id).where(Device.id == Reservation.device_id)
    absorbed = sa.select(Device.id).where(Device.merged_into_id.is_not(None))
    session.execute(
        sa.update(Reservation)
        .where(Reservation.workshop_id == workshop_id, Reservation.device_id.in_(absorbed))
        .values(device_id=goes_on.scalar_subquery())
        .execution_options(synchronize_session="fetch")
    )


def _let_go_of_what_will_not_come(session: Session, workshop_id: int, actor: Actor) -> None:
    """Lost in a count, gone for good, or broken: whoever it was promised to waits again.

    Who asked for one device and no other, waits for it while it is mended. Who works at a desk that
    is closed waits until it opens.
    """
    desk = aliased(Place)
    broken = sa.and_(
        Reservation.device_id.is_(None), Device.next_step.not_in((READY, *available.COMING))
    )
    rows = session.execute(
        sa.select(ReservedUnit, Reservation)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .join(desk, desk.id == Reservation.place_id)
        .join(Hold, Hold.id == ReservedUnit.hold_id)
        .join(Device, Device.id == Hold.device_id)
        .join(Holding, Holding.device_id == Device.id)
        .join(Place, Place.id == Holding.place_id)
        .where(
            Reservation.workshop_id == workshop_id,
            ReservedUnit.resolved_at.is_(None),
            sa.or_(Place.kind.not_in(REACHABLE), Device.next_step == GONE, broken, ~desk.active),
        )
        .order_by(ReservedUnit.id)
    ).all()
    for unit, reservation in rows:
        promising.let_go(session, unit)
        events.record(session, reservation, "let_go", actor=actor, unit=unit.number)


def _promise_the_very_ones(session: Session, workshop_id: int, actor: Actor) -> int:
    """Who asked for one device and no other, and lost it, gets it once it is free again."""
    rows = session.execute(
        sa.select(ReservedUnit, Reservation, Device)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .join(Device, Device.id == Reservation.device_id)
        .join(Place, Place.id == Reservation.place_id)
        .where(
            Reservation.workshop_id == workshop_id,
            ReservedUnit.resolved_at.is_(None),
            ReservedUnit.hold_id.is_(None),
            Place.active,
        )
        .order_by(Reservation.wanted_by, Reservation.made_at, ReservedUnit.id)
    ).all()
    free_again = available.among(session, workshop_id, [device.id for *_, device in rows])
    done = 0
    for unit, reservation, device in rows:
        if device.id in free_again:
            promising.promise(session, reservation, unit, device, actor=actor)
            free_again.remove(device.id)  # the first in turn has it
            done += 1
    return done


def _waiting(session: Session, workshop_id: int) -> list[Asked]:
    rows = session.execute(
        sa.select(ReservedUnit.id, Reservation)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .join(Place, Place.id == Reservation.place_id)
        .where(
            Reservation.workshop_id == workshop_id,
            Reservation.device_id.is_(None),
            ReservedUnit.resolved_at.is_(None),
            ReservedUnit.hold_id.is_(None),
            Place.active,
        )
    )
    return [_asked(unit_id, reservation) for unit_id, reservation in rows]


def _asked(unit_id: int, reservation: Reservation) -> Asked:
    return Asked(
        unit_id=unit_id,
        wish=wish_of(reservation),
        place_id=reservation.place_id,
        wanted_by=reservation.wanted_by,
        made_at=reservation.made_at,
    )


def _distances(
    session: Session, waiting: list[Asked], candidates: list[Candidate]
) -> dict[tuple[int, int], int]:
    """At the desk itself, in the workshop, or at another desk."""
    numbers = {found.place_id for found in candidates}
    desks = set(
        session.scalars(
            sa.select(Place.id).where(Place.id.in_(numbers), Place.kind == PlaceKind.DESK)
        )
    )
    return {
        (asker, there): _AT_THE_DESK
        if there == asker
        else _AT_ANOTHER
        if there in desks
        else _AT_THE_WORKSHOP
        for asker in {asked.place_id for asked in waiting}
        for there in numbers
    }
