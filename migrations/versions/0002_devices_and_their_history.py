"""devices and their history"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("maker", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_model")),
        sa.UniqueConstraint("maker", "name", name=op.f("uq_device_model_maker_name")),
    )
    with op.batch_alter_table("device_model", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_model_maker"), ["maker"], unique=False)

    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("tag", sa.String(length=10), nullable=True),
        sa.Column("model_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_step", sa.String(length=20), nullable=False),
        sa.Column("next_step_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cpu", sa.String(length=120), nullable=True),
        sa.Column("memory_bytes", sa.BigInteger(), nullable=True),
        sa.Column("disk_bytes", sa.BigInteger(), nullable=True),
        sa.Column("disk_kind", sa.String(length=10), nullable=True),
        sa.Column("screen_inches", sa.Double(), nullable=True),
        sa.Column("grade", sa.String(length=1), nullable=True),
        sa.Column("use", sa.String(length=20), nullable=True),
        sa.Column("diagnosed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["device.id"], name=op.f("fk_device_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["model_id"], ["device_model.id"], name=op.f("fk_device_model_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_device_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("tag", name=op.f("uq_device_tag")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index("ix_device_kind", ["organisation_id", "kind", "id"], unique=False)
        batch_op.create_index(
            "ix_device_list", ["organisation_id", "merged_into_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_device_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index(
            "ix_device_model", ["organisation_id", "model_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_device_step", ["organisation_id", "next_step", "merged_into_id", "id"], unique=False
        )

    op.create_table(
        "device_identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_identifier_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_device_identifier_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_identifier")),
        sa.UniqueConstraint(
            "device_id", "scheme", "value", name=op.f("uq_device_identifier_device_id_scheme_value")
        ),
    )
    with op.batch_alter_table("device_identifier", schema=None) as batch_op:
        batch_op.create_index(
            "ix_device_identifier_lookup", ["organisation_id", "value", "scheme"], unique=False
        )

    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_photo_account_id")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_photo_device_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_photo_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("device_id", "sha256", name=op.f("uq_photo_device_id_sha256")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_device_id"), ["device_id"], unique=False)

    op.create_table(
        "tag",
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_tag_device_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_tag_organisation_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tag")),
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tag_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_tag_device_id"), ["device_id"], unique=False)
        batch_op.create_index("ix_tag_printed", ["organisation_id", "created_at"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column(
            "data",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_event_account_id")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_event_device_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_event_organisation_id")
        ),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_event_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint(
            "organisation_id", "client_id", name=op.f("uq_event_organisation_id_client_id")
        ),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_device", ["device_id", "at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_device")

    op.drop_table("event")
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.drop_index("ix_tag_printed")
        batch_op.drop_index(batch_op.f("ix_tag_device_id"))
        batch_op.drop_index(batch_op.f("ix_tag_batch"))

    op.drop_table("tag")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_device_id"))

    op.drop_table("photo")
    with op.batch_alter_table("device_identifier", schema=None) as batch_op:
        batch_op.drop_index("ix_device_identifier_lookup")

    op.drop_table("device_identifier")
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_index("ix_device_step")
        batch_op.drop_index("ix_device_model")
        batch_op.drop_index(batch_op.f("ix_device_merged_into_id"))
        batch_op.drop_index("ix_device_list")
        batch_op.drop_index("ix_device_kind")

    op.drop_table("device")
    with op.batch_alter_table("device_model", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_model_maker"))

    op.drop_table("device_model")
