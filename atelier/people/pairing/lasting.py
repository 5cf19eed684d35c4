"""How long a pairing is good for."""

from datetime import timedelta

from atelier.db import now
from atelier.people.models import Pairing
from diagnostics.wire.pairing import GOOD_FOR_S

GOOD_FOR = timedelta(seconds=GOOD_FOR_S)


def is_over(pairing: Pairing) -> bool:
    """Nobody typed its code in time, or the machine did not come for its token in time."""
    return now() - (pairing.settled_at or pairing.asked_at) > GOOD_FOR
