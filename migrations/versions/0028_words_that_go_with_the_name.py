"""what was written in words goes with the name, also of who was forgotten before

Visits that are done have no moment any more, as they have no address.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_FORGOTTEN = "SELECT id FROM borrower WHERE forgotten_at IS NOT NULL"
_WORDS = (
    f"UPDATE loan SET state_note = '' WHERE borrower_id IN ({_FORGOTTEN})",  # noqa: S608
    f"UPDATE gift SET note = '' WHERE borrower_id IN ({_FORGOTTEN})",  # noqa: S608
    "UPDATE visit SET moment = '' WHERE done_at IS NOT NULL",
)


def upgrade() -> None:
    for words in _WORDS:
        op.execute(words)


def downgrade() -> None:
    """Nobody knows them any more."""
