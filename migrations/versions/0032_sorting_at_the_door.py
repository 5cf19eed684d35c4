"""what comes along without a tag, scrap by weight, and answers that a person has to settle"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

OPEN = sa.text("state <> 'received' AND settled_at IS NULL")


def upgrade() -> None:
    op.add_column("intake_scan", sa.Column("scanned_at", sa.DateTime(timezone=True)))
    op.add_column("intake_scan", sa.Column("settled_at", sa.DateTime(timezone=True)))
    # Written out: SQLite would make the table anew.
    op.execute(
        "ALTER TABLE intake_scan ADD COLUMN settled_by_id INTEGER "
        "CONSTRAINT fk_intake_scan_settled_by_id REFERENCES account (id)"
    )
    # What was answered before there was a list of it is nobody's work any more.
    op.execute("UPDATE intake_scan SET settled_at = at WHERE state <> 'received'")
    op.create_index(
        "ix_intake_scan_open",
        "intake_scan",
        ["organisation_id", "at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "came_along",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("donation_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("scrap", sa.String(length=20), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(article_id IS NULL) <> (scrap IS NULL)", name=op.f("ck_came_along_one_thing")
        ),
        sa.CheckConstraint(
            "(scrap IS NULL) = (weight_g IS NULL) AND (weight_g IS NULL OR weight_g > 0)",
            name=op.f("ck_came_along_weight"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_came_along_how_many")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_came_along_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_came_along_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_came_along_donation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_came_along_organisation_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_came_along_place_id")),
        sa.PrimaryKeyConstraint("organisation_id", "client_id", name=op.f("pk_came_along")),
    )
    op.create_index("ix_came_along_donation", "came_along", ["donation_id", "at"])


def downgrade() -> None:
    op.drop_table("came_along")
    op.drop_index("ix_intake_scan_open", "intake_scan")
    for name in ("settled_by_id", "settled_at", "scanned_at"):
        op.drop_column("intake_scan", name)
