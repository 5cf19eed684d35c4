"""Station tokens: random, shown once, kept as a hash, scoped and revocable."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now, writing
from atelier.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from atelier.paging import Page, cut
from atelier.people.models import Account, Pairing, Station
from atelier.people.text import tidy
from atelier.words import N_

PREFIX = "atelier_"
#: What a station may do: send reports, take orders.
SCOPES = ("reports", "orders")
PAGE_SIZE = 50
_SEEN_EVERY = timedelta(minutes=1)
log = structlog.get_logger()


def page(
    session: Session, organisation_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Station]:
    """Stations, the newest first; ``after`` is the id of the last one seen."""
    wanted = sa.select(Station).where(Station.organisation_id == organisation_id)
    if after:
        wanted = wanted.where(Station.id < after)
    rows = session.scalars(wanted.order_by(Station.id.desc()).limit(size + 1)).all()
    return cut(rows, [station.id for station in rows], size)


def get(session: Session, organisation_id: int, station_id: int) -> Station:
    """Raises NotFound, also for a station of another organisation."""
    station = session.get(Station, station_id)
    if station is None or station.organisation_id != organisation_id:
        raise NotFound(N_("Dit station bestaat niet (meer). Kies een ander in de lijst."))
    return station


def create(
    session: Session,
    *,
    organisation_id: int,
    name: str,
    by: Account | None,
    scopes: tuple[str, ...] = SCOPES,
    client_id: str | None = None,
) -> tuple[Station, str]:
    """A new station and its token, which cannot be read back later.

    The same ``client_id`` (UUID of the form) makes one station. Its token was not kept, so
    whoever asks again gets a fresh one in its place. Raises Conflict once that token was used.
    """
    name = tidy(name)[:80]
    if not name:
        raise Invalid(N_("Geef het station een naam."), field="name")
    lock(session, key_of("station", str(organisation_id), client_id or ""))
    station = _asked_before(session, organisation_id, client_id)
    if station is None:
        station = Station(
            organisation_id=organisation_id,
            name=name,
            scopes=list(scopes),
            created_by_id=by.id if by else None,
            client_id=client_id,
        )
        session.add(station)
    token = PREFIX + secrets.token_urlsafe(32)
    station.token_hash = _hash(token)
    session.flush()
    log.info("station_created", station=station.id, by=by.id if by else None)
    return station, token


def revoke(session: Session, station: Station, *, by: Account | None = None) -> None:
    """The token of the station is refused from now on."""
    if station.revoked_at is None:
        station.revoked_at = now()
        session.flush()
        log.info("station_revoked", station=station.id, by=by.id if by else None)


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
    _seen(session, station)
    return station


def _seen(session: Session, station: Station) -> None:
    """Notes the moment, at most once a minute, and not when another request just does: many
    machines report with one token, and none should wait for the others here. A request that only
    reads leaves it to those that write: SQLite could refuse it outright.
    """
    if not writing.get():
        return
    if station.last_seen_at and now() - station.last_seen_at < _SEEN_EVERY:
        return
    free = sa.select(Station.id).where(Station.id == station.id)
    if session.scalar(free.with_for_update(skip_locked=True, key_share=True)):
        if station.last_seen_at is None:
            _has_its_token(session, station)
        station.last_seen_at = now()


def _has_its_token(session: Session, station: Station) -> None:
    """What was kept to hand a paired machine its token is not needed any more."""
    collected = sa.update(Pairing).where(Pairing.station_id == station.id)
    session.execute(collected.values(hidden_token="", answer_mac=""))


def _asked_before(session: Session, organisation_id: int, client_id: str | None) -> Station | None:
    if client_id is None:
        return None
    station = session.scalar(
        sa.select(Station).where(
            Station.organisation_id == organisation_id, Station.client_id == client_id
        )
    )
    if station is not None and (station.last_seen_at or station.revoked_at):
        raise Conflict(N_("Dit station is al gemaakt. Maak een nieuw als je het token kwijt bent."))
    return station


def _hash(token: str) -> str:
    # The token has 256 random bits: a plain hash is enough, and makes the look-up one index read.
    return hashlib.sha256(token.encode()).hexdigest()
