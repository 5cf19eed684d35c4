"""how evidence came that no word of an order carried, and what it was held to"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.written_once import refuse_change

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

REFUSAL = "rows of this table are written once: evidence stays as it came"
TABLE = "erasure_brought"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("evidence_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan", _document(), nullable=False),
        sa.Column("parameters", _document(), nullable=False),
        sa.Column("doubts", _document(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_erasure_brought_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["erasure_evidence.id"], name=op.f("fk_erasure_brought_evidence_id")
        ),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_erasure_brought")),
    )
    refuse_change((TABLE,), REFUSAL)


def downgrade() -> None:
    # With it its triggers go.
    op.drop_table(TABLE)


def _document() -> sa.JSON:
    return sa.JSON(none_as_null=True).with_variant(
        postgresql.JSONB(none_as_null=True), "postgresql"
    )
