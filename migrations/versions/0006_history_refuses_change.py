"""The history and the ledger refuse update and delete, in the database itself."""

from migrations import written_once

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("event", "posting")
REFUSAL = "rows of this table are written once: record a new fact, or post a counter-entry"


def upgrade() -> None:
    written_once.make_function(REFUSAL)
    written_once.refuse_change(TABLES, REFUSAL)


def downgrade() -> None:
    written_once.allow_change(TABLES)
    written_once.drop_function()
