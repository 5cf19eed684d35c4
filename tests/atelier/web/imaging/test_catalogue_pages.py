"""The list of software, the page of one release, and who decides on it."""

import json
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.edge import settings
from atelier.people.roles import Role
from atelier.web.imaging import choosing
from atelier.workshop.imaging import catalogue
from atelier.workshop.imaging.asking import Asker
from atelier.workshop.imaging.models import Decision, Image
from diagnostics.wire import encode
from diagnostics.wire.imaging import Package, Packages
from tests import images, imaging
from tests.atelier.web.imaging.conftest import SignIn
from tests.factories import World, make_world
from tests.visits import Person, counted

NOTES = {"nl": "Nieuwe browser", "fr": "Nouveau navigateur", "en": ""}


def decisions(session: Session) -> list[Decision]:
    session.rollback()
    return list(session.scalars(sa.select(Decision).order_by(Decision.id)))


def send(person: Person, address: str, **fields: str) -> str:
    form = {"client_id": str(uuid.uuid4()), **fields}
    answer = person.post(address, form, follow_redirects=True)
    return str(answer.text)


def test_each_image_is_shown_once_with_its_releases(
    worker: Person, session: Session, world: World
) -> None:
    titles = {"nl": "Basis", "fr": "Base"}
    imaging.add(session, world, name="basis", release="2026.1", titles=titles)
    newer = imaging.add(session, world, name="basis", release="2026.2", titles=titles)
    imaging.add(session, world, name="basis", release="2026.3", released=False, titles=titles)
    session.commit()
    page = worker.get("/images").text
    assert page.count(">Basis</h2>") == 1
    assert page.index("2026.2") < page.index("2026.3") < page.index("Oudere versies")
    assert page.index("Oudere versies") < page.index("2026.1")
    assert "op proef" in page
    assert f"/images/{newer.id}" in page
    assert "atelier image" in page  # how more of it comes here


def test_without_any_the_page_says_who_adds_it(worker: Person) -> None:
    assert "Wie de server beheert, voegt ze toe." in worker.get("/images").text


def test_the_list_asks_no_more_of_the_database_for_more_images(
    worker: Person, session: Session, world: World
) -> None:
    imaging.add(session, world, name="one")
    session.commit()
    worker.get("/images")
    with counted(db.engine) as few:
        worker.get("/images")
    for number in range(8):
        imaging.add(session, world, name=f"image-{number}", released=number % 2 == 0)
    session.commit()
    with counted(db.engine) as many:
        worker.get("/images")
    assert len(few) == len(many)


def test_the_page_tells_for_which_machines_it_is(
    worker: Person, session: Session, world: World
) -> None:
    image = imaging.add(
        session,
        world,
        titles={"nl": "Basis"},
        descriptions={"nl": "Voor iedereen."},
        languages=("nl", "fr"),
        system_name="Debian 12",
        secure_boot=True,
    )
    session.commit()
    page = worker.get(f"/images/{image.id}").text
    for text in ("Basis", "Voor iedereen.", "Debian 12", "Français", "mag aan staan"):
        assert text in page, text
    assert image.sha256 in page
    assert "Nog geen enkel toestel is hiermee gestart." in page
    assert "Vrijgeven</button>" not in page  # that is a coordinator's


def test_machines_that_started_with_it_are_told_by_model(
    worker: Person, session: Session, world: World
) -> None:
    image = imaging.add(session, world)
    machine = imaging.wiped(session, world)
    imaging.install(session, machine, image, imaging.worker(world))
    page = worker.get(f"/images/{image.id}").text
    assert "1 keer goed op een schijf gezet." in page
    assert "gestart op" not in page  # written is not started


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DESK])
def test_whoever_puts_nothing_on_a_device_sees_no_catalogue(
    sign_in: SignIn, session: Session, world: World, role: Role
) -> None:
    image = imaging.add(session, world)
    session.commit()
    person = sign_in(role)
    for address in ("/images", f"/images/{image.id}", "/licences", "/images/pile", "/bench/image"):
        assert person.get(address).status_code == 403, address


def test_a_coordinator_releases_what_was_tried_nowhere_only_knowingly(
    coordinator: Person, session: Session, world: World
) -> None:
    image = imaging.add(session, world, released=False)
    session.commit()
    address = f"/images/{image.id}/release"
    page = send(coordinator, address, **NOTES)
    assert "bevestig dat het zo mag" in page
    assert "Nieuwe browser" in page  # nothing that was typed is lost
    assert decisions(session) == []
    page = send(coordinator, address, **NOTES, untried="y", reason="Op mijn eigen laptop.")
    assert "Iedereen kan deze software nu op een toestel zetten." in page
    (decision,) = decisions(session)
    assert decision.untried
    assert decision.notes == {"nl": "Nieuwe browser", "fr": "Nouveau navigateur"}
    page = coordinator.get(f"/images/{image.id}").text
    assert "deze wordt nu gezet" in page
    assert "reden: Op mijn eigen laptop." in page


def test_the_same_form_sent_twice_decides_once(
    coordinator: Person, session: Session, world: World
) -> None:
    image = imaging.add(session, world, released=False)
    session.commit()
    form = {"client_id": str(uuid.uuid4()), **NOTES, "untried": "y", "reason": "Zo mag het."}
    for _ in range(3):
        assert coordinator.post(f"/images/{image.id}/release", form).status_code == 302
    assert len(decisions(session)) == 1


def test_it_is_withdrawn_with_a_reason_and_released_again(
    coordinator: Person, session: Session, world: World
) -> None:
    image = imaging.add(session, world)
    session.commit()
    address = f"/images/{image.id}"
    assert "Schrijf in een zin waarom." in send(coordinator, f"{address}/withdraw", reason="")
    page = send(coordinator, f"{address}/withdraw", reason="De wifi valt uit.")
    assert "Deze software komt op geen toestel meer." in page
    assert "Geef weer vrij" in page
    assert [one.kind for one in decisions(session)] == ["released", "withdrawn"]


def test_only_who_may_decide_does(worker: Person, session: Session, world: World) -> None:
    image = imaging.add(session, world, released=False)
    session.commit()
    for verb in ("release", "withdraw"):
        answer = worker.post(f"/images/{image.id}/{verb}", {"client_id": str(uuid.uuid4())})
        assert answer.status_code == 403
    assert decisions(session) == []


def test_an_image_of_somebody_else_is_none(worker: Person, session: Session) -> None:
    for number in (4711, 2**40):
        assert worker.get(f"/images/{number}").status_code == 404


def many_packages(count: int) -> Packages:
    rows = [
        Package(name=f"package-{n:03}", release="1.0", licences=("GPL-2",) if n % 2 else ())
        for n in range(count)
    ]
    return Packages(packages=tuple(rows))


def put_packages(image: Image, content: bytes) -> Path:
    folder = settings().imaging.folder / image.sha256
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(image.document)
    path = folder / "packages.json"
    path.write_bytes(content)
    return path


def test_its_programs_are_searched_and_paged(
    app: APIFlask, worker: Person, session: Session, world: World
) -> None:
    content = encode(many_packages(120))
    image = imaging.add(session, world, packages=120, packages_sha256=images.sha256(content))
    session.commit()
    put_packages(image, content)
    address = f"/images/{image.id}"
    page = worker.get(address).text
    assert "120 programma's" in page
    assert "package-049" in page
    assert "package-050" not in page
    assert "package-050" in worker.get(f"{address}?after=50").text
    found = worker.get(f"{address}?q=PACKAGE-11").text
    assert "10 programma's" in found
    assert "op 60 programma's" in page  # each licence with its count
    assert "0 programma's" in worker.get(f"{address}?q={'x' * 500}").text


@pytest.mark.parametrize("content", [b"", b"{}", json.dumps({"packages": []}).encode()])
def test_a_list_that_is_not_the_manifest_s_is_not_shown(
    app: APIFlask, worker: Person, session: Session, world: World, content: bytes
) -> None:
    told = images.sha256(encode(many_packages(3)))
    image = imaging.add(session, world, packages=3, packages_sha256=told)
    session.commit()
    put_packages(image, content)
    page = worker.get(f"/images/{image.id}")
    assert page.status_code == 200
    assert "Van deze software is geen lijst van programma's." in page.text


def test_what_is_on_trial_is_offered_last(session: Session, world: World) -> None:
    """Whoever leaves the first choice as it is puts on what was released."""
    for name, release, released in (
        ("aaa", "1", False),
        ("basis", "1", True),
        ("basis", "2", False),
        ("school", "1", True),
    ):
        imaging.add(session, world, name=name, release=release, released=released)

    def offered(by: Asker) -> list[tuple[str, str]]:
        found = choosing.offered(session, world.organisation.id, by)
        return [(one.image.name, one.standing) for one in found]

    released = [("basis", "released"), ("school", "released")]
    assert offered(imaging.worker(world)) == released
    trials = [("aaa", "trial"), ("basis", "trial")]
    assert offered(imaging.coordinator(world)) == [*released, *trials]


def test_the_first_page_tells_a_coordinator_what_waits_to_be_released(
    worker: Person, coordinator: Person, session: Session, world: World
) -> None:
    said = "versie van de software is op proef."
    imaging.add(session, world, name="oud", release="1", released=False)
    imaging.add(session, world, name="oud", release="2")
    assert said not in coordinator.get("/").text  # a newer one of it is released
    trial = imaging.add(session, world, name="oud", release="3", released=False)
    assert f"1 {said}" in coordinator.get("/").text
    assert 'href="/images"' in coordinator.get("/").text
    assert said not in worker.get("/").text  # who cannot release it has nothing to do there
    imaging.add(session, world, name="nieuw", released=False)
    assert "2 versies van de software zijn op proef." in coordinator.get("/").text
    imaging.decide(session, world, trial)
    session.commit()
    assert f"1 {said}" in coordinator.get("/").text
    other = make_world(session, "Ander atelier")
    assert catalogue.waiting(session, other.organisation.id) == []
