"""Making certificates of what stands on a page: here the donor is known."""

from sqlalchemy.orm import Session

from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.people.models import Account
from atelier.workshop.erasure.certificates import around, contents, issuing
from atelier.workshop.erasure.certificates.finding import Entry
from atelier.workshop.erasure.certificates.issuing import Office, Subject
from atelier.workshop.erasure.certificates.models import Certificate
from atelier.workshop.erasure.models import Matter, StoredEvidence
from atelier.workshop.intake import service as intake
from atelier.workshop.intake.models import Donation
from labels.certificates import Source

_PERSON = "person"


def issue(session: Session, entry: Entry, *, office: Office, by: Account) -> Certificate:
    """Raises Conflict without a key to sign with."""
    if entry.matter is not None:
        return _destruction(session, entry.matter, office=office, by=by)
    assert entry.evidence is not None  # noqa: S101 - an entry has one of the two
    return _erasure(session, entry.evidence, office=office, by=by)


def source_of(donation: Donation | None) -> Source:
    """A private person is named nowhere that lasts: the reference of the donation says enough."""
    if donation is None:
        return Source()
    donor = None if donation.donor.kind == _PERSON else contents.text(donation.donor.name)
    return Source(donor=donor, donation=donation.reference)


def _erasure(
    session: Session, stored: StoredEvidence, *, office: Office, by: Account
) -> Certificate:
    source = _source(session, stored.organisation_id, stored.device_id)
    judged, beside = around.of_erasure(session, stored, source=source, verified_by=by.id)
    subject = Subject(
        organisation_id=stored.organisation_id,
        kind="erasure",
        device_id=stored.device_id,
        evidence_id=stored.id,
    )
    return issuing.issue(
        session,
        subject,
        lambda head: contents.erasure(head, judged, beside),
        office=office,
        by=by.id,
    )


def _destruction(session: Session, matter: Matter, *, office: Office, by: Account) -> Certificate:
    source = _source(session, matter.organisation_id, matter.device_id)
    subject = Subject(
        organisation_id=matter.organisation_id,
        kind="destruction",
        device_id=matter.device_id,
        matter_id=matter.id,
    )
    return issuing.issue(
        session,
        subject,
        lambda head: around.destruction(session, head, matter, source=source),
        office=office,
        by=by.id,
    )


def _source(session: Session, organisation_id: int, device_id: int) -> Source:
    device: Device = devices.get(session, organisation_id, device_id)
    return source_of(intake.donation_of(session, device))
