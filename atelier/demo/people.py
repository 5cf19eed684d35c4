"""The demo's people: one of each role, and one at the desk of the neighbours."""

from sqlalchemy.orm import Session

from atelier.people import service
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
SIGN_INS: dict[str, Role] = {**_OURS, _NEIGHBOUR: Role.DESK}


def add(session: Session, organisation: Organisation) -> dict[Role, Account]:
    return {role: _account(session, organisation, login) for login, role in _OURS.items()}


def add_neighbour(session: Session, organisation: Organisation) -> Account:
    return _account(session, organisation, _NEIGHBOUR)


def _account(session: Session, organisation: Organisation, login: str) -> Account:
    return service.create_account(
        session,
        organisation_id=organisation.id,
        login=login,
        name=f"Demo {login[-1]}",
        role=SIGN_INS[login],
        password=PASSWORD,
    )
