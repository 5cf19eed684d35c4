"""The demo's people: one of each role."""

from sqlalchemy.orm import Session

from atelier.people import service
from atelier.people.models import Account, Organisation
from atelier.people.roles import Role

PASSWORD = "demo-demo-demo"  # noqa: S105 - printed on purpose, and refused outside a demo
SIGN_INS: dict[str, Role] = {
    "demo1": Role.VOLUNTEER,
    "demo2": Role.BENCH_WORKER,
    "demo3": Role.COORDINATOR,
    "demo4": Role.DESK,
    "demo5": Role.ADMINISTRATOR,
}


def add(session: Session, organisation: Organisation) -> dict[Role, Account]:
    return {
        role: service.create_account(
            session,
            organisation_id=organisation.id,
            login=login,
            name=f"Demo {login[-1]}",
            role=role,
            password=PASSWORD,
        )
        for login, role in SIGN_INS.items()
    }
