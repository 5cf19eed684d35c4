"""Which accounts a device may not come to yet."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from atelier.db import today
from atelier.devices import history
from atelier.devices.lifecycle import READY, Step, next_step
from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.stock import places
from atelier.stock.ledger import promises
from atelier.stock.models import Place, PlaceKind
from atelier.words import N_, Sentence

#: Moves that say where something was found to be, whatever ought to be.
FACTUAL = frozenset(
    {"arrived", "brought_in", "corrected", "counted", "found", "returned", "undo_intake"}
)

_NOT_READY = N_("Dit toestel is nog niet klaar. Doe eerst dit: %(verb)s.")
_NOT_ERASED = N_("Op dit toestel kan nog iets van een ander staan. Doe eerst dit: %(verb)s.")
_UNDERWAY = N_("Dit toestel is onderweg met een zending. Ontvang eerst die zending.")
_LENT = N_("Dit toestel is uitgeleend. Neem het eerst terug van wie het heeft.")
_GONE = N_("Dit toestel is hier weg: %(place)s. Is het er weer? Ontvang het dan opnieuw.")
_MISSED = N_("Dit toestel was vermist. Is het er weer? Meld eerst dat het gevonden is.")
#: Somebody has it: it comes back by its loan, or stays away.
_FROM_BORROWER = frozenset({PlaceKind.GIVEN, PlaceKind.LOST, PlaceKind.MERGED})
_COMES_BACK = frozenset({"intake", "merged"})
_AWAY = frozenset(
    {
        PlaceKind.SCRAPPED,
        PlaceKind.PARTS,
        PlaceKind.GIVEN,
        PlaceKind.RETURNED,
        PlaceKind.GONE,
    }
)
_OF_ERASURE = frozenset({"media_unknown", "not_erased", "exceptions"})


def pass_through(session: Session, device: Device, origin: Place, to: Place, reason: str) -> None:
    """Raises Conflict where the device has no business at ``to`` yet."""
    if reason in FACTUAL:
        return
    refuse_origin(origin, to, reason)
    promises.refuse(session, device, origin, to, reason)
    if to.kind in _CHECKS:
        refuse_step(origin, to, next_step(history.state_of(session, device), device.kind, today()))


def refuse_step(origin: Place, to: Place, step: Step) -> None:
    """Raises Conflict where a device that is so far has no business at ``to``."""
    check = _CHECKS.get(PlaceKind(to.kind))
    if to.kind == PlaceKind.GIVEN and origin.kind == PlaceKind.LENT:
        return  # it stays with whom it is with
    if check is not None:
        check(step)


def refuse_origin(origin: Place, to: Place, reason: str) -> None:
    """What is not here is not moved by saying so: it is received, taken back, or put right."""
    if origin.kind == PlaceKind.TRANSIT:
        raise Conflict(_UNDERWAY)
    if origin.kind == PlaceKind.LENT and to.kind not in _FROM_BORROWER:
        raise Conflict(_LENT)
    if origin.kind == PlaceKind.LOST and reason not in _COMES_BACK:
        raise Conflict(_MISSED)
    if origin.kind in _AWAY and reason not in _COMES_BACK:
        raise Conflict(_GONE, place=places.spoken(origin))


def refuse_unready(step: Step) -> None:
    if step.key != READY:
        raise Conflict(_NOT_READY, verb=Sentence(step.verb))


def refuse_unerased(step: Step) -> None:
    """Nothing leaves for good with somebody's data in it."""
    if any(reason.code in _OF_ERASURE for reason in step.reasons):
        raise Conflict(_NOT_ERASED, verb=Sentence(step.verb))


_CHECKS: Mapping[PlaceKind, Callable[[Step], None]] = {
    PlaceKind.DESK: refuse_unready,
    PlaceKind.LENT: refuse_unready,
    PlaceKind.GIVEN: refuse_unready,
    PlaceKind.SCRAPPED: refuse_unerased,
    PlaceKind.PARTS: refuse_unerased,
}
