"""the newest photo of each device stands with the device, so that the shop window reads no photos"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BEFORE = [
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
]


def upgrade() -> None:
    op.add_column("device", sa.Column("photo_id", sa.Integer))
    op.execute(
        "UPDATE device SET photo_id ="
        " (SELECT max(photo.id) FROM photo WHERE photo.device_id = device.id)"
    )
    op.drop_index("ix_device_offered", "device")
    op.create_index("ix_device_offered", "device", [*BEFORE, "photo_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_device_offered", "device")
    op.create_index("ix_device_offered", "device", [*BEFORE, "id"])
    op.drop_column("device", "photo_id")
