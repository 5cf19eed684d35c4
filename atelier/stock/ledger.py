"""The ledger: ``post`` is the only door through which anything moves."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import Conflict, NotFound
from atelier.people.actor import Actor
from atelier.stock import places
from atelier.stock.models import Holding, Place, PlaceKind, Posting
from atelier.words import N_


def post(
    session: Session,
    device: Device,
    to: Place,
    *,
    reason: str,
    actor: Actor,
    client_id: str,
    at: datetime | None = None,
) -> Posting | None:
    """Moves ``device`` to ``to``; None when it is there already.

    What was never in the ledger comes from the donor. The same ``client_id`` (UUID made by whoever
    asked) moves once. Raises NotFound for a place of another organisation, Conflict for a place
    that is closed or a ``client_id`` that stands for another move.
    """
    _hold_still(session, device, to)
    if known := _by_client_id(session, device.organisation_id, client_id):
        return _same_move(known, device, to)
    if not to.active:
        raise Conflict(N_("De plaats %(name)s is gesloten. Kies een andere."), name=to.name)
    holding = session.get(Holding, device.id, populate_existing=True)
    origin = holding.place_id if holding else _donor(session, device).id
    if origin == to.id:
        return None
    posting = Posting(
        organisation_id=device.organisation_id,
        client_id=client_id,
        device_id=device.id,
        from_place_id=origin,
        to_place_id=to.id,
        reason=reason,
        at=at or now(),
        account_id=actor.account_id,
        station_id=actor.station_id,
    )
    session.add(posting)
    _hold(session, device, to, holding, posting.at)
    session.flush()
    _tell_history(session, device, to, actor, posting.at)
    return posting


def place_of(session: Session, device: Device) -> Place | None:
    """Where the device is now; None when it never came in."""
    return session.scalar(
        sa.select(Place)
        .join(Holding, Holding.place_id == Place.id)
        .where(Holding.device_id == device.id)
    )


def places_of(session: Session, device_ids: Iterable[int]) -> dict[int, Place]:
    """The place of each of these devices that has one, in one query."""
    rows = session.execute(
        sa.select(Holding.device_id, Place)
        .join(Place, Holding.place_id == Place.id)
        .where(Holding.device_id.in_(list(device_ids)))
    )
    return dict(rows.all())


def folded(session: Session, organisation_id: int) -> dict[int, int]:
    """Device to place, computed from the postings alone; ``atelier check`` compares the cache."""
    rows = session.execute(
        sa.select(Posting.device_id, Posting.to_place_id)
        .where(Posting.organisation_id == organisation_id)
        .order_by(Posting.id)
    )
    return dict(rows.all())


def _hold_still(session: Session, device: Device, to: Place) -> None:
    """Two moves of one device wait for each other, and no place closes while something comes in."""
    if to.organisation_id != device.organisation_id:
        raise NotFound(places.UNKNOWN)
    session.execute(
        sa.select(Device.id).where(Device.id == device.id).with_for_update(key_share=True)
    )
    session.refresh(to, ["active"], with_for_update={"read": True})


def _same_move(known: Posting, device: Device, to: Place) -> Posting:
    if (known.device_id, known.to_place_id) != (device.id, to.id):
        raise Conflict(N_("Deze verplaatsing is al gedaan. Open de pagina opnieuw."))
    return known


def _hold(
    session: Session, device: Device, to: Place, holding: Holding | None, since: datetime
) -> None:
    if holding is None:
        session.add(Holding(device_id=device.id, place_id=to.id, since=since))
    else:
        holding.place_id, holding.since = to.id, since


def _tell_history(session: Session, device: Device, to: Place, actor: Actor, at: datetime) -> None:
    kind = PlaceKind(to.kind)
    if kind is PlaceKind.MERGED:
        # Bookkeeping: its history is read as that of the device it went into, which did not move.
        return
    history.record(
        session,
        device,
        facts.PLACED,
        actor=actor,
        at=at,
        data={
            "place_kind": facts.PHYSICAL if kind.physical else facts.VIRTUAL,
            "place_id": to.id,
            "place": to.name,
        },
    )


def _donor(session: Session, device: Device) -> Place:
    return places.virtual(session, device.organisation_id, PlaceKind.DONOR)


def _by_client_id(session: Session, organisation_id: int, client_id: str) -> Posting | None:
    return session.scalar(
        sa.select(Posting).where(
            Posting.organisation_id == organisation_id, Posting.client_id == client_id
        )
    )
