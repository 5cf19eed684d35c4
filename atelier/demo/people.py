"""The demo's people: one of each role, and one at the desk of the neighbours."""

from sqlalchemy.orm import Session

from atelier.demo.machines import demo_id
from atelier.people import badges, pins, service
from atelier.people.models import Account, Organisation
from atelier.people.roles import Role

PASSWORD = "demo-demo-demo"  # noqa: S105 - printed on purpose, and refused outside a demo
_OURS: dict[str, Role] = {
    "demo1": Role.VOLUNTEER,
    "demo2": Role.BENCH_WORKER,
    "demo3": Role.COORDINATOR,
    "demo4": Role.DESK,
    "demo5": Role.ADMINISTRATOR,
}
#: Works at the desk of the organisation that the workshop serves.
_NEIGHBOUR = "demo6"
#: The badge of each of ours is the number of their name, and has 26 digits as any.
PIN = "4826"
SIGN_INS: dict[str, Role] = {**_OURS, _NEIGHBOUR: Role.DESK}


def add(session: Session, organisation: Organisation) -> dict[Role, Account]:
    return {role: _account(session, organisation, login) for login, role in _OURS.items()}


def add_neighbour(session: Session, organisation: Organisation) -> Account:
    return _account(session, organisation, _NEIGHBOUR)


def give_badges(session: Session, accounts: dict[Role, Account]) -> None:
    """To those who work here; anybody may know their codes, as their passwords."""
    by = accounts[Role.ADMINISTRATOR]
    for account in accounts.values():
        badge, _ = badges.issue(session, account, by=by, client_id=demo_id(f"badge {account.name}"))
        badge.code_hash = badges.fingerprint(badge_of(account.login))
        pins.choose(session, account, PIN)


def badge_of(login: str) -> str:
    """The code on it."""
    return f"{int(login[-1]):026}"


def _account(session: Session, organisation: Organisation, login: str) -> Account:
    return service.create_account(
        session,
        organisation_id=organisation.id,
        login=login,
        name=f"Demo {login[-1]}",
        role=SIGN_INS[login],
        password=PASSWORD,
    )
