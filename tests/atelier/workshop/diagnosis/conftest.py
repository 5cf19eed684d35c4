"""Sending reports to the service, by the rules and limits of the application."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from atelier.people.actor import Actor
from atelier.workshop.diagnosis import config, service
from tests.factories import World

Send = Callable[..., service.Outcome]
Sent = service.Outcome | service.Refused


@pytest.fixture
def send_bytes(session: Session, world: World) -> Callable[..., Sent]:
    def send(body: bytes, to: World = world) -> Sent:
        sent = service.accept(
            session,
            organisation_id=to.organisation.id,
            body=body,
            actor=Actor(station_id=to.station.id),
            limits=config.limits(),
            rules=config.rules(),
        )
        session.commit()
        return sent

    return send


@pytest.fixture
def send(send_bytes: Callable[..., Sent]) -> Send:
    """Sends a report that has to be taken."""

    def taken(body: bytes, **more: World) -> service.Outcome:
        sent = send_bytes(body, **more)
        assert isinstance(sent, service.Outcome), sent
        return sent

    return taken
