"""The atelier's keys: made once, kept in files that only their owner reads, replaced by newer ones.

A private key never comes into the database, a log or an answer. Each pair lies in a folder of its
own, named after its public half: ``<folder>/<name>/json.pem`` (Ed25519) and ``pdf.pem`` (P-256).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now
from atelier.errors import Conflict
from atelier.settings import Settings
from atelier.words import N_
from atelier.workshop.erasure.certificates.models import SigningKey

log = structlog.get_logger()

#: "No well-defined expiry" (RFC 5280, 4.1.2.5): what it signed is to be checked for ever.
_NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_BEFORE = timedelta(days=1)
_JSON, _PDF = "json.pem", "pdf.pem"


@dataclass(frozen=True)
class Pair:
    """Both private keys, and what of their row is needed to sign without a database."""

    key_id: int
    name: str
    #: X.509, PEM.
    certificate: str
    json: Ed25519PrivateKey
    #: PEM, PKCS #8.
    pdf: bytes

    def __repr__(self) -> str:
        return f"Pair({self.name})"  # never the keys: it may end in a log


@dataclass(frozen=True)
class Period:
    """A key, and when it was in use; ``until`` None: still."""

    key: SigningKey
    until: datetime | None


def folder(settings: Settings) -> Path:
    chosen = settings.certificates.keys
    return Path(chosen) if chosen else settings.files.folder / "keys"


def active(session: Session, where: Path) -> Pair:
    """The newest key, made now when there is none yet.

    Raises Conflict when there is one and its file is not.
    """
    lock(session, key_of("signing-key"))
    row = session.scalar(sa.select(SigningKey).order_by(SigningKey.id.desc()).limit(1))
    return _load(row, where) if row else make(session, where)


def make(session: Session, where: Path) -> Pair:
    """A new pair, which from now on is the one that signs; older ones go on being checked with."""
    lock(session, key_of("signing-key"))
    for_json, for_pdf = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    public = for_json.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    name = sha256(public).hexdigest()[:16]
    pdf = for_pdf.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    json = for_json.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _keep(where / name, {_JSON: json, _PDF: pdf})
    row = SigningKey(
        name=name, public_key=public.decode(), certificate=_certificate(for_pdf, name).decode()
    )
    session.add(row)
    session.flush()
    log.info("signing_key_made", name=name)
    return _pair(row, for_json, pdf)


def periods(session: Session) -> Sequence[Period]:
    """Every key there ever was, the oldest first."""
    rows = session.scalars(sa.select(SigningKey).order_by(SigningKey.id)).all()
    ends = (*(row.begins_at for row in rows[1:]), None)
    return [Period(row, until) for row, until in zip(rows, ends, strict=False)]


def period_of(session: Session, key: SigningKey) -> Period:
    until = session.scalar(
        sa.select(SigningKey.begins_at)
        .where(SigningKey.id > key.id)
        .order_by(SigningKey.id)
        .limit(1)
    )
    return Period(key, until)


def _load(row: SigningKey, where: Path) -> Pair:
    try:
        json = load_pem_private_key((where / row.name / _JSON).read_bytes(), None)
        pdf = (where / row.name / _PDF).read_bytes()
    except (OSError, ValueError) as error:
        raise Conflict(
            N_(
                "De sleutel om certificaten te ondertekenen is weg of onleesbaar. Vraag de"
                " beheerder van de server om ze terug te zetten, of een nieuwe te maken."
            )
        ) from error
    if not isinstance(json, Ed25519PrivateKey):
        raise Conflict(
            N_("De sleutel om certificaten te ondertekenen is niet van de juiste soort.")
        )
    return _pair(row, json, pdf)


def _pair(row: SigningKey, json: Ed25519PrivateKey, pdf: bytes) -> Pair:
    return Pair(key_id=row.id, name=row.name, certificate=row.certificate, json=json, pdf=pdf)


def _keep(where: Path, files: dict[str, bytes]) -> None:
    where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    where.mkdir(mode=0o700)
    for name, content in files.items():
        handle = os.open(where / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _certificate(key: ec.EllipticCurvePrivateKey, name: str) -> bytes:
    """Self-signed: whoever wants to trust it compares it with the public page of keys."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Atelier"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Atelier, certificates, key {name}"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - _BEFORE)
        .not_valid_after(_NEVER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM)
