"""repairs and parts"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("closed_at IS NULL")
HELD = sa.text("settled_at IS NULL")
#: A part with a number of its own is in one repair, once and for good.
TAKEN = sa.text("settled_at IS NULL OR settlement = 'used'")
ACCOUNT = "installed"
NAME = "Ingebouwd"
PLACE = sa.table(
    "place",
    sa.column("id", sa.Integer),
    sa.column("organisation_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("name", sa.String),
    sa.column("active", sa.Boolean),
)
POSTING = sa.table("posting", sa.column("from_place_id"), sa.column("to_place_id"))


def upgrade() -> None:
    with op.batch_alter_table("article") as article:
        article.add_column(sa.Column("minimum", sa.Integer))
        article.add_column(
            sa.Column("fits", sa.String(200), nullable=False, server_default=sa.text("''"))
        )
        article.add_column(
            sa.Column("spec", sa.String(80), nullable=False, server_default=sa.text("''"))
        )
        article.add_column(sa.Column("value_cents", sa.Integer))
    _repairs()
    _times()
    _photos()
    _serial_parts()
    _holds()
    _open_accounts()


def downgrade() -> None:
    moved = sa.select(POSTING.c.from_place_id).union(sa.select(POSTING.c.to_place_id))
    op.execute(sa.delete(PLACE).where(PLACE.c.kind == ACCOUNT, PLACE.c.id.not_in(moved)))
    for table in ("part_hold", "serial_part", "repair_photo", "repair_time", "repair"):
        op.drop_table(table)
    with op.batch_alter_table("article") as article:
        for column in ("value_cents", "spec", "fits", "minimum"):
            article.drop_column(column)


def _repairs() -> None:
    op.create_table(
        "repair",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("device_id", sa.Integer, nullable=False),
        sa.Column("event_id", sa.Integer, nullable=False),
        sa.Column("fault", sa.String(120), nullable=False),
        sa.Column("problem", sa.String(20), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by_id", sa.Integer),
        sa.Column("action", sa.String(20)),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("outcome", sa.String(12)),
        sa.Column("barrier", sa.String(20)),
        sa.Column("parts_cents", sa.Integer),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_by_id", sa.Integer),
        *_to("repair", organisation_id="organisation", device_id="device", event_id="event"),
        *_to("repair", opened_by_id="account", closed_by_id="account"),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_repair_closed")
        ),
        sa.CheckConstraint(
            "(barrier IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'end_of_life')",
            name=op.f("ck_repair_barrier"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair")),
        _once("repair"),
    )
    op.create_index("ix_repair_device", "repair", ["device_id", "id"])
    _partial("ix_repair_open", "repair", ["device_id", "fault"], OPEN, unique=True)


def _times() -> None:
    op.create_table(
        "repair_time",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("repair_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("by_hand", sa.Boolean, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        *_to("repair_time", repair_id="repair", account_id="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair_time")),
        sa.UniqueConstraint(
            "repair_id", "client_id", name=op.f("uq_repair_time_repair_id_client_id")
        ),
    )


def _photos() -> None:
    op.create_table(
        "repair_photo",
        sa.Column("repair_id", sa.Integer, nullable=False),
        sa.Column("photo_id", sa.Integer, nullable=False),
        sa.Column("moment", sa.String(6), nullable=False),
        *_to("repair_photo", repair_id="repair", photo_id="photo"),
        sa.PrimaryKeyConstraint("repair_id", "photo_id", name=op.f("pk_repair_photo")),
    )
    op.create_index("ix_repair_photo_photo_id", "repair_photo", ["photo_id"])


def _serial_parts() -> None:
    op.create_table(
        "serial_part",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("device_id", sa.Integer, nullable=False),
        sa.Column("medium", sa.String(200), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("serial", sa.String(80), nullable=False),
        sa.Column("size_bytes", sa.BigInteger),
        sa.Column("place_id", sa.Integer, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("evidence_id", sa.Integer),
        sa.Column("freed_at", MOMENT),
        sa.Column("freed_by_id", sa.Integer),
        sa.Column("ended_at", MOMENT),
        sa.Column("ending", sa.String(10)),
        *_to("serial_part", organisation_id="organisation", device_id="device", place_id="place"),
        *_to("serial_part", account_id="account", freed_by_id="account"),
        *_to("serial_part", evidence_id="erasure_evidence"),
        # Nothing becomes free stock on somebody's word.
        sa.CheckConstraint(
            "freed_at IS NULL OR evidence_id IS NOT NULL", name=op.f("ck_serial_part_proven")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_serial_part_ended")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serial_part")),
        _once("serial_part"),
    )
    op.create_index("ix_serial_part_device_id", "serial_part", ["device_id"])
    op.create_index("ix_serial_part_place_id", "serial_part", ["place_id"])
    op.create_index(
        "ix_serial_part_list", "serial_part", ["organisation_id", "ended_at", "freed_at", "id"]
    )
    op.create_index(
        "ix_serial_part_here",
        "serial_part",
        ["organisation_id", "medium"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _holds() -> None:
    op.create_table(
        "part_hold",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("repair_id", sa.Integer, nullable=False),
        sa.Column("article_id", sa.Integer),
        sa.Column("serial_part_id", sa.Integer),
        sa.Column("place_id", sa.Integer, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("held_at", MOMENT, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("settled_at", MOMENT),
        sa.Column("settlement", sa.String(10)),
        *_to("part_hold", organisation_id="organisation", repair_id="repair", place_id="place"),
        *_to("part_hold", article_id="article", serial_part_id="serial_part"),
        *_to("part_hold", account_id="account"),
        sa.CheckConstraint(
            "(article_id IS NULL) <> (serial_part_id IS NULL)", name=op.f("ck_part_hold_one_thing")
        ),
        sa.CheckConstraint(
            "quantity > 0 AND (serial_part_id IS NULL OR quantity = 1)",
            name=op.f("ck_part_hold_how_many"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settlement IS NULL)", name=op.f("ck_part_hold_settled")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_hold")),
        _once("part_hold"),
    )
    op.create_index("ix_part_hold_repair_id", "part_hold", ["repair_id"])
    _partial("ix_part_hold_live", "part_hold", ["article_id", "place_id"], HELD)
    _partial("ix_part_hold_taken", "part_hold", ["serial_part_id"], TAKEN, unique=True)


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def _once(table: str) -> sa.UniqueConstraint:
    name = op.f(f"uq_{table}_organisation_id_client_id")
    return sa.UniqueConstraint("organisation_id", "client_id", name=name)


def _partial(
    name: str, table: str, columns: list[str], where: sa.TextClause, *, unique: bool = False
) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _open_accounts() -> None:
    """For each organisation; where people gave a place that name, the account gets a longer one."""
    connection = op.get_bind()
    for organisation in connection.scalars(sa.text("SELECT id FROM organisation")).all():
        taken = sa.select(PLACE.c.id).where(
            PLACE.c.organisation_id == organisation, PLACE.c.name == NAME
        )
        name = f"{NAME} (rekening)" if connection.scalar(taken) else NAME
        row = {"organisation_id": organisation, "kind": ACCOUNT, "name": name, "active": True}
        op.bulk_insert(PLACE, [row])
