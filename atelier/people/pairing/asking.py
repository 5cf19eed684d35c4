"""The machine's side: it asks to be paired, and asks how that stands."""

import hashlib
import hmac
import re
from datetime import timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now
from atelier.errors import Conflict, Invalid, NotFound, TooMany
from atelier.people.models import Pairing, Station
from atelier.people.pairing.lasting import GOOD_FOR, is_over
from atelier.people.text import tidy
from atelier.people.throttle import Throttle
from atelier.words import N_
from diagnostics.wire.pairing import Asked, PairingState, Standing

#: So many machines may wait at once: for each, trying a code takes some 50 ms.
MOST_WAITING = 20
#: And so many from one address, which leaves room for others.
MOST_FROM_ADDRESS = 10
#: What is over is kept so long, for whoever looks into what happened.
_KEPT = timedelta(days=1)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
log = structlog.get_logger()


def ask(session: Session, asked: Asked, *, address: str, throttle: Throttle) -> PairingState:
    """Notes that a machine waits. Sent twice (same id), it counts once; says how that one stands.

    Raises Invalid, TooMany, and Conflict when the id was used for something else.
    """
    _check(asked)
    lock(session, key_of("pairing"))
    known = session.get(Pairing, asked.id)
    if known is not None:
        if (known.code_mac, known.secret_hash) != (asked.code_mac, asked.secret_hash):
            raise Conflict(N_("Dit nummer is al in gebruik. Begin opnieuw."), field="id")
        return _state(known)
    _tidy_up(session)
    address_key = throttle.address_key(address)
    _refuse_when_full(session, address_key, throttle)
    session.add(_row(asked, address_key))
    session.flush()
    log.info("pairing_asked", pairing=asked.id)
    return "waiting"


def standing(session: Session, pairing_id: str, secret: str) -> Standing:
    """How it stands, for the machine that asked. Raises NotFound, also on another's secret.

    The token is told over and over until it is used: an answer may get lost on its way.
    """
    pairing = session.get(Pairing, pairing_id) if _ID.fullmatch(pairing_id) else None
    digest = hashlib.sha256(secret.encode(errors="replace")).hexdigest()
    if pairing is None or not hmac.compare_digest(pairing.secret_hash, digest):
        raise NotFound(N_("Deze vraag om te koppelen is er niet (meer). Begin opnieuw."))
    state = _state(pairing)
    if state != "approved":
        return Standing(state=state)
    return Standing(
        state="approved",
        hidden_token=pairing.hidden_token,
        answer_mac=pairing.answer_mac,
        station=session.scalar(sa.select(Station.name).filter_by(id=pairing.station_id)) or "",
    )


def _state(pairing: Pairing) -> PairingState:
    if pairing.state == "refused":
        return "refused"
    if is_over(pairing):
        return "expired"
    return "waiting" if pairing.state == "waiting" else "approved"


def _check(asked: Asked) -> None:
    for field, form in (("id", _ID), ("code_mac", _DIGEST), ("seen_mac", _DIGEST)):
        _accept(form.fullmatch(getattr(asked, field)) is not None, field)
    _accept(_DIGEST.fullmatch(asked.secret_hash) is not None, "secret_hash")
    seen = asked.seen_certificate
    _accept(not seen or _DIGEST.fullmatch(seen) is not None, "seen_certificate")


def _accept(fits: bool, field: str) -> None:
    if not fits:
        raise Invalid(N_("Een veld klopt niet: %(name)s."), field=field, name=field)


def _row(asked: Asked, address_key: str) -> Pairing:
    return Pairing(
        id=asked.id,
        code_mac=asked.code_mac,
        seen_certificate=asked.seen_certificate,
        seen_mac=asked.seen_mac,
        secret_hash=asked.secret_hash,
        agent_version=tidy(asked.agent_version)[:40],
        name=tidy(asked.name)[:120],
        address_key=address_key,
    )


def _refuse_when_full(session: Session, address_key: str, throttle: Throttle) -> None:
    here = Pairing.address_key == address_key
    waits = (Pairing.state == "waiting") & (Pairing.asked_at >= now() - GOOD_FOR)
    lately = Pairing.asked_at >= now() - throttle.window
    for counted, most in (
        (waits, MOST_WAITING),
        (waits & here, MOST_FROM_ADDRESS),
        (lately & here, throttle.per_address),
    ):
        if (session.scalar(sa.select(sa.func.count()).where(counted)) or 0) >= most:
            log.warning("pairing_full", most=most)
            raise TooMany(
                N_(
                    "Te veel toestellen vragen tegelijk om te koppelen. Koppel eerst een ander, of "
                    "wacht %(minutes)s minuten."
                ),
                minutes=int(GOOD_FOR.total_seconds() // 60),
            )


def _tidy_up(session: Session) -> None:
    """Forgets what is long over, and tokens that nobody came for in time."""
    session.execute(sa.delete(Pairing).where(Pairing.asked_at < now() - _KEPT))
    session.execute(
        sa.update(Pairing)
        .where(Pairing.settled_at < now() - GOOD_FOR, Pairing.hidden_token != "")
        .values(hidden_token="", answer_mac="")
    )
