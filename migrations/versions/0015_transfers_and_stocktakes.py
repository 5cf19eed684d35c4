"""transfers between places, and counts of them"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_place_id", sa.Integer(), nullable=False),
        sa.Column("to_place_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("from_place_id <> to_place_id", name=op.f("ck_transfer_moves")),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["account.id"], name=op.f("fk_transfer_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_place_id"], ["place.id"], name=op.f("fk_transfer_from_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["account.id"], name=op.f("fk_transfer_opened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_transfer_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["account.id"], name=op.f("fk_transfer_sent_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_place_id"], ["place.id"], name=op.f("fk_transfer_to_place_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint(
            "organisation_id", "client_id", name=op.f("uq_transfer_organisation_id_client_id")
        ),
        sa.UniqueConstraint(
            "organisation_id", "number", name=op.f("uq_transfer_organisation_id_number")
        ),
    )
    op.create_index("ix_transfer_from", "transfer", ["from_place_id", "closed_at"])
    op.create_index("ix_transfer_to", "transfer", ["to_place_id", "closed_at"])

    op.create_table(
        "transfer_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(device_id IS NULL) <> (article_id IS NULL)", name=op.f("ck_transfer_line_one_thing")
        ),
        sa.CheckConstraint("arrived BETWEEN 0 AND quantity", name=op.f("ck_transfer_line_arrived")),
        sa.CheckConstraint(
            "quantity > 0 AND (device_id IS NULL OR quantity = 1)",
            name=op.f("ck_transfer_line_how_many"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_transfer_line_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_transfer_line_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_line_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_line")),
        sa.UniqueConstraint(
            "transfer_id", "article_id", name=op.f("uq_transfer_line_transfer_id_article_id")
        ),
        sa.UniqueConstraint(
            "transfer_id", "device_id", name=op.f("uq_transfer_line_transfer_id_device_id")
        ),
    )
    op.create_index("ix_transfer_line_device_id", "transfer_line", ["device_id"])
    op.create_index(
        "ix_transfer_line_underway",
        "transfer_line",
        ["device_id"],
        unique=True,
        sqlite_where=sa.text("device_id IS NOT NULL AND settled_at IS NULL"),
        postgresql_where=sa.text("device_id IS NOT NULL AND settled_at IS NULL"),
    )

    op.create_table(
        "stocktake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["account.id"], name=op.f("fk_stocktake_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["account.id"], name=op.f("fk_stocktake_opened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stocktake_organisation_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_stocktake_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake")),
        sa.UniqueConstraint(
            "organisation_id", "client_id", name=op.f("uq_stocktake_organisation_id_client_id")
        ),
    )
    op.create_index(
        "ix_stocktake_open",
        "stocktake",
        ["place_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_stocktake_place_id", "stocktake", ["place_id"])

    op.create_table(
        "stocktake_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stocktake_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("expected_place_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(device_id IS NULL) <> (article_id IS NULL)", name=op.f("ck_stocktake_scan_one_thing")
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_stocktake_scan_how_many")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_stocktake_scan_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_stocktake_scan_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_stocktake_scan_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["expected_place_id"], ["place.id"], name=op.f("fk_stocktake_scan_expected_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["stocktake_id"], ["stocktake.id"], name=op.f("fk_stocktake_scan_stocktake_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake_scan")),
        sa.UniqueConstraint(
            "stocktake_id", "client_id", name=op.f("uq_stocktake_scan_stocktake_id_client_id")
        ),
        sa.UniqueConstraint(
            "stocktake_id", "device_id", name=op.f("uq_stocktake_scan_stocktake_id_device_id")
        ),
    )
    op.create_index("ix_stocktake_scan_device_id", "stocktake_scan", ["device_id"])


def downgrade() -> None:
    for table in ("stocktake_scan", "stocktake", "transfer_line", "transfer"):
        op.drop_table(table)
