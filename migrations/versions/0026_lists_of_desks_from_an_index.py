"""what is ready of each sort, what a desk lent and what is to be inspected, from an index alone"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

OFFERED = [
    "organisation_id",
    "next_step",
    "merged_into_id",
    "kind",
    "software",
    "memory_bytes",
    "screen_inches",
    "grade",
    "use",
    "disk_bytes",
    "id",
]


def upgrade() -> None:
    op.create_index("ix_device_offered", "device", OFFERED)
    op.drop_index("ix_device_inspect", "device")
    op.create_index(
        "ix_device_inspect", "device", ["organisation_id", "merged_into_id", "inspect_by", "id"]
    )
    op.create_index("ix_loan_desk", "loan", ["place_id", "ended_at", "due_on", "id"])
    op.drop_index("ix_loan_place_id", "loan")


def downgrade() -> None:
    op.create_index("ix_loan_place_id", "loan", ["place_id"])
    op.drop_index("ix_loan_desk", "loan")
    op.drop_index("ix_device_inspect", "device")
    op.create_index("ix_device_inspect", "device", ["organisation_id", "inspect_by"])
    op.drop_index("ix_device_offered", "device")
