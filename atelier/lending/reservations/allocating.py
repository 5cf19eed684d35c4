"""Who gets which device: by the rule of ``fitting``, and changed by a coordinator."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock
from atelier.devices.lifecycle import GONE, READY
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.lending import events, fitting
from atelier.lending.fitting import Asked, Candidate, Wish
from atelier.lending.models import Reservation, ReservedUnit
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.stock import holds
from atelier.stock.models import Hold, Holding, Place, PlaceKind, Transfer, TransferLine
from atelier.words import N_

#: At the bench, measured, and on their way to ready: these may be promised too.
COMING = ("erase", "image", "check")
_ENOUGH = 200
#: Where a promised device may be, and still come.
REACHABLE = [kind.value for kind in PlaceKind if kind.physical or kind is PlaceKind.TRANSIT]
_AT_THE_DESK, _AT_THE_WORKSHOP, _AT_ANOTHER = range(3)


def allocate(session: Session, workshop_id: int, *, actor: Actor) -> int:
    """Promises what is free to those who wait, in their turn; how many were promised.

    What was promised stays promised: nobody loses a device to whoever asks later. What is lost or
    gone since is promised to nobody any more.
    """
    lock(session, key_of("allocation", str(workshop_id)))
    _let_go_of_what_is_gone(session, workshop_id, actor)
    these = _promise_the_very_ones(session, workshop_id, actor)
    waiting = _waiting(session, workshop_id)
    if not waiting:
        return these
    candidates = _candidates(session, workshop_id, {asked.wish.kind for asked in waiting})
    distances = _distances(session, waiting, candidates)
    chosen = fitting.choose(waiting, candidates, distances)
    for unit_id, device_id in chosen.items():
        unit = session.get_one(ReservedUnit, unit_id)
        reservation = session.get_one(Reservation, unit.reservation_id)
        promise(session, reservation, unit, session.get_one(Device, device_id), actor=actor)
    return these + len(chosen)


def promise(
    session: Session, reservation: Reservation, unit: ReservedUnit, device: Device, *, actor: Actor
) -> None:
    """Raises Conflict where the device is promised to another."""
    desk = session.get_one(Place, reservation.place_id)
    hold = holds.make(session, device, desk, actor=actor, client_id=str(uuid.uuid4()))
    unit.hold_id = hold.id
    session.flush()
    events.record(session, reservation, "promised", actor=actor, unit=unit.number, device=device.id)


def change(
    session: Session,
    unit: ReservedUnit,
    device: Device | None,
    *,
    actor: Actor,
    over: str | None = None,
) -> None:
    """Another device than the rule chose, or none: then it waits again.

    ``over``: why the device is taken from whoever it was promised to (``take_over``). Raises
    Conflict once it is picked, and where the device is promised, or cannot be.
    """
    reservation = session.get_one(Reservation, unit.reservation_id)
    lock(session, key_of("allocation", str(reservation.workshop_id)))
    session.refresh(unit, with_for_update=True)
    if unit.resolved_at is not None or unit.picked_at is not None:
        raise Conflict(N_("Dit ligt al klaar of is al weg. Er is niets meer te wisselen."))
    if reservation.device_id is not None:
        raise Conflict(
            N_("Hier is één bepaald toestel gevraagd. Annuleer dit, en vraag een ander.")
        )
    if device is None:
        let_go(session, unit)
        events.record(session, reservation, "let_go", actor=actor, unit=unit.number)
        return
    if _holds(session, unit, device):
        return
    if over is not None:
        take_over(session, device, why=over, actor=actor)
    if not _is_free(session, device):
        raise Conflict(N_("Dit toestel is niet vrij. Kies een ander."))
    let_go(session, unit)
    promise(session, reservation, unit, device, actor=actor)
    allocate(session, reservation.workshop_id, actor=actor)


def take_over(session: Session, device: Device, *, why: str, actor: Actor) -> None:
    """Frees a device of the promise on it; whoever loses it waits again, in the same turn.

    Nobody is promised it instead: whoever asks does so in the same transaction. Harmless where it
    is promised to nobody. Raises Invalid without a reason, Conflict once it lies ready or packed.
    """
    session.execute(
        sa.select(Device.id).where(Device.id == device.id).with_for_update(key_share=True)
    )
    hold = holds.live(session, device.id)
    of_hold = ReservedUnit.hold_id == (hold.id if hold else None)
    unit = session.scalar(
        sa.select(ReservedUnit).where(of_hold, ReservedUnit.resolved_at.is_(None))
    )
    if hold is None or unit is None:
        return
    why = tidy(why)[:200]
    if not why:
        raise Invalid(N_("Schrijf in een zin waarom."), field="why")
    _refuse_packed(session, device)
    session.refresh(unit, with_for_update=True)
    let_go(session, unit)
    loser = session.get_one(Reservation, unit.reservation_id)
    events.record(session, loser, "taken", actor=actor, unit=unit.number, device=device.id, why=why)


def _refuse_packed(session: Session, device: Device) -> None:
    number = session.scalar(
        sa.select(Transfer.number)
        .join(TransferLine, TransferLine.transfer_id == Transfer.id)
        .where(TransferLine.device_id == device.id, TransferLine.settled_at.is_(None))
    )
    if number is not None:
        raise Conflict(
            N_("Dit toestel zit in zending %(number)s. Haal het daar eerst uit."), number=number
        )


def _holds(session: Session, unit: ReservedUnit, device: Device) -> bool:
    own = session.get(Hold, unit.hold_id) if unit.hold_id else None
    return own is not None and own.device_id == device.id


def let_go(session: Session, unit: ReservedUnit) -> None:
    """The unit waits again."""
    if unit.hold_id is not None:
        holds.resolve(session, session.get_one(Hold, unit.hold_id), "released")
    unit.hold_id = unit.picked_at = unit.ready_at = unit.keep_until = None
    session.flush()


def suited(session: Session, reservation: Reservation, size: int = 20) -> list[Device]:
    """Free devices that will do for it, what the rule would choose first in front."""
    asked = _asked(0, reservation)
    found = _candidates(session, reservation.workshop_id, {reservation.kind}, asked.wish)
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


def _let_go_of_what_is_gone(session: Session, workshop_id: int, actor: Actor) -> None:
    """Lost in a count, or gone for good: whoever it was promised to waits again."""
    rows = session.execute(
        sa.select(ReservedUnit, Reservation)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .join(Hold, Hold.id == ReservedUnit.hold_id)
        .join(Device, Device.id == Hold.device_id)
        .join(Holding, Holding.device_id == Device.id)
        .join(Place, Place.id == Holding.place_id)
        .where(
            Reservation.workshop_id == workshop_id,
            ReservedUnit.resolved_at.is_(None),
            sa.or_(Place.kind.not_in(REACHABLE), Device.next_step == GONE),
        )
        .order_by(ReservedUnit.id)
    ).all()
    for unit, reservation in rows:
        let_go(session, unit)
        events.record(session, reservation, "let_go", actor=actor, unit=unit.number)


def _promise_the_very_ones(session: Session, workshop_id: int, actor: Actor) -> int:
    """Who asked for one device and no other, and lost it, gets it once it is free again."""
    rows = session.execute(
        sa.select(ReservedUnit, Reservation, Device)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .join(Device, Device.id == Reservation.device_id)
        .where(
            Reservation.workshop_id == workshop_id,
            ReservedUnit.resolved_at.is_(None),
            ReservedUnit.hold_id.is_(None),
        )
        .order_by(Reservation.wanted_by, Reservation.made_at, ReservedUnit.id)
    ).all()
    free_again = [row for row in rows if _is_free(session, row[2])]
    done = 0
    for unit, reservation, device in free_again:
        if holds.live(session, device.id) is None:
            promise(session, reservation, unit, device, actor=actor)
            done += 1
    return done


def _waiting(session: Session, workshop_id: int) -> list[Asked]:
    rows = session.execute(
        sa.select(ReservedUnit.id, Reservation)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .where(
            Reservation.workshop_id == workshop_id,
            Reservation.device_id.is_(None),
            ReservedUnit.resolved_at.is_(None),
            ReservedUnit.hold_id.is_(None),
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


def free(workshop_id: int) -> sa.Select[Device, int]:
    """Devices that nobody was promised and that lie somewhere, with the number of that place."""
    held = sa.exists().where(Hold.device_id == Device.id, Hold.resolved_at.is_(None))
    packed = sa.exists().where(
        TransferLine.device_id == Device.id, TransferLine.settled_at.is_(None)
    )
    lie_somewhere = [
        kind.value for kind in PlaceKind if kind.physical and kind is not PlaceKind.EQUIPMENT
    ]
    return (
        sa.select(Device, Holding.place_id)
        .join(Holding, Holding.device_id == Device.id)
        .join(Place, Place.id == Holding.place_id)
        .where(
            Device.organisation_id == workshop_id,
            Device.next_step.in_((READY, *COMING)),
            Device.merged_into_id.is_(None),
            Place.kind.in_(lie_somewhere),
            ~held,
            ~packed,
        )
    )


def _is_free(session: Session, device: Device) -> bool:
    wanted = free(device.organisation_id).where(Device.id == device.id)
    return session.execute(wanted).first() is not None


def _candidates(
    session: Session, workshop_id: int, kinds: set[str], wish: Wish | None = None
) -> list[Candidate]:
    """``wish``: only some that may do for it, what is ready first: enough to choose from."""
    wanted = free(workshop_id).where(Device.kind.in_(kinds))
    if wish is not None:
        wanted = (
            wanted.where(*_may_do(wish))
            .order_by(Device.next_step != READY, Device.memory_bytes, Device.id)
            .limit(_ENOUGH)
        )
    columns = (
        Device.id,
        Device.kind,
        Device.memory_bytes,
        Device.disk_bytes,
        Device.screen_inches,
        Device.grade,
        Device.software,
        Device.next_step,
        Holding.place_id,
    )
    return [
        Candidate(
            device_id=row.id,
            kind=row.kind,
            memory_bytes=row.memory_bytes,
            disk_bytes=row.disk_bytes,
            screen_inches=row.screen_inches,
            grade=row.grade,
            image=row.software,
            ready=row.next_step == READY,
            place_id=row.place_id,
        )
        for row in session.execute(wanted.with_only_columns(*columns))
    ]


def _may_do(wish: Wish) -> list[sa.ColumnElement[bool]]:
    """What ``fitting.fits`` asks at least, for the database."""
    share, found = fitting.LEAST_SHARE, []
    if wish.memory_bytes:
        found.append(Device.memory_bytes >= int(wish.memory_bytes * share))
    if wish.disk_bytes:
        found.append(Device.disk_bytes >= int(wish.disk_bytes * share))
    if wish.screen_inches:
        found.append(Device.screen_inches >= wish.screen_inches)
    if wish.grade:
        found.append(Device.grade <= wish.grade)
    if wish.image:
        found.append(sa.or_(Device.next_step != READY, Device.software == wish.image))
    return found


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
