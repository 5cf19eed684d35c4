"""A loan at the desk, as several tests of its pages need it."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.models import Loan
from atelier.people.actor import Actor
from atelier.stock.models import Place
from tests.lent import lend as lent
from tests.lent import register
from tests.visits import Person


def fresh() -> str:
    return str(uuid.uuid4())


def send(person: Person, to: str, /, **told: Any) -> Any:
    """A form of its own, followed to where it leads."""
    return person.post(to, {"client_id": fresh(), **told}, follow_redirects=True)


def lend(
    session: Session,
    place: Place,
    device: Device,
    actor: Actor,
    *,
    name: str = "Proef Persoon",
    contact: str = "015 00 00 00",
    due_on: date | None = None,
) -> Loan:
    """To a fresh borrower; ``due_on`` may be past."""
    borrower = register(session, place, name=name, contact=contact)
    loan = lent(session, place, device, actor, borrower=borrower, due_on=due_on)
    session.commit()
    return loan
