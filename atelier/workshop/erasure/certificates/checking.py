"""Whether a certificate is one of ours, and unchanged: by its number, or by the file itself.

Nothing that a stranger sends is parsed. A file is known by its hash, or it is not; what is then
checked, signature included, is what was kept.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import Invalid
from atelier.workshop.erasure.certificates import files, keys, making, signing
from atelier.workshop.erasure.certificates.models import Certificate, CertificateFile
from labels.certificates import numbers

#: The longest file that is looked at; ours are a tenth of it.
MOST_BYTES = 2_000_000

#: The clocks of several servers before one database may differ by so much.
_CLOCKS = timedelta(minutes=5)

#: *unknown*: no such certificate, or not a byte for byte copy. *broken*: it is in our books, and
#: its signature does not hold: somebody tampered with the books.
State = Literal["genuine", "unknown", "broken"]

#: Runs what needs no database, while no transaction is open: ``edge.aside``.
Aside = Callable[[Callable[[], bool]], bool]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """All that anybody is told. ``kind``, ``result``, ``model``: only when genuine."""

    state: State
    kind: str = ""
    result: str = ""
    model: str | None = None


UNKNOWN = Verdict(state="unknown")
BROKEN = Verdict(state="broken")


def by_number(session: Session, text: str) -> Verdict:
    """Raises Invalid for what cannot be a number."""
    try:
        number = numbers.parse(text)
    except numbers.NotANumber as error:
        raise Invalid(error.message, field="number") from error
    certificate = session.scalar(sa.select(Certificate).where(Certificate.number == number))
    return _judged(session, certificate) if certificate else UNKNOWN


def by_file(session: Session, content: bytes, aside: Aside = lambda work: work()) -> Verdict:
    """``aside``: looks at the signature in a PDF while no transaction is open."""
    if len(content) > MOST_BYTES:
        return UNKNOWN
    row = session.get(CertificateFile, files.digest(content))
    if row is None:
        return UNKNOWN
    if not _file_holds(row, content, aside):
        return BROKEN
    return _judged(session, row.certificate)


def holds(session: Session, certificate: Certificate) -> bool:
    """Its signature, by a key that was in use then, over what its row says."""
    period = keys.period_of(session, certificate.key)
    in_use = period.key.begins_at - _CLOCKS <= certificate.issued_at and (
        period.until is None or certificate.issued_at <= period.until + _CLOCKS
    )
    document = certificate.document.encode()
    signed = signing.json_holds(document, certificate.signature, certificate.key)
    return in_use and signed and _row_agrees(certificate)


def _judged(session: Session, certificate: Certificate) -> Verdict:
    if not holds(session, certificate):
        return BROKEN
    return Verdict(
        state="genuine",
        kind=certificate.kind,
        result=certificate.result,
        model=certificate.model,
    )


def _file_holds(row: CertificateFile, content: bytes, aside: Aside) -> bool:
    certificate = row.certificate
    if row.format == "json":
        return content == making.json_file(certificate)
    pem, issued_at = certificate.key.certificate, certificate.issued_at
    return aside(lambda: _pdf_holds(content, pem, issued_at))


def _pdf_holds(content: bytes, pem: str, issued_at: datetime) -> bool:
    """Takes a tenth of a second, and half a second the first time."""
    from atelier.workshop.erasure.certificates import pdf  # noqa: PLC0415 - slow to load

    return pdf.holds(content, pem, issued_at)


def _row_agrees(certificate: Certificate) -> bool:
    """What the page shows is what was signed."""
    said = json.loads(certificate.document)
    if (said["number"], said["kind"]) != (certificate.number, certificate.kind):
        return False
    if said["kind"] == "donation":
        done = {line["result"] for line in said["lines"]}
        return certificate.result == ("all" if done and done <= _DONE else "some")
    shown = (said.get("result", "destroyed"), said["disk"]["model"])
    return shown == (certificate.result, certificate.model)


_DONE = frozenset({"erased", "destroyed"})
