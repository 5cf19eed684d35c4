"""Making certificates: of an erasure, of a destruction, of what became of a whole donation."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now
from atelier.settings import Files
from atelier.workshop.erasure.certificates import keys, making
from atelier.workshop.erasure.certificates.contents import Head
from atelier.workshop.erasure.certificates.making import Made
from atelier.workshop.erasure.certificates.models import Certificate
from labels import certificates
from labels.certificates import Content, Speech, numbers

#: What may differ between two certificates that say the same.
_ITS_OWN = frozenset({"number", "issued", "issuer", "check_at", "verified_by"})


@dataclass(frozen=True, kw_only=True)
class Office:
    """Where and in whose name certificates are made."""

    issuer: str
    check_at: str
    speeches: Mapping[str, Speech]
    files: Files
    keys: Path
    #: Does slow work without holding the database (``edge.aside``).
    aside: Callable[[Callable[[], Made]], Made]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a certificate is about: the columns of its row."""

    organisation_id: int
    kind: str
    device_id: int | None = None
    evidence_id: int | None = None
    matter_id: int | None = None
    donation_id: int | None = None


def issue(
    session: Session,
    subject: Subject,
    content: Callable[[Head], Content],
    *,
    office: Office,
    by: int | None,
) -> Certificate:
    """The certificate of this subject: a new one, or the newest where that says the same already.

    Raises Conflict without a key to sign with.
    """
    pair = keys.active(session, office.keys)
    head = Head(
        number=_new_number(session), issued=now(), issuer=office.issuer, check_at=office.check_at
    )
    said = content(head)
    if known := _the_same(session, subject, said):
        return known
    made = office.aside(lambda: making.make(said, pair, office.speeches, office.files))
    lock(session, key_of("certificate", repr(subject)))
    if known := _the_same(session, subject, said):  # made meanwhile by somebody else
        return known
    certificate = Certificate(
        **_columns(subject),
        number=head.number,
        result=result_of(said),
        model=model_of(said),
        document=made.document,
        signature=made.signature,
        key_id=pair.key_id,
        issued_at=head.issued,
        issued_by_id=by,
    )
    session.add(certificate)
    session.flush()
    session.add_all(making.rows(certificate, made))
    session.flush()
    return certificate


def newest(session: Session, subject: Subject) -> Certificate | None:
    wanted = sa.select(Certificate).filter_by(**_columns(subject))
    return session.scalar(wanted.order_by(Certificate.id.desc()).limit(1))


def result_of(content: Content) -> str:
    """What the public page says of it, beside that it is genuine."""
    match content:
        case certificates.Erasure():
            return content.result
        case certificates.Destruction():
            return "destroyed"
        case certificates.Donation():
            done = all(line.result in {"erased", "destroyed"} for line in content.lines)
            return "all" if done and content.lines else "some"


def model_of(content: Content) -> str | None:
    return None if isinstance(content, certificates.Donation) else content.disk.model


def _the_same(session: Session, subject: Subject, content: Content) -> Certificate | None:
    known = newest(session, subject)
    if known and _said(json.loads(known.document)) == _said(
        json.loads(certificates.canonical(content))
    ):
        return known
    return None


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    """What is not known says nothing: a certificate from before a field was added lacks it."""
    told = ((name, value) for name, value in document.items() if name not in _ITS_OWN)
    return {name: value for name, value in told if value is not None}


def _columns(subject: Subject) -> dict[str, Any]:
    return {name: getattr(subject, name) for name in Subject.__dataclass_fields__}


def _new_number(session: Session) -> str:
    while True:
        number = numbers.new()
        if session.scalar(sa.select(Certificate.id).where(Certificate.number == number)) is None:
            return number
