"""Certificates that were made: of a device, of a donation, and their files."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.models import Device
from atelier.errors import NotFound
from atelier.settings import Files
from atelier.words import N_
from atelier.workshop.erasure.certificates import files
from atelier.workshop.erasure.certificates.models import Certificate, CertificateFile
from atelier.workshop.erasure.models import Attestation, Matter, StoredEvidence
from labels.certificates.content import Outcome


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something of which there is, or can be, a certificate."""

    medium: str
    evidence: StoredEvidence | None = None
    #: Destroyed: closed by two people.
    matter: Matter | None = None
    #: A phone or tablet that a person says to have reset: no certificate is made of that.
    attestation: Attestation | None = None
    certificate: Certificate | None = None

    @property
    def key(self) -> str:
        """Names it in a form."""
        if self.matter is not None:
            return f"matter:{self.matter.id}"
        return f"evidence:{self.evidence.id}" if self.evidence else ""

    @property
    def result(self) -> Outcome:
        if self.attestation is not None:
            return "attested" if self.attestation.result == "erased" else "not_erased"
        if self.evidence is None:
            return "destroyed"
        match self.evidence.result:
            case "erased" | "erased_with_exceptions":
                return self.evidence.result
            case _:
                return "not_erased"

    @property
    def level(self) -> str | None:
        return self.evidence.level if self.evidence else None


def get(session: Session, organisation_id: int, certificate_id: int) -> Certificate:
    """Raises NotFound, also for one of another organisation."""
    found = session.get(Certificate, certificate_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound(N_("Dit certificaat bestaat niet."))
    return found


def pdf(session: Session, certificate: Certificate, where: Files, language: str) -> bytes:
    """In this language, else in another that there is. Raises NotFound."""
    rows = session.scalars(
        sa.select(CertificateFile)
        .where(CertificateFile.certificate_id == certificate.id, CertificateFile.format == "pdf")
        .order_by(CertificateFile.language != language, CertificateFile.language)
    ).all()
    if not rows:
        raise NotFound(N_("Dit certificaat bestaat niet."))
    return files.read(where, rows[0].sha256)


def of_device(session: Session, device: Device) -> Sequence[Entry]:
    """What was done to the disks of a device, the newest first."""
    return entries(session, history.records_of(device))


def entries(session: Session, device_ids: sa.Select[int] | Iterable[int]) -> Sequence[Entry]:
    """Erasures and destructions in these devices, each with its newest certificate."""
    chosen = device_ids if isinstance(device_ids, sa.Select) else list(device_ids)
    evidence = session.scalars(
        sa.select(StoredEvidence)
        .where(StoredEvidence.device_id.in_(chosen))
        .order_by(StoredEvidence.id.desc())
    ).all()
    destroyed = session.scalars(
        sa.select(Matter)
        .where(Matter.device_id.in_(chosen), Matter.closed_how == "destroyed")
        .order_by(Matter.id.desc())
    ).all()
    by_evidence, by_matter = _newest(session, [e.id for e in evidence], [m.id for m in destroyed])
    return [
        *(Entry(medium=m.medium, matter=m, certificate=by_matter.get(m.id)) for m in destroyed),
        *(Entry(medium=e.medium, evidence=e, certificate=by_evidence.get(e.id)) for e in evidence),
    ]


def attested(session: Session, device_ids: Iterable[int]) -> Sequence[Entry]:
    """What people say of phones and tablets among these devices, the newest first."""
    rows = session.scalars(
        sa.select(Attestation)
        .where(Attestation.device_id.in_(list(device_ids)))
        .order_by(Attestation.id.desc())
    )
    return [Entry(medium=row.medium, attestation=row) for row in rows]


def of_donation(session: Session, donation_id: int) -> Certificate | None:
    """The newest summary."""
    return session.scalar(
        sa.select(Certificate)
        .where(Certificate.donation_id == donation_id)
        .order_by(Certificate.id.desc())
        .limit(1)
    )


def told_at(entry: Entry) -> datetime:
    """When the server heard of it."""
    if entry.matter is not None and entry.matter.closed_at is not None:
        return entry.matter.closed_at
    if entry.attestation is not None:
        return entry.attestation.at
    assert entry.evidence is not None  # noqa: S101 - an entry has one of the three
    return entry.evidence.received_at


def last_of_each_disk(
    found: Iterable[Entry], when: Callable[[Entry], datetime] = told_at
) -> Mapping[str, Entry]:
    """Medium to what was last done to it: destroyed is for ever, else the newest erasure."""
    by_medium: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        by_medium[entry.medium].append(entry)
    return {
        medium: max(those, key=lambda entry: (entry.matter is not None, when(entry)))
        for medium, those in by_medium.items()
    }


def _newest(
    session: Session, evidence: Sequence[int], matters: Sequence[int]
) -> tuple[dict[int, Certificate], dict[int, Certificate]]:
    rows = session.scalars(
        sa.select(Certificate)
        .where(
            sa.or_(Certificate.evidence_id.in_(evidence), Certificate.matter_id.in_(matters)),
            Certificate.kind != "donation",
        )
        .order_by(Certificate.id)
    ).all()
    return (
        {row.evidence_id: row for row in rows if row.kind == "erasure" and row.evidence_id},
        {row.matter_id: row for row in rows if row.kind == "destruction" and row.matter_id},
    )
