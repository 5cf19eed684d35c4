"""The steps of a pairing, as the tests take them."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from atelier.people import pairing
from atelier.people.roles import Role
from atelier.people.throttle import Throttle
from diagnostics.wire.pairing import Standing
from tests.factories import World
from tests.pairing import Machine

THROTTLE = Throttle(per_login=3, per_address=30, window=timedelta(minutes=15), secret="test")


def ask(session: Session, machine: Machine, address: str = "192.0.2.7", **other: str) -> str:
    return pairing.ask(session, machine.asked(**other), address=address, throttle=THROTTLE)


def standing(session: Session, machine: Machine) -> Standing:
    return pairing.standing(session, machine.id, machine.secret)


def approve(session: Session, world: World, code: str, **more: Any) -> Any:
    given = {
        "name": "Werkbank 2",
        "by": world.accounts[Role.COORDINATOR],
        "client_id": str(uuid.uuid4()),
        "address": "192.0.2.1",
        "throttle": THROTTLE,
        "certificate": None,
    }
    return pairing.approve(session, code=code, **{**given, **more})
