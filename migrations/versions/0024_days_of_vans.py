"""days of vans: on which a transfer is planned, and on which one comes to a desk"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("transfer", sa.Column("planned_on", sa.Date(), nullable=True))
    op.add_column("desk", sa.Column("delivery_day", sa.String(length=3), nullable=True))


def downgrade() -> None:
    op.drop_column("desk", "delivery_day")
    op.drop_column("transfer", "planned_on")
