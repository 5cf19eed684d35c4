"""The pages of certificates: made and downloaded by some, checked by anyone."""

import io
import re
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db, now
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.models import SignInAttempt
from atelier.people.roles import Role
from atelier.workshop.erasure.certificates.models import Certificate
from atelier.workshop.erasure.models import Attestation, StoredEvidence
from atelier.workshop.intake import donations, donors, service
from atelier.workshop.intake.models import Donation
from tests.conftest import make_app
from tests.evidence import ERASED, NOT_ERASED, store
from tests.factories import World, give_tag
from tests.visits import Person, counted

_DOWNLOAD = re.compile(r'href="(/certificates/\d+\.(?:pdf|json)[^"]*)"')


@pytest.fixture
def donation(session: Session, world: World) -> Donation:
    """One laptop of it came in, and its disk was erased afterwards."""
    donor = donors.create(
        session,
        organisation_id=world.organisation.id,
        client_id=str(uuid.uuid4()),
        details=donors.Details(kind="council", name="Testgemeente"),
    )
    return donations.create(
        session,
        donor=donor,
        client_id=str(uuid.uuid4()),
        details=donations.Details(promised={"laptop": 1}),
    )


@pytest.fixture
def device(session: Session, world: World, donation: Donation) -> Device:
    return received(session, world, donation)


def received(session: Session, world: World, donation: Donation) -> Device:
    made = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(made)
    session.flush()
    tag = give_tag(session, made, actor=world.actor)
    receive(session, world, donation, tag.number)
    store(session, made, ERASED if made.id == 1 else _another(made.id))
    session.commit()
    return made


def receive(session: Session, world: World, donation: Donation, code: str) -> None:
    service.receive(
        session,
        organisation_id=world.organisation.id,
        client_id=str(uuid.uuid4()),
        donation=donation,
        place=world.bench,
        code=code,
        kind="laptop",
        actor=world.actor,
    )


def _another(number: int):
    disk = replace(ERASED.disk, serial=f"TST{number:08}")
    return replace(ERASED, id=str(uuid.uuid4()), disk=disk)


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


def test_a_donation_gets_all_its_certificates_and_a_summary(
    session: Session, coordinator: Person, donation: Donation, device: Device, stranger: Person
) -> None:
    address = f"/donations/{donation.id}/certificates"
    assert "nog niet zijn: 1" in coordinator.get(address).text
    coordinator.post(address, {})
    coordinator.post(f"{address}/summary", {})
    made = session.scalars(sa.select(Certificate).order_by(Certificate.id)).all()
    assert [(one.kind, one.result) for one in made] == [("erasure", "erased"), ("donation", "all")]
    assert made[0].number in made[1].document
    page = coordinator.get(address).text
    assert len(_DOWNLOAD.findall(page)) == 8
    text = stranger.post("/certificates/check", {"number": made[1].number}).text
    assert "Alle schijven gewist of vernietigd" in text
    assert "Model van de schijf" not in text


def test_a_phone_that_somebody_says_to_have_reset_is_named_as_that(
    session: Session, world: World, coordinator: Person, donation: Donation, device: Device
) -> None:
    for result in ("not_erased", "erased"):
        session.add(
            Attestation(
                organisation_id=world.organisation.id,
                client_id=str(uuid.uuid4()),
                device_id=device.id,
                medium="internal",
                system="android",
                answers={},
                result=result,
                account_id=world.accounts[Role.COORDINATOR].id,
            )
        )
        session.flush()
    session.commit()
    address = f"/donations/{donation.id}/certificates"
    text = coordinator.get(address).text
    assert "Teruggezet, volgens een verklaring" in text
    assert "nog niet zijn: 1" in text, "of the disk alone a certificate is made"
    coordinator.post(f"{address}/summary", {})
    made = session.scalars(sa.select(Certificate)).one()
    assert made.result == "some", "somebody's word is no erasure"
    assert '"result":"attested"' in made.document


def test_what_was_erased_before_it_came_counts_not(
    session: Session, world: World, coordinator: Person, donation: Donation
) -> None:
    """A laptop that was here before and comes back has somebody's data on it again."""
    before = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(before)
    session.flush()
    store(session, before, ERASED)
    session.commit()
    tag = give_tag(session, before, actor=world.actor)
    receive(session, world, donation, tag.number)
    text = coordinator.get(f"/donations/{donation.id}/certificates").text
    assert "nog te doen" in text
    assert "Gewist" not in text.partition("<main")[2]


def test_what_was_told_late_counts_for_when_it_was_done(
    session: Session, world: World, coordinator: Person, donation: Donation
) -> None:
    """Erased here, gone with the laptop, and back: that the evidence comes only now changes
    nothing.
    """
    device = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(device)
    session.flush()
    tag, done_at = give_tag(session, device, actor=world.actor), now() - timedelta(days=30)
    receive(session, world, donation, tag.number)
    stored = store(session, device, ERASED)
    told = {"medium": stored.medium, "result": "erased", "verified": True, "evidence": stored.id}
    history.record(session, device, facts.ERASED, actor=world.actor, data=told, at=done_at)
    session.commit()
    text = coordinator.get(f"/donations/{donation.id}/certificates").text
    assert "Gewist" not in text.partition("<main")[2]


def test_of_somebody_s_word_and_evidence_the_later_one_stands_there(
    session: Session, world: World, coordinator: Person, donation: Donation, device: Device
) -> None:
    """Their numbers are of two lists, and tell nothing of which was first."""
    for _ in range(3):
        session.add(
            Attestation(
                organisation_id=world.organisation.id,
                client_id=str(uuid.uuid4()),
                device_id=device.id,
                medium=session.scalars(sa.select(StoredEvidence.medium)).one(),
                system="other",
                answers={},
                result="erased",
                account_id=world.accounts[Role.COORDINATOR].id,
                at=now() + timedelta(hours=1),
            )
        )
    session.flush()
    later = store(session, device, replace(NOT_ERASED, id=str(uuid.uuid4()), disk=ERASED.disk))
    told = {"medium": later.medium, "result": "not_erased", "verified": False}
    history.record(
        session,
        device,
        facts.ERASED,
        actor=world.actor,
        data={**told, "evidence": later.id},
        at=now() + timedelta(hours=2),
    )
    session.commit()
    text = coordinator.get(f"/donations/{donation.id}/certificates").text.partition("<main")[2]
    assert "Niet gewist" in text
    assert "volgens een verklaring" not in text


def test_a_disk_that_was_taken_out_is_not_forgotten(
    session: Session, world: World, coordinator: Person, donation: Donation, device: Device
) -> None:
    """It came with the donation, and nobody erased it."""
    erased = session.scalars(sa.select(StoredEvidence.medium)).one()
    for media in ([erased, "serial:PULLEDOUT"], [erased]):
        history.record(session, device, facts.DIAGNOSED, actor=world.actor, data={"media": media})
    session.commit()
    address = f"/donations/{donation.id}/certificates"
    text = coordinator.get(address).text
    assert "PULLEDOUT" in text
    assert "nog te doen" in text
    coordinator.post(f"{address}/summary", {})
    made = session.scalars(sa.select(Certificate)).one()
    assert made.result == "some"


@pytest.mark.parametrize("arrived", [False, True])
def test_the_disks_of_an_earlier_life_are_no_disks_of_this_donation(
    session: Session, world: World, coordinator: Person, donation: Donation, arrived: bool
) -> None:
    """The report may come before the sticker; what was in it years ago is not what came now."""
    before = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(before)
    session.flush()
    tag = give_tag(session, before, actor=world.actor)
    if arrived:
        history.record(session, before, facts.CAME_IN, actor=world.actor)
    told = {"media": ["serial:FIRSTSEEN"]}
    history.record(session, before, facts.DIAGNOSED, actor=world.actor, data=told)
    receive(session, world, donation, tag.number)
    told = {"media": ["serial:CAMENOW"]}
    history.record(session, before, facts.DIAGNOSED, actor=world.actor, data=told)
    session.commit()
    text = coordinator.get(f"/donations/{donation.id}/certificates").text
    assert ("FIRSTSEEN" in text, "CAMENOW" in text) == (not arrived, True)


def test_the_page_of_a_donation_asks_no_more_for_more_disks(
    app: APIFlask, session: Session, world: World, coordinator: Person, donation: Donation
) -> None:
    asked = []
    for count in (3, 12):
        for _ in range(count):
            received(session, world, donation)
        session.commit()
        with counted(db.engine) as statements:
            assert coordinator.get(f"/donations/{donation.id}/certificates").status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1]
