"""What is promised to a desk, or packed for it, does not go anywhere else by the way."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.stock import holds, tree
from atelier.stock.models import Hold, Place, PlaceKind, Transfer, TransferLine
from atelier.words import N_

PACKED = N_(
    "Dit toestel is ingepakt in zending %(number)s naar %(place)s. Haal het daar eerst uit, of"
    " vraag de coördinator."
)

#: Where a device would be out of reach of the desk that it is promised to.
_LEADS_AWAY = frozenset(
    {
        PlaceKind.DESK,
        PlaceKind.EQUIPMENT,
        PlaceKind.LENT,
        PlaceKind.GIVEN,
        PlaceKind.SCRAPPED,
        PlaceKind.PARTS,
        PlaceKind.RETURNED,
    }
)
_SENT = "sent"


def refuse(session: Session, device: Device, origin: Place, to: Place, reason: str) -> None:
    """Raises Conflict where somebody else waits for this device at ``to``, or it is packed."""
    refuse_packed(session, device, to, reason)
    hold = holds.live(session, device.id) if to.kind in _LEADS_AWAY else None
    if hold is not None and is_against(hold, origin, to):
        raise Conflict(holds.HELD, desk=session.get_one(Place, hold.place_id).name)


def is_against(hold: Hold, origin: Place, to: Place) -> bool:
    """What is promised to a desk goes there, and from there to a borrower; inside it may move."""
    if to.kind not in _LEADS_AWAY or hold.place_id == to.id:
        return False
    return not (to.kind == PlaceKind.LENT and hold.place_id == origin.id)


def refuse_packed(session: Session, device: Device, to: Place, reason: str) -> None:
    """What waits to be sent stays where it is sent from, until it is taken out."""
    transfer = None if reason == _SENT else packed_in(session, device)
    if transfer is None or stays(session, transfer, to):
        return
    there = session.get_one(Place, transfer.to_place_id)
    raise Conflict(PACKED, number=transfer.number, place=there.name)


def packed_in(session: Session, device: Device) -> Transfer | None:
    """The transfer that it lies in, and that has not left."""
    return session.scalar(
        sa.select(Transfer)
        .join(TransferLine, TransferLine.transfer_id == Transfer.id)
        .where(
            TransferLine.device_id == device.id,
            TransferLine.settled_at.is_(None),
            Transfer.sent_at.is_(None),
        )
    )


def stays(session: Session, transfer: Transfer, to: Place) -> bool:
    """Whether ``to`` is where the transfer leaves from, or in it."""
    if to.kind == PlaceKind.MERGED:
        return True  # bookkeeping: nobody touched it
    origin = session.get_one(Place, transfer.from_place_id)
    return to.id == origin.id or tree.is_below(session, to, origin)
