"""Station tokens: random, shown once, kept as a hash, scoped and revocable."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.errors import N_, Forbidden, NotSignedIn
from atelier.people.models import Account, Station

PREFIX = "atelier_"
SCOPES = {"reports": N_("Rapporten sturen")}
_SEEN_EVERY = timedelta(minutes=1)


def create(
    session: Session,
    *,
    organisation_id: int,
    name: str,
    by: Account | None,
    scopes: tuple[str, ...] = ("reports",),
) -> tuple[Station, str]:
    """A new station and its token, which cannot be read back later."""
    token = PREFIX + secrets.token_urlsafe(32)
    station = Station(
        organisation_id=organisation_id,
        name=name,
        token_hash=_hash(token),
        scopes=list(scopes),
        created_by_id=by.id if by else None,
    )
    session.add(station)
    session.flush()
    return station, token


def revoke(session: Session, station: Station) -> None:
    station.revoked_at = station.revoked_at or now()
    session.flush()


def authenticate(session: Session, header: str | None, scope: str) -> Station:
    """The station of an ``Authorization: Bearer`` header. Raises NotSignedIn or Forbidden."""
    kind, _, token = (header or "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise NotSignedIn(N_("Stuur het token van dit station mee als Authorization: Bearer."))
    station = session.scalar(sa.select(Station).where(Station.token_hash == _hash(token.strip())))
    if station is None or station.revoked_at:
        raise NotSignedIn(
            N_("Dit token is niet (meer) geldig. Vraag een nieuw aan de coördinator.")
        )
    if scope not in station.scopes:
        raise Forbidden(N_("Dit token mag dit niet. Vraag een ander aan de coördinator."))
    if station.last_seen_at is None or now() - station.last_seen_at > _SEEN_EVERY:
        station.last_seen_at = now()
    return station


def _hash(token: str) -> str:
    # The token has 256 random bits: a plain hash is enough, and makes the look-up one index read.
    return hashlib.sha256(token.encode()).hexdigest()
