"""How far a transfer is, and what is in it."""

from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.stock.models import Transfer, TransferLine
from atelier.words import N_


class State(StrEnum):
    PACKING = "packing"
    UNDERWAY = "underway"
    RECEIVED = "received"
    CANCELLED = "cancelled"


def state_of(transfer: Transfer) -> State:
    if transfer.closed_at is not None:
        return State.RECEIVED if transfer.sent_at else State.CANCELLED
    return State.UNDERWAY if transfer.sent_at else State.PACKING


def lines(session: Session, transfer: Transfer) -> Sequence[TransferLine]:
    return session.scalars(
        sa.select(TransferLine)
        .where(TransferLine.transfer_id == transfer.id)
        .order_by(TransferLine.id)
    ).all()


def carrying(session: Session, device: Device) -> Transfer | None:
    """What it is under way with, or did not arrive with."""
    return session.scalar(
        sa.select(Transfer)
        .join(TransferLine, TransferLine.transfer_id == Transfer.id)
        .where(
            TransferLine.device_id == device.id,
            TransferLine.settled_at.is_(None),
            Transfer.sent_at.is_not(None),
        )
    )


def devices_of(session: Session, found: Sequence[TransferLine]) -> dict[int, Device]:
    """The devices of these lines by number, in one query."""
    ids = [line.device_id for line in found if line.device_id]
    wanted = sa.select(Device).where(Device.id.in_(ids))
    return {device.id: device for device in session.scalars(wanted)}


def hold(session: Session, transfer: Transfer, expected: State) -> None:
    """Nobody else changes it until this transaction ends. Raises Conflict in another state."""
    session.refresh(transfer, with_for_update=True)
    state = state_of(transfer)
    if state is not expected:
        raise Conflict(_NO_LONGER[state], number=transfer.number)


_NO_LONGER = {
    State.PACKING: N_("Zending %(number)s is nog niet vertrokken. Verstuur ze eerst."),
    State.UNDERWAY: N_("Zending %(number)s is al vertrokken."),
    State.RECEIVED: N_("Zending %(number)s is al afgesloten."),
    State.CANCELLED: N_("Zending %(number)s is geannuleerd."),
}
