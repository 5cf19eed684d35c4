"""Accounts: signing in, making and changing them."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.errors import N_, Conflict, Invalid, TooMany
from atelier.people import passwords
from atelier.people.models import Account, Organisation, SignInAttempt
from atelier.people.roles import Role


@dataclass(frozen=True, kw_only=True)
class Throttle:
    """So many failures for one name, or from one address, in a window close sign-in for a while."""

    per_login: int
    per_address: int
    window: timedelta
    secret: str


def sign_in(
    session: Session, *, login: str, password: str, address: str, throttle: Throttle
) -> Account | None:
    """The account, or None when name or password is wrong (which is then counted).

    Raises TooMany while closed; an open door is never told apart from a wrong password.
    """
    login = login.strip().lower()[:80]
    keys = {
        f"login:{login}": throttle.per_login,
        f"address:{_keyed(address, throttle.secret)}": throttle.per_address,
    }
    _refuse_when_closed(session, keys, throttle)
    found = sa.select(Account).where(Account.login == login)
    account: Account | None = session.scalar(found)
    right = passwords.matches(account.password_hash if account else None, password)
    if account is None or not right or not account.active:
        session.add_all(SignInAttempt(key=key) for key in keys)
        session.flush()
        return None
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.key == f"login:{login}"))
    if passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.make_hash(password)
    account.last_sign_in_at = now()
    session.flush()
    return account


def find_or_create_organisation(session: Session, name: str) -> Organisation:
    organisation = session.scalar(sa.select(Organisation).where(Organisation.name == name))
    if organisation is None:
        organisation = Organisation(name=name)
        session.add(organisation)
        session.flush()
    return organisation


def create_account(
    session: Session,
    *,
    organisation_id: int,
    login: str,
    name: str,
    role: Role,
    password: str,
    language: str | None = None,
) -> Account:
    """A new account. Raises Conflict when the sign-in name is taken, Invalid on a weak password."""
    login = login.strip().lower()
    if not login:
        raise Invalid(N_("Vul een aanmeldnaam in."), field="login")
    if session.scalar(sa.select(Account.id).where(Account.login == login)):
        raise Conflict(N_("De aanmeldnaam %(login)s bestaat al. Kies een andere."), login=login)
    account = Account(
        organisation_id=organisation_id,
        login=login,
        name=name.strip() or login,
        role=role.value,
        password_hash=passwords.make_hash(passwords.check_new(password)),
        session_key=secrets.token_hex(16),
        language=language,
    )
    session.add(account)
    session.flush()
    return account


def change_password(session: Session, account: Account, password: str) -> None:
    """Sets a new password and ends every other session of the account."""
    account.password_hash = passwords.make_hash(passwords.check_new(password))
    account.session_key = secrets.token_hex(16)
    session.flush()


def load(session: Session, session_id: str) -> Account | None:
    """The account of a session cookie, while the account is active and its sessions not ended."""
    account_id, _, key = session_id.partition(":")
    if not account_id.isdecimal():
        return None
    account = session.get(Account, int(account_id))
    if account is None or not account.active:
        return None
    same: bool = hmac.compare_digest(account.session_key, key)
    return account if same else None


def _refuse_when_closed(session: Session, keys: dict[str, int], throttle: Throttle) -> None:
    since = now() - throttle.window
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < since))
    counts = session.execute(
        sa.select(SignInAttempt.key, sa.func.count())
        .where(SignInAttempt.key.in_(keys))
        .group_by(SignInAttempt.key)
    )
    if any(count >= keys[key] for key, count in counts):
        raise TooMany(
            N_("Te veel foute pogingen. Wacht %(minutes)s minuten en probeer opnieuw."),
            minutes=int(throttle.window.total_seconds() // 60),
        )


def _keyed(address: str, secret: str) -> str:
    return hmac.new(secret.encode(), address.encode(), hashlib.sha256).hexdigest()[:32]
