"""``atelier check`` sees what no form of the application would let happen."""

import secrets
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from atelier import checks
from atelier.bench.documents import digest
from atelier.checks.images import missing_files
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.people.actor import SYSTEM
from atelier.workshop.imaging.models import FirstBoot, Image, Licence, LicenceUse, Writing
from tests.factories import World
from tests.imaging import add, ask, decide, flawless, install, tell, wiped, worker
from tests.machines import Machine

IMAGED = "no device has software without its evidence"
BOOTED = "each first boot is the word of the machine or of a person"
KEPT = "evidence of software is as it came, and comes to the same"
SOMETHING = "of every image that was written something is kept"
RELEASED = "images are released by people"
MANIFEST = "each image is the manifest that came"
LICENCES = "no licence is used twice"


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    return wiped(session, world)


@pytest.fixture
def image(session: Session, world: World) -> Image:
    return add(session, world)


@pytest.fixture
def writing(session: Session, world: World, machine: Machine, image: Image) -> Writing:
    return install(session, machine, image, worker(world))[0]


def found(session: Session, name: str) -> list[str]:
    return [str(finding) for finding in checks.CHECKS[name](session)]


def record(session: Session, machine: Machine, kind: str, **data: Any) -> None:
    history.record(session, machine.device, kind, actor=SYSTEM, data=data)


def test_all_is_well_at_first(session: Session, writing: Writing) -> None:
    for name in (IMAGED, BOOTED, KEPT, SOMETHING, RELEASED, MANIFEST, LICENCES):
        assert found(session, name) == [], name


def test_software_without_evidence(
    session: Session, machine: Machine, image: Image, writing: Writing
) -> None:
    said: dict[str, Any] = {"image": image.sha256, "verified": True, "medium": writing.medium}
    record(session, machine, facts.IMAGED, **said)
    record(session, machine, facts.IMAGED, **said, evidence=writing.id + 99)
    record(session, machine, facts.IMAGED, **{**said, "image": "0" * 64}, evidence=writing.id)
    record(session, machine, facts.IMAGED, **{**said, "medium": "wwn:b"}, evidence=writing.id)
    assert len(found(session, IMAGED)) == 4
    record(session, machine, facts.IMAGED, image=image.sha256, verified=False)
    assert len(found(session, IMAGED)) == 4


def test_software_by_evidence_that_says_otherwise(
    session: Session, world: World, machine: Machine, image: Image
) -> None:
    order = ask(session, machine, image, worker(world))
    machine.says(order, "running", fraction=0.1)
    tell(machine, order, None, result="not_installed")
    assert found(session, IMAGED) == []


def test_a_start_that_nobody_told_of(
    session: Session, machine: Machine, image: Image, writing: Writing
) -> None:
    said = {"image": image.sha256, "evidence": writing.id}
    record(session, machine, facts.BOOTED, **said, first_boot=99)
    record(session, machine, facts.BOOTED, **said, attestation=99)
    record(session, machine, facts.BOOTED, **said)
    assert len(found(session, BOOTED)) == 3
    row = FirstBoot(
        organisation_id=writing.organisation_id,
        writing_id=writing.id,
        device_id=writing.device_id,
        told_id="1",
        document={},
        sha256="",
        problem="other_machine",
    )
    session.add(row)
    session.flush()
    record(session, machine, facts.BOOTED, **said, first_boot=row.id)
    assert "does not count: other_machine" in found(session, BOOTED)[-1]


def test_evidence_that_comes_to_something_else(
    session: Session, world: World, machine: Machine, image: Image
) -> None:
    order = ask(session, machine, image, worker(world))
    machine.says(order, "failed", reason="error")
    document = {**order.result, "id": "1"}
    about: dict[str, Any] = {
        "organisation_id": order.organisation_id,
        "order_id": order.id,
        "device_id": order.device_id,
        "image_id": image.id,
        "medium": order.disk_id,
        "result": "installed",
        "trial": False,
    }
    session.add(Writing(**about, evidence_id="1", document=document, sha256=digest(document)))
    session.flush()
    assert found(session, KEPT) == ["writing 1: is kept as installed, and comes to None"]


def test_evidence_that_is_not_as_it_came(
    session: Session, world: World, machine: Machine, image: Image
) -> None:
    order = ask(session, machine, image, worker(world))
    told = flawless(order, image, key=secrets.token_hex(8))
    machine.says(order, "failed", reason="error")
    about: dict[str, Any] = {
        "organisation_id": order.organisation_id,
        "order_id": order.id,
        "device_id": order.device_id,
        "image_id": image.id,
        "medium": order.disk_id,
        "result": told.result,
        "trial": False,
    }
    session.add(Writing(**about, evidence_id="1", document={}, sha256="0" * 64))
    session.flush()
    assert found(session, KEPT) == ["writing 1: is not the document that came"]


def test_an_order_that_was_done_and_left_nothing(
    session: Session, world: World, machine: Machine, image: Image
) -> None:
    order = ask(session, machine, image, worker(world))
    order.state = "done"
    session.flush()
    assert found(session, SOMETHING) == [f"order {order.id}: was done, and nothing was kept of it"]


def test_a_release_that_is_nobodys(session: Session, world: World, machine: Machine) -> None:
    image = add(session, world, released=False)
    record(session, machine, facts.IMAGE_RELEASED, image=image.sha256)
    record(session, machine, facts.IMAGE_RELEASED, image="0" * 64)
    assert len(found(session, RELEASED)) == 2
    decide(session, world, image)
    assert len(found(session, RELEASED)) == 1


def test_an_image_that_is_not_its_manifest(session: Session, world: World) -> None:
    session.add(
        Image(
            organisation_id=world.organisation.id,
            sha256="0" * 64,
            name="basis",
            release="1",
            system="debian",
            size_bytes=1,
            written_bytes=1,
            blocks_bytes=1,
            document="{}",
        )
    )
    session.flush()
    assert found(session, MANIFEST) == ["image 1: is not the manifest that came"]


def test_licences_on_too_many_devices(session: Session, world: World) -> None:
    own = {"organisation_id": world.organisation.id}
    person = world.actor.account_id
    licence = Licence(
        **own, client_id="1", product="Windows", kind="volume", count=1, added_by_id=person
    )
    session.add(licence)
    session.flush()
    device = devices.create(session, **own, kind="laptop", actor=world.actor)
    for _ in range(2):
        session.add(
            LicenceUse(
                **own,
                client_id=str(uuid.uuid4()),
                device_id=device.id,
                licence_id=licence.id,
                account_id=person,
            )
        )
    session.flush()
    assert found(session, LICENCES) == [
        f"licence {licence.id}: is for 1 devices, and on 2",
        f"device {device.id}: uses 2 licences",
    ]


def test_images_without_their_files(
    session: Session, world: World, image: Image, tmp_path: Path
) -> None:
    def missing() -> list[str]:
        return [str(finding) for finding in missing_files(session, tmp_path)]

    assert missing() == [f"image {image.id}: has not all of its files in {tmp_path}"]
    folder = tmp_path / image.sha256
    folder.mkdir()
    for name in ("manifest.json", "map.json"):
        (folder / name).touch()
    assert len(missing()) == 1
    (folder / "blocks").touch()
    assert missing() == []
    (folder / "map.json").unlink()
    decide(session, world, image, withdraw=True)
    assert missing() == []
