"""What a coordinator changes of who gets which device."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.lending import events
from atelier.lending.models import Reservation, ReservedUnit
from atelier.lending.reservations import allocating, available, promising, standing
from atelier.lending.reservations.standing import State
from atelier.lending.reservations.taken import TAKEN
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.stock import holds
from atelier.stock.models import Hold, Transfer, TransferLine
from atelier.words import N_

_CAN_CHANGE = (State.WAITING, State.PROMISED)


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
    allocating.one_by_one(session, reservation.workshop_id)
    session.refresh(unit, with_for_update=True)
    if standing.state_of(session, unit) not in _CAN_CHANGE:
        raise Conflict(N_("Dit ligt al klaar of is al weg. Er is niets meer te wisselen."))
    if reservation.device_id is not None:
        raise Conflict(
            N_("Hier is één bepaald toestel gevraagd. Annuleer dit, en vraag een ander.")
        )
    if device is None:
        promising.let_go(session, unit)
        events.record(session, reservation, "let_go", actor=actor, unit=unit.number)
        return
    if _holds(session, unit, device):
        return
    if over is not None:
        take_over(session, device, why=over, actor=actor)
    if not available.among(session, device.organisation_id, [device.id]):
        raise Conflict(N_("Dit toestel is niet vrij. Kies een ander."))
    promising.let_go(session, unit)
    promising.promise(session, reservation, unit, device, actor=actor)
    allocating.allocate(session, reservation.workshop_id, actor=actor)


def take_over(session: Session, device: Device, *, why: str, actor: Actor) -> None:
    """Frees a device of the promise on it; whoever loses it waits again, in the same turn.

    For a coordinator. What lies ready may be taken as well: its desk sees that on its page, until
    something else lies ready (``taken``). Nobody is promised it instead: whoever asks does so in
    the same transaction. Harmless where it is promised to nobody. Raises Invalid without a reason,
    Conflict once it is packed.
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
    told: dict[str, Any] = {"unit": unit.number, "device": device.id, "why": why}
    if standing.state_of(session, unit) is State.READY:
        told["ready"] = True
    promising.let_go(session, unit)
    loser = session.get_one(Reservation, unit.reservation_id)
    events.record(session, loser, TAKEN, actor=actor, **told)


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
