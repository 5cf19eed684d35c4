"""The one door through which a device moves."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import leaving
from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.people.actor import Actor
from atelier.stock import places
from atelier.stock.ledger import gates, telling
from atelier.stock.ledger.entry import (
    ALREADY_DONE,
    Entry,
    by_client_id,
    hold_open,
    refuse_closed,
    refuse_strange,
)
from atelier.stock.models import Holding, Place, PlaceKind, Posting


def post(
    session: Session,
    device: Device,
    to: Place,
    *,
    reason: str,
    actor: Actor,
    client_id: str,
    at: datetime | None = None,
    note: str | None = None,
    weight_g: int | None = None,
    corrects: Posting | None = None,
) -> Posting | None:
    """Moves ``device`` to ``to``; None when it is there already.

    What was never in the ledger comes from the donor. The same ``client_id`` (UUID made by whoever
    asked) moves once. ``weight_g``: in grams. Raises NotFound for a place of an organisation that
    the device's does not serve, Conflict for a place that is closed, a device that has no business
    there yet (``gates``), or a ``client_id`` that stands for another move.
    """
    _hold_still(session, device, to)
    if known := by_client_id(session, device.organisation_id, client_id):
        return _same_move(known, device, to)
    refuse_closed(to)
    holding = session.get(Holding, device.id, populate_existing=True)
    origin = _origin(session, device, holding)
    if origin.id == to.id:
        return None
    gates.pass_through(session, device, origin, to, reason)
    entry = Entry(
        reason=reason,
        actor=actor,
        client_id=client_id,
        at=at,
        note=note,
        weight_g=weight_g,
        corrects=corrects,
    )
    posting = entry.write(session, device.organisation_id, origin, to, device_id=device.id)
    _hold(session, device, to, holding, posting.at)
    session.flush()
    telling.tell(session, device, posting, origin, to)
    leaving.moved(session, device, to.kind)
    return posting


def _hold_still(session: Session, device: Device, to: Place) -> None:
    """Two moves of one device wait for each other, and no place closes while something comes in."""
    refuse_strange(session, device.organisation_id, to)
    session.execute(
        sa.select(Device.id).where(Device.id == device.id).with_for_update(key_share=True)
    )
    hold_open(session, to)


def _origin(session: Session, device: Device, holding: Holding | None) -> Place:
    if holding is None:
        return places.virtual(session, device.organisation_id, PlaceKind.DONOR)
    return session.get_one(Place, holding.place_id)


def _same_move(known: Posting, device: Device, to: Place) -> Posting:
    if (known.device_id, known.to_place_id) != (device.id, to.id):
        raise Conflict(ALREADY_DONE)
    return known


def _hold(
    session: Session, device: Device, to: Place, holding: Holding | None, since: datetime
) -> None:
    if holding is None:
        session.add(Holding(device_id=device.id, place_id=to.id, since=since))
    else:
        holding.place_id, holding.since = to.id, since
