"""who helps a borrower further belongs to the loan; photos of how a device looked"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written out: SQLite would make the table anew, which others lead to.
    op.execute(
        "ALTER TABLE loan ADD COLUMN helped_at_id INTEGER "
        "CONSTRAINT fk_loan_helped_at_id REFERENCES place (id)"
    )
    # Of several visits to one borrower, what the last of them says.
    op.execute(
        "UPDATE loan SET helped_at_id = (SELECT helped_at_id FROM visit "
        "WHERE loan_id = loan.id AND helped_at_id IS NOT NULL ORDER BY id DESC LIMIT 1)"
    )
    with op.batch_alter_table("visit", table_args=_checks_of_visit()) as batch:
        batch.drop_constraint("fk_visit_helped_at_id", type_="foreignkey")
        batch.drop_column("helped_at_id")
    op.create_table(
        "loan_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_loan_photo_account_id")
        ),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_loan_photo_loan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_photo")),
        sa.UniqueConstraint("loan_id", "sha256", name=op.f("uq_loan_photo_loan_id_sha256")),
    )


def downgrade() -> None:
    op.drop_table("loan_photo")
    with op.batch_alter_table("visit", table_args=_checks_of_visit()) as batch:
        batch.add_column(sa.Column("helped_at_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_visit_helped_at_id", "place", ["helped_at_id"], ["id"])
    op.execute(
        "UPDATE visit SET helped_at_id = (SELECT helped_at_id FROM loan WHERE id = visit.loan_id)"
    )
    op.drop_column("loan", "helped_at_id")


def _checks_of_visit() -> tuple[sa.CheckConstraint, ...]:
    """SQLite makes the table anew without what it cannot read back."""
    return (
        sa.CheckConstraint("(done_at IS NULL) = (done_how IS NULL)", name=op.f("ck_visit_done")),
        sa.CheckConstraint(
            "done_at IS NULL OR address IS NULL", name=op.f("ck_visit_address_goes")
        ),
    )
