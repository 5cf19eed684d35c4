"""Failed sign-ins: so many for one name, or from one address, close the door for a while."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now
from atelier.errors import TooMany
from atelier.people.models import SignInAttempt
from atelier.words import N_

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Throttle:
    """How many failures in ``window`` are too many; ``secret`` keys what is remembered."""

    per_login: int
    per_address: int
    window: timedelta
    secret: str

    def limits(self, login: str, address: str) -> dict[str, int]:
        """What is counted for this attempt, each with its limit."""
        return {
            self.key("login", login): self.per_login,
            self.address_key(address): self.per_address,
        }

    def address_key(self, address: str) -> str:
        """What is remembered of where somebody came from."""
        return self.key("address", _network(address))

    def key(self, what: str, value: str) -> str:
        digest = hmac.new(self.secret.encode(), f"{what}:{value}".encode(), hashlib.sha256)
        return f"{what}:{digest.hexdigest()[:32]}"


def refuse_when_closed(session: Session, limits: Mapping[str, int], throttle: Throttle) -> None:
    """Raises TooMany while closed. Attempts on one name or from one address wait for each other,
    so that many at once are counted like one after the other.
    """
    for key in sorted(limits):
        lock(session, key_of("sign-in", key))
    counts = session.execute(
        sa.select(SignInAttempt.key, sa.func.count())
        .where(SignInAttempt.key.in_(limits), SignInAttempt.at >= now() - throttle.window)
        .group_by(SignInAttempt.key)
    )
    full = [key for key, count in counts if count >= limits[key]]
    if full:
        log.warning("sign_in_closed", what=[key.partition(":")[0] for key in full])
        raise TooMany(
            N_("Te veel foute pogingen. Wacht %(minutes)s minuten en probeer opnieuw."),
            minutes=int(throttle.window.total_seconds() // 60),
        )


def count_failure(session: Session, limits: Mapping[str, int], throttle: Throttle) -> None:
    """Counts this one, and forgets those that no longer count: the table stays small by itself."""
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < now() - throttle.window))
    session.add_all(SignInAttempt(key=key) for key in limits)
    session.flush()


def forgive(session: Session, value: str, throttle: Throttle, what: str = "login") -> None:
    """Opens the door for this name (or what else was counted) again."""
    key = throttle.key(what, value)
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.key == key))


def _network(address: str) -> str:
    """What one household or workshop has: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(ip_network((int(parsed), 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
