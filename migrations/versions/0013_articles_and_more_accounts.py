"""articles that are counted, and accounts that tell where things went"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.written_once import refuse_change

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


REFUSAL = "rows of this table are written once: record a new fact, or post a counter-entry"
#: Accounts that every organisation has from now on, by what they are called.
ACCOUNTS = {
    "lent": "Uitgeleend",
    "parts": "Onderdelen",
    "lost": "Vermist",
    "scrapped": "Afgedankt",
    "given": "Weggegeven",
    "returned": "Terug naar de schenker",
}
PLACE = sa.table(
    "place",
    sa.column("id", sa.Integer),
    sa.column("organisation_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("name", sa.String),
    sa.column("active", sa.Boolean),
)
POSTING = sa.table("posting", sa.column("from_place_id"), sa.column("to_place_id"))
CHECKS = {
    "ck_posting_one_thing": "(device_id IS NULL) <> (article_id IS NULL)",
    "ck_posting_how_many": "quantity > 0 AND (device_id IS NULL OR quantity = 1)",
}


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_article_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint(
            "organisation_id", "client_id", name=op.f("uq_article_organisation_id_client_id")
        ),
        sa.UniqueConstraint(
            "organisation_id", "name", name=op.f("uq_article_organisation_id_name")
        ),
    )
    op.create_index("ix_article_organisation_id", "article", ["organisation_id"])

    op.create_table(
        "balance",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("physical", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity >= 0 OR NOT physical", name=op.f("ck_balance_not_below_zero")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_balance_article_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_balance_place_id")),
        sa.PrimaryKeyConstraint("place_id", "article_id", name=op.f("pk_balance")),
    )
    op.create_index("ix_balance_article_id", "balance", ["article_id"])
    if op.get_bind().dialect.name == "postgresql":
        _widen_on_postgresql()
    else:
        _widen_on_sqlite()
    op.create_index("ix_posting_article", "posting", ["article_id", "id"])
    _open_accounts()


def downgrade() -> None:
    _close_accounts()
    op.drop_index("ix_posting_article", "posting")
    if op.get_bind().dialect.name == "postgresql":
        _narrow_on_postgresql()
    else:
        _narrow_on_sqlite()
    op.drop_table("balance")
    op.drop_table("article")


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("article_id", sa.Integer()),
        sa.Column("quantity", sa.Integer(), server_default="1", nullable=False),
        sa.Column("note", sa.String(length=300)),
        sa.Column("weight_g", sa.Integer()),
        sa.Column("corrects_id", sa.Integer()),
    ]


def _widen_on_postgresql() -> None:
    for column in _columns():
        op.add_column("posting", column)
    op.alter_column("posting", "device_id", nullable=True)
    op.create_foreign_key("fk_posting_article_id", "posting", "article", ["article_id"], ["id"])
    op.create_foreign_key("fk_posting_corrects_id", "posting", "posting", ["corrects_id"], ["id"])
    op.create_unique_constraint("uq_posting_corrects_id", "posting", ["corrects_id"])
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(name), "posting", condition)


def _narrow_on_postgresql() -> None:
    for name in CHECKS:
        op.drop_constraint(name, "posting")
    for column in _columns():
        op.drop_column("posting", column.name)
    op.alter_column("posting", "device_id", nullable=False)


def _widen_on_sqlite() -> None:
    """A table of SQLite is made anew; its triggers do not come along."""
    checks = tuple(sa.CheckConstraint(said, name=op.f(name)) for name, said in CHECKS.items())
    with op.batch_alter_table("posting", table_args=checks) as batch_op:
        for column in _columns():
            batch_op.add_column(column)
        batch_op.alter_column("device_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key("fk_posting_article_id", "article", ["article_id"], ["id"])
        batch_op.create_foreign_key("fk_posting_corrects_id", "posting", ["corrects_id"], ["id"])
        batch_op.create_unique_constraint("uq_posting_corrects_id", ["corrects_id"])
    refuse_change(("posting",), REFUSAL)


def _narrow_on_sqlite() -> None:
    with op.batch_alter_table("posting") as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_constraint("fk_posting_corrects_id", type_="foreignkey")
        batch_op.drop_constraint("fk_posting_article_id", type_="foreignkey")
        batch_op.drop_constraint("uq_posting_corrects_id", type_="unique")
        for column in _columns():
            batch_op.drop_column(column.name)
        batch_op.alter_column("device_id", existing_type=sa.Integer(), nullable=False)
    refuse_change(("posting",), REFUSAL)


def _open_accounts() -> None:
    """For each organisation; where people gave a place that name, the account gets a longer one."""
    connection = op.get_bind()
    for organisation in connection.scalars(sa.text("SELECT id FROM organisation")).all():
        taken = set(
            connection.scalars(
                sa.select(PLACE.c.name).where(PLACE.c.organisation_id == organisation)
            )
        )
        op.bulk_insert(
            PLACE,
            [
                {
                    "organisation_id": organisation,
                    "kind": kind,
                    "name": f"{name} (rekening)" if name in taken else name,
                    "active": True,
                }
                for kind, name in ACCOUNTS.items()
            ],
        )


def _close_accounts() -> None:
    """Those on which nothing was ever posted."""
    moved = sa.select(POSTING.c.from_place_id).union(sa.select(POSTING.c.to_place_id))
    op.execute(sa.delete(PLACE).where(PLACE.c.kind.in_(ACCOUNTS), PLACE.c.id.not_in(moved)))
