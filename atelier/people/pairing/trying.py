"""Which of the machines that wait shows a code. Slow on purpose, so with nothing held meanwhile."""

import hmac
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.people.models import Pairing
from atelier.people.pairing.lasting import GOOD_FOR
from diagnostics.wire.pairing import derive, proof

#: Each try takes 16 MB and a processor; whoever sends many codes at once waits for themselves.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Shown:
    pairing_id: str
    key: bytes = field(repr=False)


#: Runs what needs no database, while no transaction is open: ``edge.aside``.
Aside = Callable[[Callable[[], Shown | None]], Shown | None]


def waiting(session: Session) -> Mapping[str, str]:
    """The machines that wait: of each its id, and by what its code is recognised."""
    rows = session.execute(
        sa.select(Pairing.id, Pairing.code_mac).where(
            Pairing.state == "waiting", Pairing.asked_at >= now() - GOOD_FOR
        )
    )
    return {row.id: row.code_mac for row in rows}


def who_shows(code: str, macs: Mapping[str, str]) -> Shown | None:
    """Tries the code on each machine of ``waiting``: some 50 ms each.

    It stays that slow, as the same derivation keeps who listened to a machine from trying all
    codes. Always on all of them: how long it takes then tells nothing of the code.
    """
    with _ONE_AT_A_TIME:
        keys = {pairing_id: derive(code, pairing_id) for pairing_id in macs}
    shown = [
        Shown(pairing_id=pairing_id, key=key)
        for pairing_id, key in keys.items()
        if hmac.compare_digest(proof(key, "code"), macs[pairing_id])
    ]
    return shown[0] if shown else None
