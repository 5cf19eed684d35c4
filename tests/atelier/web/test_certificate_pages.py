"""The pages of certificates: made and downloaded by some, checked by anyone."""

import io
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices.models import Device
from atelier.people.models import SignInAttempt
from atelier.people.roles import Role
from atelier.workshop.erasure.certificates.models import Certificate
from atelier.workshop.intake.models import Donation
from tests import donated
from tests.conftest import make_app
from tests.evidence import NOT_ERASED, store
from tests.factories import World
from tests.visits import Person

_DOWNLOAD = re.compile(r'href="(/certificates/\d+\.(?:pdf|json)[^"]*)"')


@pytest.fixture
def donation(session: Session, world: World) -> Donation:
    """One laptop of it came in, and its disk was erased afterwards."""
    return donated.a_donation(session, world)


@pytest.fixture
def device(session: Session, world: World, donation: Donation) -> Device:
    return donated.received(session, world, donation)


@pytest.fixture
def coordinator(app: APIFlask, world: World) -> Person:
    person = Person(app)
    person.sign_in(world.accounts[Role.COORDINATOR].login)
    return person


@pytest.fixture
def stranger(app: APIFlask) -> Person:
    return Person(app, address="198.51.100.7")


@pytest.fixture
def files(session: Session, coordinator: Person, device: Device) -> dict[str, bytes]:
    """The certificate of the device, made on its page: each download by its address."""
    key = re.search(r'name="what" value="([^"]+)"', coordinator.get(f"/devices/{device.id}").text)
    assert key
    coordinator.post(f"/devices/{device.id}/certificates", {"what": key.group(1)})
    page = coordinator.get(f"/devices/{device.id}").text
    return {link: coordinator.get(link).data for link in _DOWNLOAD.findall(page)}


def test_a_coordinator_makes_it_and_downloads_it_in_each_language(files: dict[str, bytes]) -> None:
    assert [link.partition("?")[2] or link[-4:] for link in files] == [
        "language=nl",
        "language=fr",
        "language=en",
        "json",
    ]
    contents = list(files.values())
    assert all(content.startswith(b"%PDF-") for content in contents[:3])
    assert contents[3].startswith(b'{"certificate":{')
    assert len(set(contents)) == 4


def test_a_stranger_checks_each_file_and_the_number(
    session: Session, files: dict[str, bytes], stranger: Person
) -> None:
    number = session.scalars(sa.select(Certificate.number)).one()
    for content in files.values():
        answer = stranger.post(
            "/certificates/check", {"file": (io.BytesIO(content), "certificate")}
        )
        assert "Dit certificaat is echt." in answer.text
    answer = stranger.post("/certificates/check", {"number": number})
    assert "Dit certificaat is echt." in answer.text
    assert "Gewist" in answer.text
    assert "TM256-NVME-000L7" in answer.text


def test_the_page_tells_nothing_but_the_verdict_and_the_model(
    session: Session, files: dict[str, bytes], stranger: Person, device: Device, world: World
) -> None:
    number = session.scalars(sa.select(Certificate.number)).one()
    text = stranger.post("/certificates/check", {"number": number}).text
    tag = device.tag or ""
    told = ["TST4NX0M", "eui.0025", "Testgemeente", tag, "Test coordinator", "purge", "2026-0"]
    told += [world.organisation.name, device.tag or "", "Test-atelier"]
    assert [word for word in told if word.lower() in text.lower()] == []


def test_one_changed_byte_fails_on_the_page(files: dict[str, bytes], stranger: Person) -> None:
    for content in files.values():
        changed = bytearray(content)
        changed[len(changed) // 2] ^= 0x20
        sent = {"file": (io.BytesIO(bytes(changed)), "certificate.pdf")}
        answer = stranger.post("/certificates/check", sent)
        assert "Dit certificaat is niet echt." in answer.text
        assert "TM256" not in answer.text


def test_a_disk_that_is_not_erased_is_said_not_to_be(
    session: Session, coordinator: Person, stranger: Person, device: Device
) -> None:
    stored = store(session, device, NOT_ERASED)
    coordinator.get(f"/devices/{device.id}")
    coordinator.post(f"/devices/{device.id}/certificates", {"what": f"evidence:{stored.id}"})
    number = session.scalars(sa.select(Certificate.number)).one()
    text = stranger.post("/certificates/check", {"number": number}).text
    assert "Dit certificaat is echt." in text
    assert "Niet gewist" in text
    assert "er kunnen nog gegevens op staan" in text


@pytest.mark.parametrize(
    ("number", "status", "said"),
    [
        ("421703852392", 200, "Dit certificaat is niet echt."),
        ("421703852393", 422, "er is een cijfer fout"),
        ("hallo", 422, "12 cijfers"),
        ("", 422, "12 cijfers"),
    ],
)
def test_what_somebody_typed_is_answered_in_words(
    stranger: Person, number: str, status: int, said: str
) -> None:
    answer = stranger.post("/certificates/check", {"number": number})
    assert (answer.status_code, said in answer.text) == (status, True)


def test_the_code_on_paper_fills_in_the_number_and_looks_nothing_up(
    session: Session, stranger: Person
) -> None:
    text = stranger.get("/certificates/check?number=421703852392").text
    assert 'value="421703852392"' in text
    assert "niet echt" not in text
    assert session.scalar(sa.select(sa.func.count(SignInAttempt.id))) == 0


def test_checking_takes_a_token_of_the_form(app: APIFlask, stranger: Person) -> None:
    answer = stranger.client.post("/certificates/check", data={"number": "421703852392"})
    assert answer.status_code == 400


def test_trying_many_numbers_closes_the_page_for_a_while(
    database_url: str, tmp_path: Path, world: World, session: Session
) -> None:
    session.commit()
    few = make_app(database_url, tmp_path, certificates={"checks": 3})
    stranger, other = Person(few), Person(few, address="203.0.113.9")
    answers = [
        stranger.post("/certificates/check", {"number": "421703852392"}).status_code
        for _ in range(5)
    ]
    assert answers == [200, 200, 200, 429, 429]
    assert other.post("/certificates/check", {"number": "421703852392"}).status_code == 200
    with few.app_context():
        db.engine.dispose()


def test_the_public_keys_are_there_and_no_private_one(
    files: dict[str, bytes], stranger: Person
) -> None:
    answer = stranger.get("/certificates/keys")
    assert answer.mimetype == "text/plain"
    assert answer.text.count("BEGIN PUBLIC KEY") == answer.text.count("BEGIN CERTIFICATE") == 1
    assert "PRIVATE" not in answer.text


def test_a_role_without_the_permission_neither_sees_nor_makes_them(
    app: APIFlask, world: World, device: Device, files: dict[str, bytes]
) -> None:
    volunteer = Person(app)
    volunteer.sign_in(world.accounts[Role.VOLUNTEER].login)
    assert "certificates-title" not in volunteer.get(f"/devices/{device.id}").text
    assert {volunteer.get(link).status_code for link in files} == {403}
    made = volunteer.post(f"/devices/{device.id}/certificates", {"what": "evidence:1"})
    assert made.status_code == 403


def test_what_is_not_of_this_device_makes_none(
    session: Session, coordinator: Person, device: Device
) -> None:
    coordinator.get("/")
    answer = coordinator.post(f"/devices/{device.id}/certificates", {"what": "evidence:999"})
    assert answer.status_code == 404
