"""A coordinator takes a device from whoever it was promised to, and says why."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids, locking
from atelier.db import today
from atelier.devices import history
from atelier.devices.models import Device, Event
from atelier.errors import Invalid
from atelier.lending.reservations import allocating, asking, fulfilling, reassigning
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.stock import holds, ledger
from atelier.stock.ledger import promises
from atelier.stock.models import Hold, Place, PlaceKind
from atelier.words import N_, Sentence

#: What the history of the device calls it.
TAKEN_OVER = "taken_over"
LONGEST = 200
_PACKED = N_("Het is ingepakt in zending %(number)s naar %(place)s.")
_HELD = N_("Het is gereserveerd voor %(desk)s.")


def against(
    session: Session, device: Device, to: Place | None, desk: Place | None = None
) -> Sentence | None:
    """Why others would lose this device if it went to ``to``; None where nobody would.

    Without ``to``: if it went anywhere else. ``desk``: which asks, and may have it reserved itself.
    """
    here = ledger.place_of(session, device)
    if here is None:
        return None
    hold = _others(session, device, desk)
    if hold is not None and (to is None or promises.is_against(hold, here, to)):
        return Sentence(_HELD, {"desk": session.get_one(Place, hold.place_id).name})
    transfer = promises.packed_in(session, device)
    if transfer is None or (to is not None and promises.stays(session, transfer, to)):
        return None
    there = session.get_one(Place, transfer.to_place_id)
    return Sentence(_PACKED, {"number": str(transfer.number), "place": there.name})


@contextmanager
def overruling(
    session: Session,
    device: Device,
    to: Place,
    *,
    why: str | None,
    actor: Actor,
    client_id: str,
    desk: Place | None = None,
) -> Iterator[None]:
    """Frees the device for what is done with it inside; ``why``: None where nobody overrules.

    Whoever it was promised to waits again, in the same turn, and is promised another where there
    is one. ``to``: where the device goes; a desk then has it reserved. ``desk``: as of ``against``.
    Sent again with the same ``client_id`` (UUID), nothing is taken twice. Raises Invalid without a
    reason.
    """
    if why is None:
        yield
        return
    locking.allocation(session, device.organisation_id)
    client_id = ids.checked(client_id)
    lost = against(session, device, to, desk)
    if lost and not _is_done(session, device, client_id):
        hold = _others(session, device, desk)
        _take(session, device, to, hold, lost, why=why, actor=actor, client_id=client_id)
    yield
    allocating.allocate(session, device.organisation_id, actor=actor)


def _others(session: Session, device: Device, desk: Place | None) -> Hold | None:
    """The promise of it to another than ``desk``."""
    hold = holds.live(session, device.id)
    return None if hold and desk and hold.place_id == desk.id else hold


def _take(
    session: Session,
    device: Device,
    to: Place,
    hold: Hold | None,
    lost: Sentence,
    *,
    why: str,
    actor: Actor,
    client_id: str,
) -> None:
    why = tidy(why)[:LONGEST]
    if not why:
        raise Invalid(N_("Schrijf in een zin waarom."), field="over")
    _unpack(session, device, actor)
    here = ledger.place_of(session, device)
    if hold is not None and here is not None and promises.is_against(hold, here, to):
        _free(session, device, hold, to, why=why, actor=actor, client_id=client_id)
    told = {"why": why, "text": lost.text, "values": dict(lost.values)}
    client_id = ids.part(client_id, TAKEN_OVER)
    history.record(session, device, TAKEN_OVER, actor=actor, data=told, client_id=client_id)


def _is_done(session: Session, device: Device, client_id: str) -> bool:
    """Whether it was taken with this id before: whoever has it since keeps it."""
    done = sa.select(Event.id).where(
        Event.organisation_id == device.organisation_id,
        Event.client_id == ids.part(client_id, TAKEN_OVER),
    )
    return session.scalar(done) is not None


def _unpack(session: Session, device: Device, actor: Actor) -> None:
    transfer = promises.packed_in(session, device)
    if transfer is not None:
        fulfilling.put_back(session, transfer, device, actor=actor)


def _free(
    session: Session,
    device: Device,
    hold: Hold,
    to: Place,
    *,
    why: str,
    actor: Actor,
    client_id: str,
) -> None:
    """What goes to another desk is promised to that one: else the first would get it again."""
    if fulfilling.unit_of(session, device) is None:
        holds.resolve(session, hold, "released")
    reassigning.take_over(session, device, why=why, actor=actor)
    if to.kind == PlaceKind.DESK:
        asking.ask_for(
            session,
            desk=to,
            device=device,
            wanted_by=today(),
            actor=actor,
            client_id=ids.part(client_id, TAKEN_OVER),
            over=why,
        )
