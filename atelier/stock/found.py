"""What was lost, and is there again."""

from sqlalchemy.orm import Session

from atelier import ids
from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.people.actor import Actor
from atelier.stock import ledger, places
from atelier.stock.models import Place, PlaceKind, Posting
from atelier.words import N_

FOUND = "found"


def loss(session: Session, device: Device) -> Posting | None:
    """The move by which it is lost now; None where it is not."""
    here = ledger.place_of(session, device)
    if here is None or here.kind != PlaceKind.LOST:
        return None
    return next(iter(ledger.moves_of(session, device, size=1)), None)


def find(session: Session, device: Device, place: Place, *, actor: Actor) -> Posting:
    """It is at ``place``, and has to be measured and wiped again; twice is once.

    Raises Conflict for what is not lost, or for a place that is closed.
    """
    lost = loss(session, device)
    if lost is None:
        return _found_here(session, device, place)
    found = ledger.post(
        session,
        device,
        place,
        reason=FOUND,
        actor=actor,
        client_id=ids.part(lost.client_id, FOUND),
    )
    assert found is not None  # noqa: S101 - it was elsewhere, so it moved
    return found


def _found_here(session: Session, device: Device, place: Place) -> Posting:
    last = next(iter(ledger.moves_of(session, device, size=1)), None)
    if last is None or (last.reason, last.to_place_id) != (FOUND, place.id):
        raise Conflict(
            N_("Dit toestel is niet vermist. Volgens ons staat het op %(place)s."),
            place=places.spoken(ledger.place_of(session, device)),
        )
    return last
