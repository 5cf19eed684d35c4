"""plans of inspections, and by when a device has to be inspected beside it"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

EVENT = sa.table(
    "event",
    sa.column("id", sa.Integer),
    sa.column("device_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("data", sa.JSON),
)
DEVICE = sa.table("device", sa.column("id", sa.Integer), sa.column("inspect_by", sa.Date))


def upgrade() -> None:
    op.create_table(
        "inspection_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("after_loan", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "months IS NOT NULL OR after_loan", name=op.f("ck_inspection_plan_when")
        ),
        sa.CheckConstraint("months IS NULL OR months > 0", name=op.f("ck_inspection_plan_months")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_inspection_plan_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_plan")),
        sa.UniqueConstraint(
            "organisation_id",
            "client_id",
            name=op.f("uq_inspection_plan_organisation_id_client_id"),
        ),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "name",
            name=op.f("uq_inspection_plan_organisation_id_kind_name"),
        ),
    )
    op.add_column("device", sa.Column("inspect_by", sa.Date()))
    op.create_index("ix_device_inspect", "device", ["organisation_id", "inspect_by"])
    _fill()


def downgrade() -> None:
    op.drop_index("ix_device_inspect", "device")
    op.drop_column("device", "inspect_by")
    op.drop_table("inspection_plan")


def _fill() -> None:
    connection = op.get_bind()
    told = sa.select(EVENT.c.device_id, EVENT.c.data).where(EVENT.c.kind == "inspected")
    until = {
        device_id: date.fromisoformat(data["valid_until"])
        for device_id, data in connection.execute(told.order_by(EVENT.c.id))
    }
    for device_id, day in until.items():
        connection.execute(sa.update(DEVICE).where(DEVICE.c.id == device_id).values(inspect_by=day))
