"""Things for tests, made through the same verbs that the application uses."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.devices import history, service, tags
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Tag
from atelier.people import service as people
from atelier.people import tokens
from atelier.people.actor import Actor
from atelier.people.models import Account, Organisation, Station
from atelier.people.roles import Role
from atelier.stock import ledger, places
from atelier.stock.models import Place, PlaceKind

PASSWORD = "only for tests"


@dataclass(frozen=True, kw_only=True)
class World:
    organisation: Organisation
    accounts: dict[Role, Account]
    station: Station
    token: str
    bench: Place
    shelf: Place

    @property
    def actor(self) -> Actor:
        return Actor(account_id=self.accounts[Role.BENCH_WORKER].id)


def make_world(session: Session, name: str = "Test-atelier") -> World:
    """One organisation with two places, a person of each role, and a station."""
    organisation = people.find_or_create_organisation(session, name)
    places.ensure_virtual(session, organisation.id)
    accounts = {
        role: people.create_account(
            session,
            organisation_id=organisation.id,
            login=f"{role.value}-{uuid.uuid4().hex[:6]}",
            name=f"Test {role.value}",
            role=role,
            password=PASSWORD,
        )
        for role in Role
    }
    station, token = tokens.create(
        session, organisation_id=organisation.id, name="Teststick", by=None
    )
    bench, shelf = (
        places.create(session, organisation_id=organisation.id, kind=kind, name=kind.value)
        for kind in (PlaceKind.BENCH, PlaceKind.SHELF)
    )
    return World(
        organisation=organisation,
        accounts=accounts,
        station=station,
        token=token,
        bench=bench,
        shelf=shelf,
    )


def sign_in_as(client: FlaskClient, account: Account) -> None:
    """The session that signing in would have made; ``test_sign_in`` tries the door itself."""
    with client.session_transaction() as session:
        session["_user_id"] = account.get_id()
        session["_fresh"] = True
    client.application.config["WTF_CSRF_ENABLED"] = False  # ``rules/test_guards`` proves that one


def give_tag(session: Session, device: Device, *, actor: Actor) -> Tag:
    """Prints a tag and puts it on the device."""
    (tag,) = tags.print_run(
        session, organisation_id=device.organisation_id, count=1, batch=str(uuid.uuid4())
    )
    return tags.claim(session, device, tag.number, actor=actor)


def make_ready(session: Session, world: World, *, kind: str = "laptop", **known: Any) -> Device:
    """A device that has passed all gates, and stands on the shelf; ``known`` goes on its record."""
    device = service.create(
        session, organisation_id=world.organisation.id, kind=kind, actor=world.actor
    )
    for name, value in known.items():
        setattr(device, name, value)
    give_tag(session, device, actor=world.actor)
    tell(session, world, device, facts.RECEIVED, source="test")
    tell(session, world, device, facts.CAME_IN)
    ledger.post(
        session,
        device,
        world.shelf,
        reason="intake",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    prepare(session, world, device)
    return device


def prepare(session: Session, world: World, device: Device) -> None:
    """What the workshop does with it since it came in, each step with its fact."""
    tell(session, world, device, facts.DIAGNOSED, media=["disk"])
    tell(
        session,
        world,
        device,
        facts.ERASED,
        medium="disk",
        result=facts.RESULT_ERASED,
        verified=True,
        attestation=1,
    )
    tell(session, world, device, facts.IMAGED, image="i", verified=True, medium="disk", evidence=1)
    tell(session, world, device, facts.BOOTED, image="i", evidence=1, attestation=1)
    tell(session, world, device, facts.CHECKED, grade=device.grade or "A")


def tell(session: Session, world: World, device: Device, kind: str, **data: Any) -> None:
    history.record(session, device, kind, actor=world.actor, data=data)
