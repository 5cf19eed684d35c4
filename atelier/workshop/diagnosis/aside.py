"""What could not be taken, kept as it came until a person has looked at it."""

import zlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.errors import AtelierError, NotFound
from atelier.people.actor import Actor
from atelier.words import N_
from atelier.workshop.diagnosis.archive import digest
from atelier.workshop.diagnosis.models import SetAside


def keep(
    session: Session,
    body: bytes,
    error: AtelierError,
    *,
    organisation_id: int,
    actor: Actor,
    max_bytes: int,
) -> SetAside:
    """Writes down what came and why it was refused. The same bytes again are one row.

    Of what is over ``max_bytes`` only the first part is kept.
    """
    part = body[:max_bytes]
    sha256 = digest(part)
    kept = _known(session, organisation_id, sha256, error.code)
    if kept is None:
        kept = SetAside(organisation_id=organisation_id, sha256=sha256, body=zlib.compress(part))
        session.add(kept)
    kept.code, kept.message, kept.field = error.code, error.text, error.field
    kept.values = error.values
    kept.size, kept.truncated = len(body), len(body) > max_bytes
    kept.station_id, kept.account_id = actor.station_id, actor.account_id
    kept.received_at, kept.resolved_at, kept.resolved_by_id = now(), None, None
    session.flush()
    return kept


def waiting(
    session: Session, organisation_id: int, *, after: int | None, count: int
) -> Sequence[SetAside]:
    """The newest first, those older than ``after`` (an id)."""
    wanted = sa.select(SetAside).where(
        SetAside.organisation_id == organisation_id, SetAside.resolved_at.is_(None)
    )
    if after is not None:
        wanted = wanted.where(SetAside.id < after)
    return session.scalars(wanted.order_by(SetAside.id.desc()).limit(count)).all()


def how_many(session: Session, organisation_id: int) -> int:
    wanted = sa.select(sa.func.count()).where(
        SetAside.organisation_id == organisation_id, SetAside.resolved_at.is_(None)
    )
    return session.scalar(wanted.select_from(SetAside)) or 0


def get(session: Session, organisation_id: int, aside_id: int) -> SetAside:
    kept = session.get(SetAside, aside_id)
    if kept is None or kept.organisation_id != organisation_id:
        raise NotFound(N_("Dit rapport ligt niet (meer) apart."))
    return kept


def original(kept: SetAside) -> bytes:
    """What came, byte for byte."""
    return zlib.decompress(kept.body)


def resolve(session: Session, kept: SetAside, *, actor: Actor) -> None:
    """A person has dealt with it. Nothing is thrown away."""
    kept.resolved_at = kept.resolved_at or now()
    kept.resolved_by_id = kept.resolved_by_id or actor.account_id
    session.flush()


def _known(session: Session, organisation_id: int, sha256: str, code: str) -> SetAside | None:
    return session.scalar(
        sa.select(SetAside).where(
            SetAside.organisation_id == organisation_id,
            SetAside.sha256 == sha256,
            SetAside.code == code,
        )
    )
