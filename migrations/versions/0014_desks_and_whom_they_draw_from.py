"""desks, who works there, and organisations that another one serves"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written out: SQLite would make the table anew, which all others lead to.
    op.execute(
        "ALTER TABLE organisation ADD COLUMN served_by_id INTEGER "
        "CONSTRAINT fk_organisation_served_by_id REFERENCES organisation (id) "
        "CONSTRAINT ck_organisation_served_by_another CHECK (served_by_id <> id)"
    )
    rules = sa.JSON(none_as_null=True).with_variant(
        postgresql.JSONB(none_as_null=True), "postgresql"
    )
    op.add_column("organisation", sa.Column("rules", rules))
    op.create_index("ix_organisation_served_by_id", "organisation", ["served_by_id"])
    op.create_index("ix_place_parent_id", "place", ["parent_id"])
    # What was called *rek* on the screen stays so, now that a shelf is one board of it.
    op.execute("UPDATE place SET kind = 'rack' WHERE kind = 'shelf'")
    op.create_table(
        "desk",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("mobile", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column(
            "hours",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_desk_place_id")),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_desk")),
    )

    op.create_table(
        "desk_account",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_desk_account_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["desk.place_id"], name=op.f("fk_desk_account_place_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "place_id", name=op.f("pk_desk_account")),
    )
    op.create_index("ix_desk_account_place_id", "desk_account", ["place_id"])


def downgrade() -> None:
    op.drop_table("desk_account")
    op.drop_table("desk")
    op.drop_index("ix_place_parent_id", "place")
    op.execute("UPDATE place SET kind = 'shelf' WHERE kind = 'rack'")
    op.drop_index("ix_organisation_served_by_id", "organisation")
    op.drop_column("organisation", "rules")
    op.drop_column("organisation", "served_by_id")
