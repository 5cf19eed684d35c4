"""Orders as a person gives them on the page of a device."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.identities import disks_to_order
from atelier.bench.models import Order
from atelier.workshop.diagnosis import measured
from tests.machines import Machine
from tests.visits import Person


def page_of(person: Person, machine: Machine) -> str:
    answer = person.get(f"/devices/{machine.device_id}")
    assert answer.status_code == 200
    return str(answer.text)


def give(person: Person, machine: Machine, order: str, **more: str) -> str:
    """Presses a button of the page as it stands; says what the next page says."""
    form = {"client_id": person.client_id(f"/devices/{machine.device_id}"), "order": order}
    answer = person.post(
        f"/devices/{machine.device_id}/orders", {**form, **more}, follow_redirects=True
    )
    assert answer.status_code == 200
    return str(answer.text)


def a_disk(session: Session, machine: Machine) -> str:
    newest = measured.newest(session, machine.device)
    assert newest
    return disks_to_order(newest.report)[0][0]


def orders(session: Session) -> list[Order]:
    session.expire_all()
    return list(session.scalars(sa.select(Order).order_by(Order.issued_at)))
