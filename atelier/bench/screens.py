"""Browsers that stand at a bench: each bears a token, kept here as a hash, until it is revoked."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from atelier import ids
from atelier.bench.models import BenchScreen
from atelier.db import key_of, lock, now
from atelier.errors import Conflict, NotFound
from atelier.people.actor import Actor
from atelier.stock.models import Place
from atelier.words import N_

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen with the bench that it stands at."""

    row: BenchScreen
    place: Place

    @property
    def organisation_id(self) -> int:
        return self.row.organisation_id


def place(
    session: Session, bench: Place, *, name: str = "", by: Actor, client_id: str
) -> tuple[BenchScreen, str]:
    """A browser comes to stand at ``bench``: its row, and the token that it bears from now on.

    The same ``client_id`` (UUID of the form) makes one screen, with a fresh token until somebody
    signed in on it. Raises Conflict then.
    """
    client_id = ids.checked(client_id)
    lock(session, key_of("screen", str(bench.organisation_id), client_id))
    screen = _asked_before(session, bench, client_id)
    if screen is None:
        screen = BenchScreen(
            organisation_id=bench.organisation_id,
            client_id=client_id,
            place_id=bench.id,
            name=name or bench.name,
            created_by_id=by.account_id,
        )
        session.add(screen)
    token = secrets.token_urlsafe(32)
    screen.token_hash = _hash(token)
    session.flush()
    log.info("screen_placed", screen=screen.id, by=by.account_id)
    return screen, token


def of_token(session: Session, token: str | None) -> Screen | None:
    """The screen that a browser is, while its bench is there."""
    if not token:
        return None
    row = session.execute(
        sa.select(BenchScreen, Place)
        .join(Place, Place.id == BenchScreen.place_id)
        .where(
            BenchScreen.token_hash == _hash(token), BenchScreen.revoked_at.is_(None), Place.active
        )
    ).one_or_none()
    return Screen(*row) if row else None


def every(session: Session, organisation_id: int) -> Sequence[Screen]:
    """Those that still stand somewhere, by bench."""
    rows = session.execute(
        sa.select(BenchScreen, Place)
        .join(Place, Place.id == BenchScreen.place_id)
        .where(BenchScreen.organisation_id == organisation_id, BenchScreen.revoked_at.is_(None))
        .order_by(sa.func.lower(Place.name), BenchScreen.id)
    )
    return [Screen(*row) for row in rows]


def used(session: Session, screen: BenchScreen) -> None:
    """Somebody signed in on it."""
    screen.last_used_at = now()
    session.flush()


def revoke(session: Session, organisation_id: int, screen_id: int, *, by: Actor) -> BenchScreen:
    """It is a browser like any other again. Raises NotFound."""
    screen = session.get(BenchScreen, screen_id)
    if screen is None or screen.organisation_id != organisation_id:
        raise NotFound(N_("Dit scherm kennen we niet (meer). Kies een ander in de lijst."))
    if screen.revoked_at is None:
        screen.revoked_at = now()
        session.flush()
        log.info("screen_revoked", screen=screen.id, by=by.account_id)
    return screen


def _asked_before(session: Session, bench: Place, client_id: str) -> BenchScreen | None:
    screen = session.scalar(
        sa.select(BenchScreen).where(
            BenchScreen.organisation_id == bench.organisation_id, BenchScreen.client_id == client_id
        )
    )
    if screen is not None and (
        screen.place_id != bench.id or screen.revoked_at or screen.last_used_at
    ):
        raise Conflict(N_("Dit scherm staat er al. Open de pagina opnieuw."))
    return screen


def _hash(token: str) -> str:
    # The token has 256 random bits: a plain hash is enough.
    return hashlib.sha256(token.encode()).hexdigest()
