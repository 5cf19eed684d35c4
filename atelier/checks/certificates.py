"""Certificates: each still is what was signed."""

from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks.finding import Finding
from atelier.edge import settings
from atelier.errors import NotFound
from atelier.workshop.erasure.certificates import checking, files
from atelier.workshop.erasure.certificates.models import Certificate, CertificateFile

_BATCH = 200


def signatures_hold(session: Session) -> Iterator[Finding]:
    """By the key that was in use, over what the row says."""
    wanted = sa.select(Certificate).order_by(Certificate.id)
    for certificate in session.scalars(wanted.execution_options(yield_per=_BATCH)):
        if not checking.holds(session, certificate):
            yield Finding(f"certificate {certificate.number}", "is not what was signed")


def files_are_there(session: Session) -> Iterator[Finding]:
    """Each PDF lies where it was put, and has the hash that it had."""
    wanted = (
        sa.select(CertificateFile)
        .where(CertificateFile.format == "pdf")
        .order_by(CertificateFile.certificate_id, CertificateFile.language)
    )
    for row in session.scalars(wanted.execution_options(yield_per=_BATCH)):
        try:
            files.read(settings().files, row.sha256)
        except NotFound:
            subject = f"certificate {row.certificate.number}"
            yield Finding(subject, f"its PDF ({row.language}) is gone or damaged")


CHECKS: Mapping[str, Callable[[Session], Iterator[Finding]]] = {
    "each certificate is what was signed": signatures_hold,
    "the PDFs of certificates are there": files_are_there,
}
