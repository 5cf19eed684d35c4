"""the index of what was merged leaves out what was not: PostgreSQL read all devices by way of it"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

MERGED = sa.text("merged_into_id IS NOT NULL")
NAME, TABLE, COLUMNS = "ix_device_merged_into_id", "device", ["merged_into_id"]


def upgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, COLUMNS, sqlite_where=MERGED, postgresql_where=MERGED)


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, COLUMNS)
