"""why a device waits stands beside it, and what waits for a bench is read in turn from an index"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

AT_A_BENCH = sa.text(
    "next_step IN ('diagnose', 'erase', 'image', 'repair', 'check', 'inspect')"
    " AND merged_into_id IS NULL"
)
PUT_BACK = sa.text("ending = 'put_back'")


def upgrade() -> None:
    # Empty until the next thing happens to the device: it is then offered as before.
    op.add_column("device", sa.Column("next_reason", sa.String(20)))
    in_turn = ["next_step_since", "id"]
    _partial("ix_device_queue", "device", ["organisation_id", *in_turn], AT_A_BENCH)
    wanted = ["organisation_id", "kind", *in_turn, "memory_bytes", "disk_bytes", "screen_inches"]
    _partial("ix_device_wanted", "device", wanted, AT_A_BENCH)
    _partial("ix_bench_work_put_back", "bench_work", ["account_id", "ended_at"], PUT_BACK)


def downgrade() -> None:
    op.drop_index("ix_bench_work_put_back", "bench_work")
    op.drop_index("ix_device_wanted", "device")
    op.drop_index("ix_device_queue", "device")
    op.drop_column("device", "next_reason")


def _partial(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
