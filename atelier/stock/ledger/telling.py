"""What a move means for the history of a device."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.stock.models import Place, PlaceKind, Posting

_LEFT: Mapping[str, str] = {
    PlaceKind.SCRAPPED: "scrapped",
    PlaceKind.GIVEN: "given_away",
    PlaceKind.RETURNED: "returned_to_donor",
    PlaceKind.PARTS: "parts",
}

#: So long after it was written a move out of the house may have been a slip.
_AT_ONCE = timedelta(days=1)


def tell(session: Session, device: Device, posting: Posting, origin: Place, to: Place) -> None:
    """Writes the facts that follow from ``posting``, before anything else can be asked of it."""
    if to.kind == PlaceKind.MERGED:
        # Bookkeeping: its history is read as that of the device it went into, which did not move.
        return
    actor = Actor(account_id=posting.account_id, station_id=posting.station_id)
    for kind, data in _facts(session, device, posting, origin, to):
        history.record(session, device, kind, actor=actor, at=posting.at, data=data)


def _facts(
    session: Session, device: Device, posting: Posting, origin: Place, to: Place
) -> list[tuple[str, Mapping[str, Any]]]:
    told: list[tuple[str, Mapping[str, Any]]] = []
    if posting.corrects_id is not None:
        late = _is_late(session, posting)
        told += [(facts.MISTAKEN, {"what": what}) for what in _mistaken(origin, late=late)]
    if PlaceKind(to.kind).physical and _was_out_of_sight(session, device, posting, origin):
        told.append((facts.CAME_IN, {}))
    if to.kind == PlaceKind.LENT:
        told.append((facts.USED, {}))
    if how := _LEFT.get(to.kind):
        told.append((facts.LEFT, {"how": how}))
    said = {"place_kind": _kind_of(to), "place_id": to.id, "place": to.name}
    return [*told, (facts.PLACED, said)]


def _mistaken(origin: Place, *, late: bool) -> list[str]:
    if origin.kind == PlaceKind.LENT:
        return [] if late else [facts.USED]
    return [facts.LEFT] if origin.kind in _LEFT else []


def _was_out_of_sight(session: Session, device: Device, posting: Posting, origin: Place) -> bool:
    """Whether it was, or may have been, in somebody's hands since it last came in.

    Where a thing was that nobody could find, nobody knows. Only of a move taken back at once it is
    clear that there was none: a shelf was not counted, a wrong tag was scanned. A loan or a gift
    that is called a mistake a month later was a month with somebody.
    """
    if posting.corrects_id is not None:
        return not PlaceKind(origin.kind).physical and _is_late(session, posting)
    if origin.kind == PlaceKind.LOST:
        return True
    state = history.state_of(session, device)
    return state.used > state.came_in


def _is_late(session: Session, posting: Posting) -> bool:
    """Whether it takes back what was done longer ago than a slip is."""
    if posting.corrects_id is None:
        return False
    return posting.at - session.get_one(Posting, posting.corrects_id).at > _AT_ONCE


def _kind_of(place: Place) -> str:
    kind = PlaceKind(place.kind)
    if kind.physical:
        return facts.PHYSICAL
    if kind is PlaceKind.TRANSIT:
        return facts.TRANSIT
    return facts.LENT if kind is PlaceKind.LENT else facts.VIRTUAL
