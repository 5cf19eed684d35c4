"""Images that an organisation has, and what people decided of them.

Both are written once: the database itself refuses update and delete.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now
from diagnostics.wire.imaging import Manifest, understand_manifest


class Image(Base):
    """One release of one image; its files lie in the store, by the same hash."""

    __tablename__ = "image"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "sha256"),
        sa.UniqueConstraint("organisation_id", "name", "release"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    #: Of ``document``, in hexadecimal digits: the hash of the whole image.
    sha256: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(40))
    release: Mapped[str] = mapped_column(sa.String(40))
    #: A ``wire.imaging.System``.
    system: Mapped[str] = mapped_column(sa.String(20))
    #: Of the disk that it was made as; of what is written; of what is sent.
    size_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    written_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    blocks_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    #: How many blocks its map has; None: whoever added it did not say.
    blocks: Mapped[int | None] = mapped_column(sa.BigInteger)
    #: ``manifest.json``, byte for byte.
    document: Mapped[str] = mapped_column(sa.Text)
    #: None: by a command.
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    added_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def manifest(self) -> Manifest:
        """Raises ``wire.Malformed`` where another version wrote it."""
        return understand_manifest(self.document.encode())


class Decision(Base):
    """A person lets it go to borrowers, or takes it back. The last one counts."""

    __tablename__ = "image_decision"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "client_id"),
        sa.Index("ix_image_decision_image", "image_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"))
    #: ``released`` or ``withdrawn``
    kind: Mapped[str] = mapped_column(sa.String(10))
    #: Why it is withdrawn; or released though no machine had tried it.
    reason: Mapped[str | None] = mapped_column(sa.Text)
    #: What is new in it, by language (``nl``, ``fr``, ``en``).
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: Released though no machine had tried it, and whoever did so knew.
    untried: Mapped[bool] = mapped_column(default=False)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
