"""Badges: printed once, kept as a hash, one live one a person."""

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import key_of, lock, now
from atelier.errors import Conflict, Forbidden, Invalid
from atelier.paging import Page, cut
from atelier.people import service
from atelier.people.models import Account, Badge
from atelier.people.refused import Refused
from atelier.people.roles import PERMISSIONS, Role
from atelier.people.throttle import Throttle, count_failure, refuse_when_closed
from atelier.words import N_
from labels import badges as cards

PAGE_SIZE = 50
_UNKNOWN = N_("Deze badge kennen we niet. Scan ze nog eens, of vraag een coördinator.")
_REVOKED = N_("Deze badge werkt niet meer. Vraag een nieuwe aan een coördinator.")
_LEFT = N_("Deze badge is van iemand die hier niet meer werkt. Geef ze aan een coördinator.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """A person with the badge that they have now."""

    account: Account
    badge: Badge | None


def page(
    session: Session, organisation_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Bearer]:
    """Those who can sign in, by name; ``after``: the id of the last account seen."""
    in_order = (sa.func.lower(Account.name), Account.id)
    wanted = (
        sa.select(Account, Badge)
        .outerjoin(Badge, sa.and_(Badge.account_id == Account.id, Badge.revoked_at.is_(None)))
        .where(Account.organisation_id == organisation_id, Account.active)
    )
    last = session.get(Account, after) if after else None
    if last is not None and last.organisation_id == organisation_id:
        reached = sa.tuple_(sa.func.lower(last.name), last.id)
        wanted = wanted.where(sa.tuple_(*in_order) > reached)
    rows = session.execute(wanted.order_by(*in_order).limit(size + 1)).all()
    bearers = [Bearer(account=account, badge=badge) for account, badge in rows]
    return cut(bearers, [one.account.id for one in bearers], size)


def live(session: Session, account: Account) -> Badge | None:
    return session.scalar(
        sa.select(Badge).where(Badge.account_id == account.id, Badge.revoked_at.is_(None))
    )


def refuse_beyond(by: Account, account: Account) -> None:
    """Nobody gives a badge that opens more than their own. Raises Forbidden."""
    if not PERMISSIONS[Role(account.role)] <= PERMISSIONS[Role(by.role)]:
        raise Forbidden(
            N_("%(name)s mag meer dan jij. Laat een beheerder deze badge maken."),
            name=account.name,
        )


def issue(session: Session, account: Account, *, by: Account, client_id: str) -> tuple[Badge, str]:
    """A new badge and its code, which cannot be read back; an earlier one opens nothing any more.

    The same ``client_id`` (UUID of the form) makes one badge: whoever asks again gets a fresh code
    for it, until it was used. Raises Forbidden, or Conflict.
    """
    refuse_beyond(by, account)
    client_id = ids.checked(client_id)
    if not account.active:
        raise Conflict(N_("Het account van %(name)s is gesloten."), name=account.name)
    lock(session, key_of("badge", str(account.id)))
    code = cards.new()
    badge = _asked_before(session, account, client_id)
    if badge is None:
        if before := live(session, account):
            revoke(session, before, by=by)
        badge = Badge(
            organisation_id=account.organisation_id,
            account_id=account.id,
            client_id=client_id,
            issued_by_id=by.id,
        )
        session.add(badge)
    badge.code_hash = fingerprint(code)
    session.flush()
    service.log.info("badge_issued", badge=badge.id, account=account.id, by=by.id)
    return badge, code


def revoke(session: Session, badge: Badge, *, by: Account) -> None:
    """It opens nothing any more, and whoever came in by it is out."""
    if badge.revoked_at is not None:
        return
    badge.revoked_at, badge.revoked_by_id = now(), by.id
    service.end_sessions(session.get_one(Account, badge.account_id))
    session.flush()
    service.log.info("badge_revoked", badge=badge.id, by=by.id)


def of_code(session: Session, organisation_id: int, text: str) -> Badge:
    """A live badge, by what stands on it. Raises Invalid."""
    badge = _by_code(session, text)
    if badge is None or badge.organisation_id != organisation_id or badge.revoked_at:
        raise Invalid(_REVOKED)
    return badge


def scanned(session: Session, text: str, *, address: str, throttle: Throttle) -> Badge | Refused:
    """The badge that was scanned at the door; codes that are no badge are counted.

    Raises TooMany while closed.
    """
    limits = {throttle.address_key(address): throttle.per_address}
    refuse_when_closed(session, limits, throttle)
    badge = _by_code(session, text)
    if badge is None:
        count_failure(session, limits, throttle)
        return Refused(Invalid(_UNKNOWN))
    if not session.get_one(Account, badge.account_id).active:
        return Refused(Forbidden(_LEFT))
    if badge.revoked_at is not None:
        return Refused(Forbidden(_REVOKED))
    return badge


def welcome(session: Session, badge: Badge, account: Account) -> None:
    """The person is in."""
    badge.last_used_at = account.last_sign_in_at = now()
    session.flush()
    service.log.info("signed_in", account=account.id, badge=badge.id)


def _by_code(session: Session, text: str) -> Badge | None:
    code = cards.read(text)
    if code is None:
        return None
    return session.scalar(sa.select(Badge).where(Badge.code_hash == fingerprint(code)))


def _asked_before(session: Session, account: Account, client_id: str) -> Badge | None:
    badge = session.scalar(
        sa.select(Badge).where(
            Badge.organisation_id == account.organisation_id, Badge.client_id == client_id
        )
    )
    if badge is not None and (
        badge.account_id != account.id or badge.revoked_at or badge.last_used_at
    ):
        raise Conflict(N_("Deze badge is al gemaakt. Open de pagina opnieuw voor een andere."))
    return badge


def fingerprint(code: str) -> str:
    """What is kept of it."""
    # The code has 86 random bits: a plain hash is enough, and makes the look-up one index read.
    return hashlib.sha256(code.encode()).hexdigest()
