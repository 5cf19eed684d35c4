"""What comes out of a device is ticked; a disk that is not erased is listed until it is."""

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock import articles
from atelier.stock.models import Article, SerialPart
from atelier.workshop.erasure.models import Matter
from labels import modecards
from tests.atelier.workshop.repair.proofs import add_evidence
from tests.factories import World, make_ready, make_world, tell
from tests.visits import Person


def fresh() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def old(session: Session, world: World, device: Device) -> Device:
    tell(session, world, device, facts.DIAGNOSED, media=["serial:DEMO1"])
    session.commit()
    return device


def take(person: Person, world: World, device: Device, **more: str) -> str:
    told = {"client_id": fresh(), "place": str(world.shelf.id), "disk-0": "serial:DEMO1", **more}
    answer = person.post(f"/devices/{device.id}/harvest", told)
    return answer.location or answer.text


def test_what_is_ticked_lies_there(
    coordinator: Person, session: Session, world: World, old: Device
) -> None:
    assert "nog niet gewist" in coordinator.get(f"/devices/{old.id}/harvest").text
    went = take(coordinator, world, old, **{"take-keyboard": "1", "take-charger": "1"})
    assert went == f"/devices/{old.id}/leave"
    session.expire_all()
    offered = articles.offered(session, world.organisation.id)
    assert {article.kind for article in offered} == {"keyboard", "charger"}
    (part,) = session.scalars(sa.select(SerialPart))
    listed = coordinator.get("/parts/disks").text
    assert "nog te wissen" in listed
    answer = coordinator.post(f"/parts/disks/{part.id}/free", {"client_id": fresh()})
    assert answer.status_code == 409
    assert "nog niet gewist" in answer.text


def test_evidence_of_another_machine_frees_it(
    coordinator: Person, session: Session, world: World, old: Device
) -> None:
    take(coordinator, world, old)
    (part,) = session.scalars(sa.select(SerialPart))
    free = f"/parts/disks/{part.id}/free"
    add_evidence(session, world, old, part.medium, verified=False)
    assert coordinator.post(free, {"client_id": fresh()}).status_code == 409
    add_evidence(session, world, old, part.medium)
    tell(session, world, old, facts.USED)  # lent with the disk in it, after it was erased
    assert coordinator.post(free, {"client_id": fresh()}).status_code == 409
    proof = add_evidence(session, world, old, part.medium)
    assert "er is een bewijs" in coordinator.get("/parts/disks").text
    for _ in range(2):
        assert coordinator.post(free, {"client_id": fresh()}).status_code == 302
    session.expire_all()
    assert part.evidence_id == proof
    assert part.freed_at is not None
    refused = coordinator.post(f"/parts/disks/{part.id}/destroy", {"client_id": fresh()})
    assert refused.status_code == 409


def test_without_a_place_nothing_happens(
    coordinator: Person, session: Session, world: World, old: Device
) -> None:
    assert "Kies waar je de onderdelen legt" in take(coordinator, world, old, place="")
    assert session.scalar(sa.select(SerialPart.id)) is None


def test_a_worker_asks_first(worker: Person, session: Session, world: World, old: Device) -> None:
    page = worker.get(f"/devices/{old.id}/harvest").text
    assert "Vraag het eerst aan een coördinator" in page
    assert 'name="place"' not in page
    assert "Vraag het eerst aan een coördinator" in take(worker, world, old)
    assert session.scalar(sa.select(SerialPart.id)) is None
    tell(session, world, old, facts.DISCARDED)
    session.commit()
    take(worker, world, old)
    assert session.scalar(sa.select(SerialPart.id)) is not None


def test_a_loose_disk_is_destroyed_by_two(
    worker: Person, coordinator: Person, session: Session, world: World, old: Device
) -> None:
    take(coordinator, world, old)
    (part,) = session.scalars(sa.select(SerialPart))
    answer = coordinator.post(f"/parts/disks/{part.id}/destroy", {"client_id": fresh()})
    (matter,) = session.scalars(sa.select(Matter))
    assert answer.location == f"/erasures/{matter.id}"
    told = {"client_id": fresh(), "reason": "Demo: kan niet meer gewist worden"}
    coordinator.post(f"/erasures/{matter.id}/destroy", told)
    for person in (coordinator, worker):
        person.post(f"/erasures/{matter.id}/destroyed", {"client_id": fresh()})
    session.expire_all()
    assert matter.closed_how == "destroyed"
    assert part.ending == "destroyed"
    assert "Er liggen geen losse schijven" in worker.get("/parts/disks").text


def test_a_disk_that_left_meanwhile_is_said(
    coordinator: Person, session: Session, world: World, old: Device
) -> None:
    """Not counted without a word, while the parts that were ticked beside it are."""
    tell(session, world, old, facts.DIAGNOSED, media=["serial:DEMO2"])
    session.commit()
    said = take(coordinator, world, old, **{"take-charger": "1"})
    assert "zit niet (meer) in het toestel" in said
    assert session.scalars(sa.select(SerialPart)).all() == []


def test_what_nobody_could_measure(coordinator: Person, session: Session, world: World) -> None:
    screen, dead = make_ready(session, world, kind="screen"), make_ready(session, world)
    session.commit()
    page = coordinator.get(f"/devices/{screen.id}/harvest").text
    assert 'name="unread"' not in page
    assert "Adapter (uit toestel)" in page
    page = coordinator.get(f"/devices/{dead.id}/harvest").text
    assert all(f'name="take-{key}-0"' in page for key in ("memory", "battery", "screen"))


def test_the_label_of_a_loose_disk_opens_it(
    coordinator: Person, session: Session, world: World, old: Device
) -> None:
    take(coordinator, world, old)
    (part,) = session.scalars(sa.select(SerialPart))
    page = f"/parts/disks/{part.id}"
    assert f'href="{page}"' in coordinator.get("/parts/disks").text
    code = modecards.code(modecards.DISK, part.id)
    assert coordinator.get(f"/scan?code={code}").location == page
    told = coordinator.get(page).text
    assert "nog te wissen" in told
    assert "Etiket voor de schijf" in told
    assert coordinator.get(f"/print/label.pdf?what=disk:{part.id}").data.startswith(b"%PDF-")
    part.ended_at, part.ending = now(), "destroyed"
    session.commit()
    told = coordinator.get(page).text
    assert "ligt hier niet meer" in told
    assert "Laat ze vernietigen" not in told
    other = make_world(session, "Ander atelier")
    theirs = Person(coordinator.client.application)  # type: ignore[arg-type]
    session.commit()
    theirs.sign_in(other.accounts[Role.COORDINATOR].login)
    assert theirs.get(page).status_code == 404
    assert theirs.get(f"/print/label.pdf?what=disk:{part.id}").status_code == 404


def test_too_few_parts_are_told_on_the_first_page(
    coordinator: Person, volunteer: Person, session: Session, keyboard: Article
) -> None:
    assert "soort onderdelen" not in coordinator.get("/").text
    keyboard.minimum = 9
    session.commit()
    assert "Van 1 soort onderdelen is er te weinig." in coordinator.get("/").text
    assert "soort onderdelen" not in volunteer.get("/").text
