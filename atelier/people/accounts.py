"""The accounts of one organisation, as its administrator sees and changes them."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import Conflict, Forbidden, Invalid, NotFound
from atelier.paging import Page, cut
from atelier.people import service
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.people.text import tidy
from atelier.people.throttle import Throttle, forgive
from atelier.words import N_

PAGE_SIZE = 50


def page(
    session: Session, organisation_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Account]:
    """Accounts by name; ``after`` is the id of the last one seen."""
    wanted = sa.select(Account).where(Account.organisation_id == organisation_id)
    in_order = (sa.func.lower(Account.name), Account.id)
    last = session.get(Account, after) if after else None
    if last is not None and last.organisation_id == organisation_id:
        reached = sa.tuple_(sa.func.lower(last.name), last.id)
        wanted = wanted.where(sa.tuple_(*in_order) > reached)
    rows = session.scalars(wanted.order_by(*in_order).limit(size + 1)).all()
    return cut(rows, [account.id for account in rows], size)


def get(session: Session, organisation_id: int, account_id: int) -> Account:
    """Raises NotFound, also for an account of another organisation."""
    account = session.get(Account, account_id)
    if account is None or account.organisation_id != organisation_id:
        raise NotFound(N_("Dit account bestaat niet (meer). Kies een ander in de lijst."))
    return account


def names(session: Session, account_ids: Iterable[int]) -> dict[int, str]:
    """In one query."""
    wanted = list(account_ids)
    rows = session.execute(sa.select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return dict(rows.all())


def change(
    session: Session,
    account: Account,
    *,
    name: str,
    role: Role,
    active: bool,
    language: str | None,
    by: Account,
) -> None:
    """Changes what may change; closing an account ends its sessions.

    Raises Conflict where nobody would be left to manage accounts, Invalid without a name.
    """
    name = tidy(name)[:80]
    if not name:
        raise Invalid(N_("Vul een naam in."), field="name")
    if not (active and role.may("accounts.manage")):
        _refuse_without_administrator(session, account, "role" if active else "active")
    if account.active and not active:
        service.end_sessions(account)
    wanted = {"name": name, "role": role.value, "active": active, "language": language}
    changed = {key: value for key, value in wanted.items() if getattr(account, key) != value}
    for key, value in changed.items():
        setattr(account, key, value)
    session.flush()
    if changed:
        service.log.info("account_changed", account=account.id, by=by.id, **_for_log(changed))


def set_password(
    session: Session, account: Account, password: str, *, by: Account, throttle: Throttle
) -> None:
    """A new password for somebody who lost theirs; sign-in is open to them again.

    Raises Forbidden for one's own account: that asks for the current password first.
    """
    if account.id == by.id:
        raise Forbidden(N_("Verander je eigen wachtwoord op je eigen pagina."))
    service.change_password(session, account, password, by=by)
    forgive(session, account.login, throttle)


def _refuse_without_administrator(session: Session, account: Account, field: str) -> None:
    """The rows are held until the end: two administrators cannot close each other at once."""
    administrators = session.scalars(
        sa.select(Account.id)
        .where(
            Account.organisation_id == account.organisation_id,
            Account.role == Role.ADMINISTRATOR.value,
            Account.active,
        )
        .order_by(Account.id)
        .with_for_update()
    ).all()
    if list(administrators) == [account.id]:
        raise Conflict(
            N_("Er moet één beheerder overblijven. Maak eerst iemand anders beheerder."),
            field=field,
        )


def _for_log(changed: dict[str, Any]) -> dict[str, Any]:
    return {key: "changed" if key == "name" else value for key, value in changed.items()}
