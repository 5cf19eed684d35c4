"""The one door through which a device moves."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices.models import Device
from atelier.errors import Conflict, NotFound
from atelier.people.actor import Actor
from atelier.people.models import Organisation
from atelier.stock import places
from atelier.stock.ledger import gates, telling
from atelier.stock.models import Holding, Place, PlaceKind, Posting
from atelier.words import N_

CLOSED = N_("De plaats %(name)s is gesloten. Kies een andere.")
ALREADY_DONE = N_("Deze verplaatsing is al gedaan. Open de pagina opnieuw.")


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
    if not to.active:
        raise Conflict(CLOSED, name=to.name)
    holding = session.get(Holding, device.id, populate_existing=True)
    origin = _origin(session, device, holding)
    if origin.id == to.id:
        return None
    gates.pass_through(session, device, origin, to, reason)
    posting = Posting(
        organisation_id=device.organisation_id,
        client_id=client_id,
        device_id=device.id,
        from_place_id=origin.id,
        to_place_id=to.id,
        reason=reason,
        note=note,
        weight_g=weight_g,
        corrects_id=corrects.id if corrects else None,
        at=at or now(),
        account_id=actor.account_id,
        station_id=actor.station_id,
    )
    session.add(posting)
    _hold(session, device, to, holding, posting.at)
    session.flush()
    telling.tell(session, device, posting, origin, to)
    return posting


def by_client_id(session: Session, organisation_id: int, client_id: str) -> Posting | None:
    return session.scalar(
        sa.select(Posting).where(
            Posting.organisation_id == organisation_id, Posting.client_id == client_id
        )
    )


def refuse_strange(session: Session, organisation_id: int, place: Place) -> None:
    """Things of a workshop stand at its own places, and at those of whom it serves.

    Raises NotFound.
    """
    if place.organisation_id == organisation_id:
        return
    keeper = session.get_one(Organisation, place.organisation_id)
    if keeper.served_by_id != organisation_id or not PlaceKind(place.kind).physical:
        raise NotFound(places.UNKNOWN)


def _hold_still(session: Session, device: Device, to: Place) -> None:
    """Two moves of one device wait for each other, and no place closes while something comes in."""
    refuse_strange(session, device.organisation_id, to)
    session.execute(
        sa.select(Device.id).where(Device.id == device.id).with_for_update(key_share=True)
    )
    session.refresh(to, ["active"], with_for_update={"read": True})


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
