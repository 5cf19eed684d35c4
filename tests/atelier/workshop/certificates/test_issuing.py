"""What stands on a certificate: the server's judgement, the people, and no private donor."""

import json
import uuid
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.db import now
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import NotFound
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import ledger
from atelier.web.certificates import making
from atelier.workshop.erasure import matters
from atelier.workshop.erasure.certificates import checking, finding, issuing
from atelier.workshop.erasure.certificates.issuing import Office
from atelier.workshop.erasure.certificates.models import Certificate
from atelier.workshop.erasure.models import Matter, Request, StoredEvidence
from atelier.workshop.intake import donations, donors
from labels.certificates import Source
from tests.evidence import ERASED, NOT_ERASED, store
from tests.factories import World


def said(certificate: Certificate) -> dict:
    document: dict = json.loads(certificate.document)
    return document


def destroyed(session: Session, world: World, device: Device, stored: StoredEvidence) -> Matter:
    """Dealt with by two people, as the list of disks to deal with does it."""
    first, second = (world.accounts[r].id for r in (Role.BENCH_WORKER, Role.COORDINATOR))
    matter = Matter(
        organisation_id=device.organisation_id,
        device_id=device.id,
        medium=stored.medium,
        disk_model="TM256-NVME-000L7",
        disk_serial="TST4NX0M123456",
        kind="not_erased",
        evidence_id=stored.id,
        closed_how="destroyed",
        closed_at=now(),
        destroy_client_id=str(uuid.uuid4()),
        destroy_reason="Ze laat zich niet wissen.",
        destroy_ordered_at=now(),
        first_by_id=first,
        first_at=now(),
        second_by_id=second,
        second_at=now(),
    )
    session.add(matter)
    session.flush()
    return matter


def test_it_says_what_the_server_judged_and_what_the_agent_measured(
    issue, stored: StoredEvidence, device: Device
) -> None:
    told = said(issue(stored))
    assert (told["result"], told["level"]) == ("erased", "purge")
    assert told["disk"]["serial"] == "TST4NX0M123456"
    assert told["device"] == {"tag": device.tag, "name": None}
    assert told["work"]["commands"] == ["nvme sanitize /dev/nvme0n1 -a 2"]
    assert told["verification"]["seed"] == "8f3a0b6c9d2e4f71"
    assert told["verification"]["fraction"] == 0.1, "a share is never rounded up"
    assert told["verification"]["canaries"] == 64
    assert told["report_sha256"] == stored.sha256
    assert told["caveats"] == ["whole_controller"]
    assert told["destination"] == "reuse"
    assert told["verified_by"]["role"] == "coordinator"
    assert told["performed_by"] is None, "nobody ordered this one here"


def test_a_worse_judgement_than_the_agents_is_what_stands_there(
    session: Session, issue, device: Device
) -> None:
    lower = store(
        session, device, ERASED, result="not_erased", level=None, reasons=["not_verified"]
    )
    told = said(issue(lower))
    assert (told["result"], told["level"], told["reasons"]) == (
        "not_erased",
        None,
        ["not_verified"],
    )
    assert told["destination"] is None


def test_who_asked_for_it_performed_it(
    session: Session, issue, device: Device, world: World
) -> None:
    order = Order(
        organisation_id=device.organisation_id,
        id=str(uuid.uuid4()),
        device_id=device.id,
        kind="erase",
        report_id="",
        due_at=now(),
    )
    session.add(order)
    session.flush()
    asker = world.accounts[Role.BENCH_WORKER]
    session.add(
        Request(
            organisation_id=device.organisation_id,
            order_id=order.id,
            device_id=device.id,
            medium="serial:tst4nx0m123456",
            plan={},
            parameters={},
            confirmed_by=device.tag or "",
            asked_by_id=asker.id,
        )
    )
    session.flush()
    by = said(issue(store(session, device, ERASED, order_id=order.id)))["performed_by"]
    assert (by["name"], by["role"]) == (asker.name, "bench_worker")
    assert by["at"].startswith(f"{now():%Y-%m-%dT%H}"), "by the clock of the server"


def test_made_twice_it_is_one(session: Session, issue, stored: StoredEvidence) -> None:
    assert issue(stored).id == issue(stored).id
    assert session.scalar(sa.select(sa.func.count(Certificate.id))) == 1


def test_when_something_changed_a_new_one_is_made_and_the_old_one_stays(
    session: Session, issue, stored: StoredEvidence, world: World, device: Device
) -> None:
    first = issue(stored)
    exceptions = Matter(
        organisation_id=device.organisation_id,
        device_id=device.id,
        medium=stored.medium,
        kind="exceptions",
        evidence_id=stored.id,
        closed_how="accepted",
        closed_at=now(),
        closed_by_id=world.accounts[Role.COORDINATOR].id,
        accept_reason="Nagekeken en goed bevonden.",
    )
    session.add(exceptions)
    session.flush()
    second = issue(stored)
    assert second.number != first.number
    assert said(second)["accepted"]["reason"] == "Nagekeken en goed bevonden."
    assert checking.by_number(session, first.number).state == "genuine"
    assert finding.of_device(session, device)[0].certificate == second


def test_each_person_stands_there_with_the_place_of_that_moment(
    session: Session, issue, stored: StoredEvidence, world: World, device: Device
) -> None:
    for place in (world.bench, world.shelf):
        ledger.post(
            session,
            device,
            place,
            reason="test",
            actor=world.actor,
            client_id=str(uuid.uuid4()),
            at=now() - timedelta(hours=1 if place is world.bench else -1),
        )
    assert said(issue(stored))["verified_by"]["place"] == world.bench.name


def test_a_private_person_is_not_named(session: Session, world: World) -> None:
    for kind, named in (("person", None), ("council", "Testschenker")):
        donor = donors.create(
            session,
            organisation_id=world.organisation.id,
            client_id=str(uuid.uuid4()),
            details=donors.Details(kind=kind, name="Testschenker"),
        )
        details = donations.Details(promised={"laptop": 1})
        given = donations.create(session, donor=donor, client_id=str(uuid.uuid4()), details=details)
        assert making.source_of(given) == Source(donor=named, donation=given.reference)
    assert making.source_of(None) == Source()


def test_a_destroyed_disk_has_a_certificate_of_two_people(
    session: Session, world: World, device: Device, office: Office
) -> None:
    matter = destroyed(session, world, device, store(session, device, NOT_ERASED))
    entry = finding.of_device(session, device)[0]
    assert entry.matter == matter
    by = session.get_one(Account, world.accounts[Role.COORDINATOR].id)
    certificate = making.issue(session, entry, office=office, by=by)
    told = said(certificate)
    assert told["destroyed_by"]["name"] == "Test bench_worker"
    assert told["witnessed_by"]["name"] == "Test coordinator"
    assert told["reason"] == "Ze laat zich niet wissen."
    assert told["reasons"] == ["write_errors", "disk_gone"]
    verdict = checking.by_number(session, certificate.number)
    assert (verdict.state, verdict.result) == ("genuine", "destroyed")
    assert (
        finding.last_of_each_disk(finding.of_device(session, device))[matter.medium].matter
        == matter
    )


def test_a_disk_that_two_people_did_not_confirm_has_none(
    session: Session, world: World, device: Device
) -> None:
    stored = store(session, device, NOT_ERASED)
    matter = Matter(
        organisation_id=device.organisation_id,
        device_id=device.id,
        medium=stored.medium,
        kind="not_erased",
        first_by_id=world.accounts[Role.COORDINATOR].id,
        first_at=now(),
    )
    session.add(matter)
    session.flush()
    assert matters.of_device(session, device) == [matter]
    assert [entry.result for entry in finding.of_device(session, device)] == ["not_erased"]


def test_the_pdf_says_what_the_json_says(session: Session, issue, device: Device) -> None:
    certificate = issue(store(session, device, NOT_ERASED))
    document = pypdfium2.PdfDocument(finding.pdf(session, certificate, settings().files, "nl"))
    try:
        text = " ".join(document[0].get_textpage().get_text_range().split())
    finally:
        document.close()
    assert "NIET GEWIST" in text
    assert said(certificate)["disk"]["serial"] in text
    assert "schrijven: 2" in text


def test_a_file_that_is_gone_or_damaged_is_said(
    session: Session, issue, stored: StoredEvidence
) -> None:
    certificate = issue(stored)
    (path,) = (settings().files.folder / "certificates").rglob("*.pdf")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(NotFound, match="beschadigd"):
        finding.pdf(session, certificate, settings().files, "nl")
    path.unlink()
    with pytest.raises(NotFound, match="weg"):
        finding.pdf(session, certificate, settings().files, "nl")


def test_it_belongs_to_one_organisation(session: Session, issue, stored: StoredEvidence) -> None:
    certificate = issue(stored)
    with pytest.raises(NotFound):
        finding.get(session, certificate.organisation_id + 1, certificate.id)


def test_while_it_is_drawn_nobody_waits(session: Session, issue, stored, office: Office) -> None:
    """Drawing and signing happen aside, where the request holds no transaction."""
    seen = []

    def aside(work):
        session.commit()
        seen.append(session.in_transaction())
        made = work()
        seen.append(session.in_transaction())
        return made

    subject = issuing.Subject(
        organisation_id=stored.organisation_id, kind="erasure", evidence_id=stored.id
    )
    judged, beside = making.around.of_erasure(session, stored, source=Source(), verified_by=1)
    issuing.issue(
        session,
        subject,
        lambda head: making.contents.erasure(head, judged, beside),
        office=replace(office, aside=aside),
        by=None,
    )
    assert seen == [False, False]
