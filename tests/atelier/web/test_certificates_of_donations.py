"""The certificates of a donation: what became of each disk that came with it."""

import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db, now
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.workshop.erasure.certificates.models import Certificate
from atelier.workshop.erasure.models import Attestation, StoredEvidence
from atelier.workshop.intake.models import Donation
from tests import donated
from tests.donated import receive, received
from tests.evidence import ERASED, NOT_ERASED, store
from tests.factories import World, give_tag
from tests.visits import Person, counted

_DOWNLOAD = re.compile(r'href="(/certificates/\d+\.(?:pdf|json)[^"]*)"')


@pytest.fixture
def donation(session: Session, world: World) -> Donation:
    return donated.a_donation(session, world)


@pytest.fixture
def device(session: Session, world: World, donation: Donation) -> Device:
    """Of that donation, its disk erased since."""
    return donated.received(session, world, donation)


@pytest.fixture
def coordinator(app: APIFlask, world: World) -> Person:
    person = Person(app)
    person.sign_in(world.accounts[Role.COORDINATOR].login)
    return person


@pytest.fixture
def stranger(app: APIFlask) -> Person:
    return Person(app, address="198.51.100.7")


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
