"""certificates, their files, and the public keys that they are checked with"""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import refuse_change

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

REFUSAL = "rows of this table are written once: make a new certificate, or a new key"
WRITTEN_ONCE = ("signing_key", "certificate", "certificate_file")
ABOUT = {
    "organisation_id": "organisation",
    "device_id": "device",
    "evidence_id": "erasure_evidence",
    "matter_id": "erasure_matter",
    "donation_id": "donation",
    "key_id": "signing_key",
    "issued_by_id": "account",
}


def upgrade() -> None:
    _signing_key()
    _certificate()
    _certificate_file()
    refuse_change(WRITTEN_ONCE, REFUSAL)


def downgrade() -> None:
    # With each its indexes and triggers go.
    for table in reversed(WRITTEN_ONCE):
        op.drop_table(table)


def _signing_key() -> None:
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("name", name=op.f("uq_signing_key_name")),
    )


def _certificate() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("donation_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=25), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=100), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_certificate_{column}")
            )
            for column, table in ABOUT.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    with op.batch_alter_table("certificate") as batch:
        batch.create_index(
            batch.f("ix_certificate_organisation_id"), ["organisation_id"], unique=False
        )
        for what in ("device", "donation", "evidence", "matter"):
            batch.create_index(f"ix_certificate_{what}", [f"{what}_id", "id"], unique=False)


def _certificate_file() -> None:
    op.create_table(
        "certificate_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=4), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_file_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_certificate_file")),
        sa.UniqueConstraint(
            "certificate_id",
            "format",
            "language",
            name=op.f("uq_certificate_file_certificate_id_format_language"),
        ),
    )
