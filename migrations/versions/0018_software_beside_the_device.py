"""the name of the software that is on a device, beside it"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

EVENT = sa.table(
    "event",
    sa.column("id", sa.Integer),
    sa.column("device_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("data", sa.JSON),
)
DEVICE = sa.table("device", sa.column("id", sa.Integer), sa.column("software", sa.String))


def upgrade() -> None:
    op.add_column("device", sa.Column("software", sa.String(length=40)))
    connection = op.get_bind()
    told = sa.select(EVENT.c.device_id, EVENT.c.data).where(EVENT.c.kind == "imaged")
    on_it: dict[int, str | None] = {}
    for device_id, data in connection.execute(told.order_by(EVENT.c.id)):
        on_it[device_id] = _name(data)
    for device_id, name in on_it.items():
        connection.execute(sa.update(DEVICE).where(DEVICE.c.id == device_id).values(software=name))


def downgrade() -> None:
    op.drop_column("device", "software")


def _name(data: dict[str, Any]) -> str | None:
    return data.get("name") if data.get("verified") is True else None
