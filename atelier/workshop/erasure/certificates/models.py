"""Certificates and the public halves of the keys that signed them.

All written once: the database itself refuses update and delete.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atelier.db import Base, now


class SigningKey(Base):
    """The public half of a pair of keys; the private half lies in a file (``keys``).

    A key is in use from ``begins_at`` until the next one begins, and is kept for ever: what it
    signed meanwhile is checked with it.
    """

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: First 16 hexadecimal digits of the SHA-256 of the Ed25519 key: also the name of its folder.
    name: Mapped[str] = mapped_column(sa.String(16), unique=True)
    #: Ed25519, PEM: signs the JSON.
    public_key: Mapped[str] = mapped_column(sa.Text)
    #: X.509 with a P-256 key, PEM: signs the PDF, in a way that PDF readers know.
    certificate: Mapped[str] = mapped_column(sa.Text)
    begins_at: Mapped[datetime] = mapped_column(default=now)


class Certificate(Base):
    """One certificate, as it was signed."""

    __tablename__ = "certificate"
    __table_args__ = (
        sa.Index("ix_certificate_device", "device_id", "id"),
        sa.Index("ix_certificate_donation", "donation_id", "id"),
        sa.Index("ix_certificate_evidence", "evidence_id", "id"),
        sa.Index("ix_certificate_matter", "matter_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(12), unique=True)
    #: ``erasure``, ``destruction`` or ``donation``
    kind: Mapped[str] = mapped_column(sa.String(12))
    #: What it is about: of these, what its kind has.
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    evidence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("erasure_evidence.id"))
    matter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("erasure_matter.id"))
    donation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("donation.id"))
    #: Beside the number, all that the public page shows: ``erased``, ``erased_with_exceptions``,
    #: ``not_erased``, ``destroyed``, or for a donation ``all`` or ``some``; and the disk's model.
    result: Mapped[str] = mapped_column(sa.String(25))
    model: Mapped[str | None] = mapped_column(sa.Text)
    #: The canonical JSON, exactly as signed, and its Ed25519 signature in base64.
    document: Mapped[str] = mapped_column(sa.Text)
    signature: Mapped[str] = mapped_column(sa.String(100))
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("signing_key.id"))
    issued_at: Mapped[datetime] = mapped_column(default=now)
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    key: Mapped[SigningKey] = relationship(lazy="joined", innerjoin=True)


class CertificateFile(Base):
    """One form of a certificate that was given out: by its hash it is known again."""

    __tablename__ = "certificate_file"
    __table_args__ = (sa.UniqueConstraint("certificate_id", "format", "language"),)

    #: SHA-256 of the file, in hexadecimal digits.
    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(sa.ForeignKey("certificate.id"))
    #: ``json`` or ``pdf``
    format: Mapped[str] = mapped_column(sa.String(4))
    #: Of a PDF; empty for JSON, which has none.
    language: Mapped[str] = mapped_column(sa.String(2))
    size: Mapped[int]

    certificate: Mapped[Certificate] = relationship(lazy="joined", innerjoin=True)
