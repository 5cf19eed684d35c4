"""Signing in, and the accounts that do."""

import hmac
import secrets
from collections.abc import Callable

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now
from atelier.errors import Conflict, Invalid
from atelier.people import passwords
from atelier.people.models import Account, Organisation
from atelier.people.roles import Role
from atelier.people.text import as_login, tidy
from atelier.people.throttle import Throttle, count_failure, forgive, refuse_when_closed
from atelier.words import N_

#: Account changes are logged with who and what: ids and kinds, never a name or a secret.
log = structlog.get_logger()

#: Runs what needs no database, while no transaction is open: ``edge.aside``.
Aside = Callable[[Callable[[], bool]], bool]


def sign_in(
    session: Session,
    *,
    login: str,
    password: str,
    address: str,
    throttle: Throttle,
    aside: Aside = lambda work: work(),
) -> Account | None:
    """The account, or None when name or password is wrong (which is then counted).

    ``aside``: tries the password while no transaction is open. Raises TooMany while closed; an open
    door is never told apart from a wrong password.
    """
    login = as_login(login)
    limits = throttle.limits(login, address)
    refuse_when_closed(session, limits, throttle)
    stored = session.scalar(sa.select(Account.password_hash).where(Account.login == login))
    right = aside(lambda: passwords.matches(stored, password))
    # Nothing was held meanwhile. So the door is looked at once more: of many that are tried at once
    # no more count than one after the other, however many were computed.
    refuse_when_closed(session, limits, throttle)
    found = sa.select(Account).where(Account.login == login)
    account: Account | None = session.scalar(found.execution_options(populate_existing=True))
    if account is not None and account.password_hash != stored:  # it was changed meanwhile
        right = passwords.matches(account.password_hash, password)
    if account is None or not right or not account.active:
        count_failure(session, limits, throttle)
        log.info("sign_in_failed", account=account.id if account else None)
        return None
    forgive(session, login, throttle)
    _welcome(session, account, password)
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
    by: Account | None = None,
    client_id: str | None = None,
) -> Account:
    """A new account; the same ``client_id`` (UUID of the form) makes it once.

    Raises Conflict when the sign-in name is taken, Invalid on a weak password.
    """
    login = as_login(login)
    if not login:
        raise Invalid(N_("Vul een aanmeldnaam in."), field="login")
    lock(session, key_of("account", login))
    known = _by_client_id(session, organisation_id, client_id)
    if known is not None and known.login == login:
        return known
    if session.scalar(sa.select(Account.id).where(Account.login == login)):
        raise Conflict(
            N_("De aanmeldnaam %(login)s bestaat al. Kies een andere."), field="login", login=login
        )
    account = Account(
        organisation_id=organisation_id,
        login=login,
        name=tidy(name)[:80] or login,
        role=role.value,
        password_hash=passwords.make_hash(passwords.check_new(password)),
        session_key=_new_session_key(),
        language=language,
        client_id=None if known else client_id,  # a form gone back to, for someone else
    )
    session.add(account)
    session.flush()
    log.info("account_created", account=account.id, role=account.role, by=by.id if by else None)
    return account


def change_password(
    session: Session, account: Account, password: str, *, by: Account | None = None
) -> None:
    """Sets a new password and ends every other session of the account."""
    account.password_hash = passwords.make_hash(passwords.check_new(password))
    end_sessions(account)
    session.flush()
    log.info("password_changed", account=account.id, by=(by or account).id)


def end_sessions(account: Account) -> None:
    """Whoever is signed in with this account, anywhere, is so no longer."""
    account.session_key = _new_session_key()


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


def _welcome(session: Session, account: Account, password: str) -> None:
    if passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.make_hash(password)
    account.last_sign_in_at = now()
    session.flush()
    log.info("signed_in", account=account.id)


def _by_client_id(session: Session, organisation_id: int, client_id: str | None) -> Account | None:
    if client_id is None:
        return None
    return session.scalar(
        sa.select(Account).where(
            Account.organisation_id == organisation_id, Account.client_id == client_id
        )
    )


def _new_session_key() -> str:
    return secrets.token_hex(16)
