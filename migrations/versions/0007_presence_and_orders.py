"""machines on the bench, the orders for them, and what they say of those"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.written_once import refuse_change

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REFUSAL = "rows of this table are written once: what the agent said stays as it was said"
OPEN = sa.text("state IN ('issued', 'accepted', 'running', 'lost')")


def upgrade() -> None:
    _presence()
    _order()
    _word()
    refuse_change(("order_word",), REFUSAL)


def downgrade() -> None:
    op.drop_table("order_word")  # and its triggers
    with op.batch_alter_table("bench_order", schema=None) as batch_op:
        batch_op.drop_index("uq_bench_order_disk")
        batch_op.drop_index("ix_bench_order_open")
        batch_op.drop_index("ix_bench_order_device")

    op.drop_table("bench_order")
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_index("ix_presence_seen")
        batch_op.drop_index("ix_presence_device")

    op.drop_table("presence")


def _presence() -> None:
    op.create_table(
        "presence",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("boot_id", sa.String(length=64), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("agent_version", sa.String(length=40), nullable=False),
        sa.Column("started_from", sa.String(length=10), nullable=True),
        sa.Column("doing", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_presence_device_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "report_id"],
            ["report.organisation_id", "report.id"],
            name=op.f("fk_presence_organisation_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_presence_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_presence_station_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "boot_id", name=op.f("pk_presence")),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index("ix_presence_device", ["device_id", "last_seen_at"], unique=False)
        batch_op.create_index("ix_presence_seen", ["organisation_id", "last_seen_at"], unique=False)


def _order() -> None:
    op.create_table(
        "bench_order",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parameters", _document(), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("machine_uuid", sa.Text(), nullable=True),
        sa.Column("machine_serial", sa.Text(), nullable=True),
        sa.Column("board_serial", sa.Text(), nullable=True),
        sa.Column("disk_id", sa.String(length=200), nullable=True),
        sa.Column("disk_serial", sa.Text(), nullable=True),
        sa.Column("disk_wwn", sa.Text(), nullable=True),
        sa.Column("disk_model", sa.Text(), nullable=True),
        sa.Column("disk_size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("stop", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("result", _document(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("word_id", sa.String(length=64), nullable=True),
        sa.Column("boot_id", sa.String(length=64), nullable=True),
        sa.Column("started_in", sa.String(length=64), nullable=True),
        sa.Column("checkpoint", _document(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fraction", sa.Double(), nullable=True),
        sa.Column("left_s", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_bench_order_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["account.id"], name=op.f("fk_bench_order_issued_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_bench_order_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_bench_order")),
    )
    with op.batch_alter_table("bench_order", schema=None) as batch_op:
        batch_op.create_index("ix_bench_order_device", ["device_id", "issued_at"], unique=False)
        batch_op.create_index(
            "ix_bench_order_open",
            ["organisation_id", "due_at"],
            unique=False,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
        batch_op.create_index(
            "uq_bench_order_disk",
            ["organisation_id", "disk_id"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )


def _word() -> None:
    op.create_table(
        "order_word",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("boot_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fraction", sa.Double(), nullable=True),
        sa.Column("left_s", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("result", _document(), nullable=False),
        sa.Column("checkpoint", _document(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "order_id"],
            ["bench_order.organisation_id", "bench_order.id"],
            name=op.f("fk_order_word_organisation_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_order_word_station_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "order_id", "id", name=op.f("pk_order_word")),
    )


def _document() -> sa.JSON:
    return sa.JSON(none_as_null=True).with_variant(
        postgresql.JSONB(none_as_null=True), "postgresql"
    )
