"""Whether a device is somebody's, or promised to somebody: then a coordinator has to ask. Pure.

What is known today is its place and whether it was in use since it last came in. Loans and
reservations are not kept yet: where they will be, they belong here.
"""

from atelier.devices.lifecycle import READY, State, facts
from atelier.stock.models import PlaceKind
from atelier.words import N_, Sentence


def why_a_coordinator(state: State, place: str | None, next_step: str) -> Sentence | None:
    """``place``: the kind of place it is in (a ``PlaceKind``); None: it never came in."""
    reasons = (
        (state.gone is not None, _GONE),
        (place == PlaceKind.DESK, _AT_A_DESK),
        (state.used > state.came_in or place == PlaceKind.TRANSIT, _IN_USE),
        (state.place_kind in (None, facts.VIRTUAL, facts.TRANSIT, facts.LENT), _NOT_RECEIVED),
        (next_step == READY, _READY),
    )
    return next((Sentence(text) for holds, text in reasons if holds), None)


_GONE = N_("Dit toestel is het atelier uit. Alleen een coördinator kan het laten wissen.")
_AT_A_DESK = N_(
    "Dit toestel staat op een digibankpunt: misschien is het uitgeleend of gereserveerd. "
    "Alleen een coördinator kan het laten wissen."
)
_IN_USE = N_("Dit toestel is in gebruik of onderweg. Alleen een coördinator kan het laten wissen.")
_NOT_RECEIVED = N_(
    "Dit toestel is nog niet ontvangen: het is nog van iemand anders. "
    "Ontvang het eerst, of vraag het aan een coördinator."
)
_READY = N_("Dit toestel is klaar om uit te lenen. Alleen een coördinator kan het laten wissen.")
