"""A person lets an image go to borrowers, knowing where it was tried; and takes it back."""

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import history
from atelier.devices import service as devices
from atelier.errors import Conflict, Invalid
from atelier.people.actor import Actor
from atelier.people.throttle import Throttle
from atelier.workshop.imaging import attesting, catalogue, first_boots, releasing
from atelier.workshop.imaging.models import Decision, Image, Writing
from atelier.workshop.imaging.trying import TriedOn
from diagnostics import wire
from diagnostics.wire.imaging import Driverless
from tests.factories import World
from tests.imaging import (
    add,
    ask,
    coordinator,
    decide,
    erase,
    first_boot,
    flawless,
    install,
    stopped,
    tell,
    wiped,
)
from tests.reports import a_system

THROTTLE = Throttle(per_login=9, per_address=9, window=timedelta(minutes=1), secret="test")


@pytest.fixture
def image(session: Session, world: World) -> Image:
    return add(session, world, released=False)


def release(session: Session, world: World, image: Image, **fields: Any) -> Decision:
    told: dict[str, Any] = {"notes": {"nl": "Nieuw"}, "client_id": str(uuid.uuid4()), **fields}
    return releasing.release(session, image, by=coordinator(world).actor, **told)


def start(session: Session, writing: Writing, key: str, **fields: Any) -> None:
    body = wire.encode(first_boot(session, writing, **fields))
    header = f"Bearer {key}"
    taken = first_boots.take(session, header, body, address="192.0.2.1", throttle=THROTTLE)
    assert taken.row is not None
    session.commit()


def test_one_that_was_tried_is_released_without_more(
    session: Session, world: World, image: Image
) -> None:
    machine = wiped(session, world)
    start(session, *install(session, machine, image, coordinator(world)))
    decision = release(session, world, image, notes={"nl": " Nieuw ", "fr": "Neuf", "de": "Neu"})
    assert (decision.kind, decision.untried, decision.reason) == ("released", False, None)
    assert decision.notes == {"nl": "Nieuw", "fr": "Neuf"}
    entry = catalogue.entry(session, image)
    assert (entry.standing, entry.is_current, entry.notes["fr"]) == ("released", True, "Neuf")


def test_one_that_was_never_tried_takes_a_confirmation_and_a_reason(
    session: Session, world: World, image: Image
) -> None:
    """Written is not tried: it has to start."""
    install(session, wiped(session, world), image, coordinator(world))
    with pytest.raises(Conflict, match="geen enkel toestel") as raised:
        release(session, world, image, reason="we know it")
    assert raised.value.field == "untried"
    with pytest.raises(Invalid, match="waarom"):
        release(session, world, image, untried=True)
    decision = release(session, world, image, untried=True, reason="tried at home")
    assert (decision.untried, decision.reason) == (True, "tried at home")


@pytest.mark.parametrize("notes", [{}, {"nl": " "}, {"fr": "Neuf"}])
def test_what_is_new_is_said_in_dutch_at_least(
    session: Session, world: World, image: Image, notes: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as raised:
        release(session, world, image, untried=True, reason="tried at home", notes=notes)
    assert raised.value.field == "notes"
    assert catalogue.standing(session, image) == "trial"


def test_decided_twice_it_is_decided_once(session: Session, world: World, image: Image) -> None:
    form = str(uuid.uuid4())
    first = decide(session, world, image, client_id=form)
    assert decide(session, world, image, client_id=form).id == first.id
    with pytest.raises(Conflict, match="al vrijgegeven"):
        decide(session, world, image)
    form = str(uuid.uuid4())
    taken = decide(session, world, image, withdraw=True, client_id=form)
    assert decide(session, world, image, withdraw=True, client_id=form).id == taken.id
    with pytest.raises(Conflict, match="al ingetrokken"):
        decide(session, world, image, withdraw=True)
    assert decide(session, world, image).kind == "released"
    assert catalogue.standing(session, image) == "released"


def test_withdrawing_takes_a_reason(session: Session, world: World, image: Image) -> None:
    with pytest.raises(Invalid):
        releasing.withdraw(
            session,
            image,
            reason="no",
            by=coordinator(world).actor,
            client_id=str(uuid.uuid4()),
        )
    assert catalogue.standing(session, image) == "trial"


def test_where_it_was_tried_is_told_by_model(session: Session, world: World, image: Image) -> None:
    by = coordinator(world)
    wifi = Driverless(bus="pci", id="8086:4232", kind="wifi")
    first, second, third, fourth = (wiped(session, world, number) for number in range(1, 5))
    start(session, *install(session, first, image, by), driverless=(wifi,))
    start(session, *install(session, second, image, by))
    install(session, third, image, by)  # did not start yet
    order = ask(session, fourth, image, by)
    fourth.says(order, "running")
    tell(fourth, order, stopped(flawless(order, image)))
    other = wiped(session, world, 5, system=a_system(5, maker="Dell Inc.", version="Latitude 5490"))
    install(session, other, image, by)
    attesting.attest_first_boot(
        session,
        other.device,
        reason="no network here",
        by=by.actor,
        client_id=str(uuid.uuid4()),
    )
    tried = catalogue.entry(session, image).tried
    assert (tried.installed, tried.failed) == (4, 1)
    assert (tried.devices, tried.faults, tried.was_tried) == (3, 1, True)
    name = other.device.name
    assert tried.on == [
        TriedOn(model=first.device.name, devices=2, faults=1),
        TriedOn(model=name, devices=1, faults=0),
    ]


def test_a_part_without_a_driver_is_counted_once_however_often_it_is_told(
    session: Session, world: World, image: Image
) -> None:
    machine, by = wiped(session, world), coordinator(world)
    wifi = Driverless(bus="pci", id="8086:4232", kind="wifi")
    for _ in range(2):
        start(session, *install(session, machine, image, by), driverless=(wifi,))
    (tried,) = catalogue.entry(session, image).tried.on
    assert (tried.devices, tried.faults) == (1, 1)


def test_all_that_got_it_on_trial_hear_it_however_many(
    session: Session, world: World, image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing, "_BATCH", 1)
    machines = [wiped(session, world, number) for number in range(1, 4)]
    for machine in machines:
        start(session, *install(session, machine, image, coordinator(world)))
    erase(session, machines[1])  # there it is no more
    waiting = [machines[0].device_id, machines[2].device_id]
    assert [one.id for one in releasing.untold(session, image)] == waiting
    release(session, world, image)
    told = [history.state_of(session, one.device).image_on_trial for one in machines]
    assert told == [False, True, False]
    assert list(releasing.untold(session, image)) == []


def test_a_device_is_counted_once_also_after_it_was_merged(
    session: Session, world: World, image: Image
) -> None:
    by = coordinator(world)
    machine, other = wiped(session, world, 1), wiped(session, world, 2)
    for one in (machine, other):
        start(session, *install(session, one, image, by))
    start(session, *install(session, machine, image, by))
    other.device.tag = None
    devices.merge(session, keep=machine.device, absorb=other.device, actor=world.actor)
    session.commit()
    tried = catalogue.entry(session, image).tried
    assert (tried.installed, tried.devices) == (3, 1)


def test_two_who_release_at_the_same_moment_release_once(
    app: APIFlask, session: Session, world: World, image: Image
) -> None:
    image_id, by = image.id, coordinator(world).actor
    session.rollback()
    outcomes: list[object] = []
    ready = threading.Barrier(3)

    def want(person: Actor) -> None:
        with app.app_context():
            ready.wait()
            try:
                releasing.release(
                    db.session,
                    db.session.get_one(Image, image_id),
                    notes={"nl": "Nieuw"},
                    reason="for these tests",
                    untried=True,
                    by=person,
                    client_id=str(uuid.uuid4()),
                )
                db.session.commit()
                outcomes.append("released")
            except Exception as error:  # noqa: BLE001 - each is a page that says no
                outcomes.append(type(error))

    threads = [threading.Thread(target=want, args=(by,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == sorted(map(str, ["released", Conflict, Conflict]))
    assert session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 1
