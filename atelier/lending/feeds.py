"""Calendar feeds: an address with a secret in it, kept as a hash, that a desk can withdraw."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import key_of, lock, now
from atelier.devices.models import Device
from atelier.errors import NotFound
from atelier.lending.models import CalendarFeed, Loan, Visit
from atelier.people.actor import Actor
from atelier.stock.models import Place
from atelier.words import N_

#: What is later than this, a calendar reads another day.
AHEAD = timedelta(days=400)
#: So many days of the calendar are more than any desk has loans.
MOST = 2000
UNKNOWN = N_("Dit agenda-adres bestaat niet (meer).")
log = structlog.get_logger()


def create(session: Session, desk: Place, *, actor: Actor, client_id: str) -> str:
    """A new secret for the address of a feed, which cannot be read back later.

    The same ``client_id`` (UUID of the form) makes one feed. Its secret was not kept, so whoever
    asks again gets a fresh one in its place.
    """
    client_id = ids.checked(client_id)
    lock(session, key_of("feeds", str(desk.id)))
    feed = session.scalar(
        sa.select(CalendarFeed).where(
            CalendarFeed.place_id == desk.id, CalendarFeed.client_id == client_id
        )
    )
    if feed is None:
        feed = CalendarFeed(place_id=desk.id, client_id=client_id, created_by_id=actor.account_id)
        session.add(feed)
    elif feed.revoked_at is not None:
        raise NotFound(UNKNOWN)
    token = secrets.token_urlsafe(32)
    feed.token_hash = _hash(token)
    session.flush()
    log.info("feed_created", feed=feed.id, by=actor.account_id)
    return token


def of(session: Session, desk: Place) -> Sequence[CalendarFeed]:
    """Those that can be read, the newest first."""
    return session.scalars(
        sa.select(CalendarFeed)
        .where(CalendarFeed.place_id == desk.id, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.id.desc())
    ).all()


def revoke(session: Session, desk: Place, feed_id: int, *, actor: Actor) -> None:
    """The address answers nothing from now on; twice is once. Raises NotFound."""
    feed = session.get(CalendarFeed, feed_id)
    if feed is None or feed.place_id != desk.id:
        raise NotFound(UNKNOWN)
    if feed.revoked_at is None:
        feed.revoked_at = now()
        session.flush()
        log.info("feed_revoked", feed=feed.id, by=actor.account_id)


def desk_of(session: Session, token: str) -> Place:
    """The desk whose feed has this secret. Raises NotFound for any other, or one withdrawn."""
    place = session.scalar(
        sa.select(Place)
        .join(CalendarFeed, CalendarFeed.place_id == Place.id)
        .where(
            CalendarFeed.token_hash == _hash(token),
            CalendarFeed.revoked_at.is_(None),
            Place.active,
        )
    )
    if place is None:
        raise NotFound(UNKNOWN)
    return place


def due_at(session: Session, desk: Place, today: date) -> Sequence[tuple[Loan, Device]]:
    """What has to come back to it, overdue ones too, the first due first."""
    rows = session.execute(
        sa.select(Loan, Device)
        .join(Device, Device.id == Loan.device_id)
        .where(Loan.place_id == desk.id, Loan.ended_at.is_(None), Loan.due_on <= today + AHEAD)
        .order_by(Loan.due_on, Loan.id)
        .limit(MOST)
    ).unique()
    return [(loan, device) for loan, device in rows]


def visits_of(session: Session, desk: Place) -> Sequence[Visit]:
    """Those that it still has to make, the earliest first."""
    return session.scalars(
        sa.select(Visit)
        .join(Loan, Loan.id == Visit.loan_id)
        .where(Loan.place_id == desk.id, Visit.done_at.is_(None))
        .order_by(Visit.planned_on, Visit.id)
        .limit(MOST)
    ).all()


def _hash(token: str) -> str:
    # The token has 256 random bits: a plain hash is enough, and makes the look-up one index read.
    return hashlib.sha256(token.encode()).hexdigest()
