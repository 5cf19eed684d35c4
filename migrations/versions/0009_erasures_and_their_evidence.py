"""erasures: what was asked, the evidence, what people attest, and what is left to deal with"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.written_once import refuse_change

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REFUSAL = "rows of this table are written once: evidence stays as it came"
WRITTEN_ONCE = ("erasure_attestation", "erasure_evidence", "erasure_refused", "erasure_request")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    _request()
    _evidence()
    _refused()
    _attestation()
    _matter()
    refuse_change(WRITTEN_ONCE, REFUSAL)


def downgrade() -> None:
    # With each its indexes and triggers go.
    for table in ("matter", "attestation", "refused", "evidence", "request"):
        op.drop_table(f"erasure_{table}")


def _request() -> None:
    op.create_table(
        "erasure_request",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=200), nullable=False),
        sa.Column("plan", _document(), nullable=False),
        sa.Column("parameters", _document(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=40), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_erasure_request_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_erasure_request_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"],
            ["bench_order.organisation_id", "bench_order.id"],
            name=op.f("fk_erasure_request_organisation_id_order_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "order_id", name=op.f("pk_erasure_request")),
    )
    with op.batch_alter_table("erasure_request") as batch:
        batch.create_index(batch.f("ix_erasure_request_device_id"), ["device_id"], unique=False)


def _evidence() -> None:
    op.create_table(
        "erasure_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=200), nullable=False),
        sa.Column("document", _document(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=25), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("reasons", _document(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_erasure_evidence_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"],
            ["bench_order.organisation_id", "bench_order.id"],
            name=op.f("fk_erasure_evidence_organisation_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_erasure_evidence_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_erasure_evidence_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_evidence")),
        sa.UniqueConstraint(
            "organisation_id",
            "evidence_id",
            name=op.f("uq_erasure_evidence_organisation_id_evidence_id"),
        ),
        sa.UniqueConstraint(
            "organisation_id", "order_id", name=op.f("uq_erasure_evidence_organisation_id_order_id")
        ),
    )
    with op.batch_alter_table("erasure_evidence") as batch:
        batch.create_index("ix_erasure_evidence_device", ["device_id", "id"], unique=False)
        batch.create_index(
            "ix_erasure_evidence_medium", ["organisation_id", "medium", "id"], unique=False
        )


def _refused() -> None:
    op.create_table(
        "erasure_refused",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("medium", sa.String(length=200), nullable=True),
        sa.Column("problem", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("document", _document(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_erasure_refused_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"],
            ["bench_order.organisation_id", "bench_order.id"],
            name=op.f("fk_erasure_refused_organisation_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_erasure_refused_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_erasure_refused_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_refused")),
    )
    with op.batch_alter_table("erasure_refused") as batch:
        batch.create_index("ix_erasure_refused_list", ["organisation_id", "id"], unique=False)


def _attestation() -> None:
    op.create_table(
        "erasure_attestation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=200), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("answers", _document(), nullable=False),
        sa.Column("result", sa.String(length=25), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_erasure_attestation_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_erasure_attestation_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_erasure_attestation_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_attestation")),
        sa.UniqueConstraint(
            "organisation_id",
            "client_id",
            name=op.f("uq_erasure_attestation_organisation_id_client_id"),
        ),
    )
    with op.batch_alter_table("erasure_attestation") as batch:
        batch.create_index("ix_erasure_attestation_device", ["device_id", "id"], unique=False)


def _matter() -> None:
    op.create_table(
        "erasure_matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=200), nullable=False),
        sa.Column("disk_model", sa.Text(), nullable=True),
        sa.Column("disk_serial", sa.Text(), nullable=True),
        sa.Column("disk_size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("refused_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_how", sa.String(length=20), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("accept_reason", sa.Text(), nullable=True),
        sa.Column("destroy_client_id", sa.String(length=36), nullable=True),
        sa.Column("destroy_reason", sa.Text(), nullable=True),
        sa.Column("destroy_ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroy_ordered_by_id", sa.Integer(), nullable=True),
        sa.Column("first_by_id", sa.Integer(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "first_by_id <> second_by_id", name=op.f("ck_erasure_matter_two_people")
        ),
        sa.CheckConstraint(
            "second_by_id IS NULL OR first_by_id IS NOT NULL",
            name=op.f("ck_erasure_matter_first_before_second"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["account.id"], name=op.f("fk_erasure_matter_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["destroy_ordered_by_id"],
            ["account.id"],
            name=op.f("fk_erasure_matter_destroy_ordered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_erasure_matter_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["erasure_evidence.id"], name=op.f("fk_erasure_matter_evidence_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_by_id"], ["account.id"], name=op.f("fk_erasure_matter_first_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_erasure_matter_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["refused_id"], ["erasure_refused.id"], name=op.f("fk_erasure_matter_refused_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_by_id"], ["account.id"], name=op.f("fk_erasure_matter_second_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_matter")),
        sa.UniqueConstraint(
            "organisation_id",
            "destroy_client_id",
            name=op.f("uq_erasure_matter_organisation_id_destroy_client_id"),
        ),
    )
    with op.batch_alter_table("erasure_matter") as batch:
        batch.create_index(batch.f("ix_erasure_matter_device_id"), ["device_id"], unique=False)
        batch.create_index(
            "ix_erasure_matter_list", ["organisation_id", "closed_at", "id"], unique=False
        )
        batch.create_index(
            "uq_erasure_matter_open",
            ["organisation_id", "device_id", "medium"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )


def _document() -> sa.JSON:
    return sa.JSON(none_as_null=True).with_variant(
        postgresql.JSONB(none_as_null=True), "postgresql"
    )
